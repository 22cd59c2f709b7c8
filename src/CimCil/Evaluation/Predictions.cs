namespace CimCil.Evaluation;

/// <summary>
/// What a network answered for a set of test images, counted per class. Labels are positions in the class order.
/// </summary>
internal sealed class Predictions
{
    private readonly ClassScore[] _classes;
    private readonly int _topKCorrectCount;

    /// <summary>Counts the answers.</summary>
    /// <param name="labels">The true labels, [N].</param>
    /// <param name="ranked">The predicted labels, [N, k] row by row, the likeliest first.</param>
    /// <param name="classCount">Classes seen so far: every label lies in [0, classCount).</param>
    /// <exception cref="ArgumentException">
    /// There are no images, the lengths do not fit together, k exceeds the classes, or a true label is not one of the classes.
    /// </exception>
    public Predictions(ReadOnlySpan<long> labels, ReadOnlySpan<long> ranked, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        if (labels.IsEmpty || ranked.IsEmpty || ranked.Length % labels.Length != 0)
            throw new ArgumentException($"{labels.Length} labels and {ranked.Length} predicted labels: each image has one label and the same number of predictions.", nameof(ranked));
        K = ranked.Length / labels.Length;
        if (K > classCount)
            throw new ArgumentException($"{K} predictions per image among {classCount} classes: at most one per class.", nameof(ranked));

        ImageCount = labels.Length;
        var images = new int[classCount];
        var correct = new int[classCount];
        var confusion = new Dictionary<(int Label, int Predicted), int>();
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            if (label < 0 || label >= classCount)
                throw new ArgumentException($"Image {i} has the label {label}, which is not one of {classCount} classes.", nameof(labels));
            var answers = ranked.Slice(i * K, K);
            images[label]++;
            var cell = ((int)label, (int)answers[0]);
            confusion[cell] = confusion.GetValueOrDefault(cell) + 1;
            if (answers[0] == label)
                correct[label]++;
            if (answers.Contains(label))
                _topKCorrectCount++;
        }
        Confusion = [.. confusion.OrderBy(entry => entry.Key).Select(entry => new ConfusionCell(entry.Key.Label, entry.Key.Predicted, entry.Value))];
        _classes = [.. images.Select((count, label) => new ClassScore(label, count, correct[label]))];
    }

    /// <summary>k of <see cref="TopK"/>: the predictions per image.</summary>
    public int K { get; }

    /// <summary>Test images.</summary>
    public int ImageCount { get; }

    /// <summary>The cells of the confusion matrix that are not 0, by label and then by prediction.</summary>
    public IReadOnlyList<ConfusionCell> Confusion { get; }

    /// <summary>One entry per class, in the class order.</summary>
    public IReadOnlyList<ClassScore> Classes => _classes;

    /// <summary>Share of the images whose first prediction is right, in percent.</summary>
    public double Top1 => Percent.Of(_classes.Sum(score => score.CorrectCount), ImageCount);

    /// <summary>Share of the images with the right label among the first <see cref="K"/> predictions, in percent.</summary>
    public double TopK => Percent.Of(_topKCorrectCount, ImageCount);

    /// <summary>
    /// Top-1 accuracy on the images of the labels [<paramref name="first"/>, <paramref name="first"/> + <paramref name="count"/>),
    /// among all classes seen, in percent; null when there is no such image.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The labels are not all among the classes seen.</exception>
    public double? AccuracyOn(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, _classes.Length);
        var group = _classes.AsSpan(first, count);
        int images = 0, correct = 0;
        foreach (var score in group)
        {
            images += score.ImageCount;
            correct += score.CorrectCount;
        }
        return images == 0 ? null : Percent.Of(correct, images);
    }
}
