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
}
