using CimCil.Data;
using CimCil.Data.Packed;

namespace CimCil.Configuration;

/// <summary>CIFAR-10 or CIFAR-100 in their binary version: 32 x 32 colour images (Krizhevsky, 2009).</summary>
[ConfigSection("cifar")]
public sealed partial record CifarDataset : DatasetConfig
{
    /// <summary>Images of 32 pixels, which are used as they are.</summary>
    public CifarDataset() => (ImageSide, TestResize, Augmentation) = (32, 32, Augmentation.FlipAndShift);

    /// <summary>The unpacked folder: <c>cifar-10-batches-bin</c> or <c>cifar-100-binary</c>.</summary>
    [Operational]
    public string Root { get; init; } = "";

    /// <summary>Which of the datasets and labels.</summary>
    public CifarClasses Classes { get; init; } = CifarClasses.Cifar100;

    /// <summary>Training images per class, the first of each; 0 for all.</summary>
    [NotNegative]
    public int TrainImagesPerClass { get; init; }

    /// <inheritdoc/>
    public override int? ExpectedClassCount => CifarLayout.Of(Classes).ClassCount;

    internal override KnownDataset? Known => new(
        CifarLayout.Of(Classes).Name, CifarLayout.Of(Classes).ClassCount, TrainImagesPerClass == 0 ? CifarSource.TrainCount : TrainImagesPerClass * CifarLayout.Of(Classes).ClassCount, CifarSource.TestCount);

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => CifarSource.Open(this);
}

/// <summary>Which CIFAR dataset, and which of its labels.</summary>
public enum CifarClasses
{
    /// <summary>The ten classes of CIFAR-10.</summary>
    Cifar10,

    /// <summary>The hundred fine classes of CIFAR-100.</summary>
    Cifar100,

    /// <summary>The twenty coarse classes of CIFAR-100.</summary>
    Cifar100Coarse,
}
