using CimCil.Data;
using CimCil.Data.Shapes;

namespace CimCil.Configuration;

/// <summary>
/// Shapes: small textured objects on cluttered backgrounds, drawn by code. The class is an outline and a fine texture that
/// downsampling destroys, and the true object box is known.
/// </summary>
[ConfigSection("shapes")]
public sealed partial record ShapesDataset : DatasetConfig
{
    /// <summary>Side of a drawn image.</summary>
    [Between(32, 512, Unit = "pixels")]
    public int Side { get; init; } = 64;

    /// <summary>Number of classes, in the fixed list of outline and texture pairs.</summary>
    [Between(2, 10)]
    public int ClassCount { get; init; } = 10;

    /// <summary>Training images per class.</summary>
    [Positive]
    public int TrainImagesPerClass { get; init; } = 100;

    /// <summary>Test images per class.</summary>
    [Positive]
    public int TestImagesPerClass { get; init; } = 50;

    /// <summary>Diameter of the circle around the smallest object.</summary>
    [Between(0.1, 0.9, Unit = "of the side")]
    public double SmallestObject { get; init; } = 0.5;

    /// <summary>Diameter of the circle around the largest object; between the two all sizes are equally likely.</summary>
    [Between(0.1, 0.9, Unit = "of the side")]
    public double LargestObject { get; init; } = 0.65;

    /// <summary>
    /// From one repetition of an object's texture to the next; up to a quarter more, all periods equally likely. Four to five pixels survive a
    /// reduction by 2 per side, but not one by 3.
    /// </summary>
    [Between(0.02, 0.25, Unit = "of the side")]
    public double TexturePeriod { get; init; } = 0.0625;

    /// <summary>Thin strokes on the background: from none to this many, all numbers equally likely.</summary>
    [Between(0, 32)]
    public int MostStrokes { get; init; } = 2;

    /// <summary>Outlines without a class texture on the background: from one to this many, all numbers equally likely.</summary>
    [Between(1, 32)]
    public int MostDistractors { get; init; } = 2;

    /// <summary>The seed that the images derive from; it is not the experiment's seed, so that every seed sees the same images.</summary>
    [NotNegative]
    public int DrawingSeed { get; init; } = 1;

    /// <inheritdoc/>
    public override int? ExpectedClassCount => ClassCount;

    /// <inheritdoc/>
    public override bool KnowsTrueBoxes => true;

    internal override KnownDataset? Known => new("Shapes", ClassCount, ClassCount * TrainImagesPerClass, ClassCount * TestImagesPerClass);

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => ShapesSource.Open(this);

    [Rule("the smallest object is no larger than the largest one")]
    private static ConfigProblem? SizesAreARange(ShapesDataset shapes) => shapes.SmallestObject <= shapes.LargestObject
        ? null
        : ConfigProblem.At("smallestObject", $"{shapes.SmallestObject} of {shapes.LargestObject} at most", $"Set smallestObject to {shapes.LargestObject} or less, or largestObject to {shapes.SmallestObject} or more.");
}
