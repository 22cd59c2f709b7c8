using CimCil.Configuration;
using CimCil.Data;

namespace Flags;

/// <summary>Flags: a flag of two colours lies somewhere on a meadow. Its class is its pattern, and its true box is known.</summary>
[ConfigSection("flags")]
public sealed partial record FlagsDataset : DatasetConfig
{
    /// <summary>32 pixels are enough for a flag.</summary>
    public FlagsDataset() => (ImageSide, TestResize) = (32, 32);

    /// <summary>Side of a drawn image.</summary>
    [Between(16, 512, Unit = "pixels")]
    public int Side { get; init; } = 32;

    /// <summary>Width of a flag as a share of the image's side; its height is two thirds of it.</summary>
    [Between(0.2, 1)]
    public double FlagShare { get; init; } = 0.6;

    /// <summary>Training images per flag.</summary>
    [Positive(Unit = "images")]
    public int TrainImagesPerFlag { get; init; } = 24;

    /// <summary>Test images per flag.</summary>
    [Positive(Unit = "images")]
    public int TestImagesPerFlag { get; init; } = 10;

    /// <inheritdoc/>
    public override int? ExpectedClassCount => FlagPattern.All.Count;

    /// <inheritdoc/>
    public override bool KnowsTrueBoxes => true;

    /// <inheritdoc/>
    protected override Dataset CreateDataset() =>
        new("Flags", [.. FlagPattern.All.Select(pattern => pattern.Name)], Draw("train", TrainImagesPerFlag), Draw("test", TestImagesPerFlag));

    private IReadOnlyList<DatasetImage> Draw(string part, int imagesPerFlag) =>
    [
        .. from flag in Enumerable.Range(0, FlagPattern.All.Count)
           from index in Enumerable.Range(0, imagesPerFlag)
           select new FlagImage(this, part, flag, index),
    ];
}
