using CimCil.Foundation;

namespace CimCil.Learners;

/// <summary>Which of a phase's images a stage trains on. Chance comes from the run's streams, so that a resumed stage has the same images.</summary>
public abstract class StageImages
{
    private StageImages()
    {
    }

    /// <summary>All new images and all exemplars.</summary>
    public static StageImages All { get; } = new AllImages();

    /// <summary>The new images; no exemplars.</summary>
    public static StageImages NewOnly { get; } = new NewImages();

    /// <summary>
    /// All exemplars, and of each new class as many images, drawn at random, as an old class has exemplars in the mean (rounded up).
    /// In phase 0 all images. The paper gives no definition; this is ours.
    /// </summary>
    public static StageImages Balanced { get; } = new BalancedImages();

    /// <summary>A share of every class, at least one image and not all of them, drawn at random.</summary>
    /// <param name="share">In (0, 1).</param>
    public static StageImages HeldOut(double share) => new SplitImages(share, SplitPart.HeldOut);

    /// <summary>What <see cref="HeldOut"/> of the same share leaves in the same phase.</summary>
    /// <param name="share">In (0, 1).</param>
    public static StageImages WithoutHeldOut(double share) => new SplitImages(share, SplitPart.Rest);

    /// <summary>The images, as positions among the phase's images.</summary>
    /// <param name="newLabels">The labels of the new images.</param>
    /// <param name="oldLabels">The labels of the exemplars.</param>
    /// <param name="streams">Where chance comes from.</param>
    /// <param name="phase">The phase's index, a coordinate of the streams.</param>
    /// <returns>Positions in <paramref name="newLabels"/> and in <paramref name="oldLabels"/>, both ascending.</returns>
    public abstract (IReadOnlyList<int> New, IReadOnlyList<int> Old) Choose(IReadOnlyList<int> newLabels, IReadOnlyList<int> oldLabels, RandomStreams streams, int phase);

    private static int[] Everything(IReadOnlyList<int> labels) => [.. Enumerable.Range(0, labels.Count)];

    /// <summary>The positions of each class in a random order that depends on the class alone.</summary>
    private static IEnumerable<int[]> ShuffledByClass(IReadOnlyList<int> labels, RandomStreams streams, int phase)
    {
        foreach (var positions in labels.Index().GroupBy(entry => entry.Item, entry => entry.Index))
        {
            int[] shuffled = [.. positions];
            streams.For("stage images", phase, index: positions.Key).Shuffle<int>(shuffled);
            yield return shuffled;
        }
    }

    private enum SplitPart
    {
        HeldOut,
        Rest,
    }

    private sealed class AllImages : StageImages
    {
        public override (IReadOnlyList<int> New, IReadOnlyList<int> Old) Choose(IReadOnlyList<int> newLabels, IReadOnlyList<int> oldLabels, RandomStreams streams, int phase) =>
            (Everything(newLabels), Everything(oldLabels));
    }

    private sealed class NewImages : StageImages
    {
        public override (IReadOnlyList<int> New, IReadOnlyList<int> Old) Choose(IReadOnlyList<int> newLabels, IReadOnlyList<int> oldLabels, RandomStreams streams, int phase) =>
            (Everything(newLabels), []);
    }

    private sealed class BalancedImages : StageImages
    {
        public override (IReadOnlyList<int> New, IReadOnlyList<int> Old) Choose(IReadOnlyList<int> newLabels, IReadOnlyList<int> oldLabels, RandomStreams streams, int phase)
        {
            if (oldLabels.Count == 0)
                return (Everything(newLabels), []);
            var perClass = (int)Math.Ceiling((double)oldLabels.Count / oldLabels.Distinct().Count());
            return ([.. ShuffledByClass(newLabels, streams, phase).SelectMany(positions => positions.Take(perClass)).Order()], Everything(oldLabels));
        }
    }

    private sealed class SplitImages : StageImages
    {
        private readonly double _share;
        private readonly SplitPart _part;

        public SplitImages(double share, SplitPart part)
        {
            if (share is not (> 0 and < 1))
                throw new ArgumentOutOfRangeException(nameof(share), share, "A share that is held out lies between 0 and 1.");
            (_share, _part) = (share, part);
        }

        public override (IReadOnlyList<int> New, IReadOnlyList<int> Old) Choose(IReadOnlyList<int> newLabels, IReadOnlyList<int> oldLabels, RandomStreams streams, int phase) =>
            (Part(newLabels, streams, phase), Part(oldLabels, streams, phase));

        private int[] Part(IReadOnlyList<int> labels, RandomStreams streams, int phase) =>
            [.. ShuffledByClass(labels, streams, phase).SelectMany(PartOf).Order()];

        private IEnumerable<int> PartOf(int[] positions)
        {
            // A class of one image is trained on and not held out.
            var heldOut = positions.Length == 1 ? 0 : Math.Clamp((int)Math.Round(positions.Length * _share), 1, positions.Length - 1);
            return _part == SplitPart.HeldOut ? positions.Take(heldOut) : positions.Skip(heldOut);
        }
    }
}
