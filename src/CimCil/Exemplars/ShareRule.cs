namespace CimCil.Configuration;

/// <summary>
/// How the classes share the memory. Derive a section of your own for a rule of your own: only the weights' ratios count.
/// </summary>
[ConfigSection]
public abstract partial record ShareRule : ConfigSection
{
    /// <summary>The weight of a class, a positive number; a class of weight 2 gets twice the share of a class of weight 1.</summary>
    /// <param name="label">The class as position in the class order.</param>
    /// <param name="seenClassCount">Classes seen when the memory is filled; <paramref name="label"/> is below it.</param>
    public abstract double WeightOf(int label, int seenClassCount);
}

/// <summary>Every class gets the same share (the paper).</summary>
[ConfigSection("equal")]
public sealed partial record EqualShares : ShareRule
{
    /// <summary>What becomes of the images that a total leaves over when it is divided by the classes.</summary>
    public ShareRemainder Remainder { get; init; } = ShareRemainder.Distributed;

    /// <inheritdoc/>
    public override double WeightOf(int label, int seenClassCount) => 1;
}

/// <summary>Every class has a weight that is written down.</summary>
[ConfigSection("weighted")]
public sealed partial record WeightedShares : ShareRule
{
    /// <summary>Weights in the order in which the classes arrive; a class beyond the list weighs 1.</summary>
    [Positive]
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <inheritdoc/>
    public override double WeightOf(int label, int seenClassCount) => label < Weights.Count ? Weights[label] : 1;
}

/// <summary>What becomes of the images that a total leaves over when it is divided by the classes.</summary>
public enum ShareRemainder
{
    /// <summary>The classes that arrived first get one more each, so that the whole total is used.</summary>
    Distributed,

    /// <summary>They are not used, as in the reference, which divides whole numbers.</summary>
    Dropped,
}
