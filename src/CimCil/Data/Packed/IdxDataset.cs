using CimCil.Data;
using CimCil.Data.Packed;

namespace CimCil.Configuration;

/// <summary>
/// Grey images in four files of the IDX format, plain or packed (<c>.gz</c>): MNIST, Fashion-MNIST and what is laid out like them.
/// </summary>
[ConfigSection("idx")]
public sealed partial record IdxDataset : DatasetConfig
{
    /// <summary>Images of 28 pixels, which are used as they are.</summary>
    public IdxDataset() => (ImageSide, TestResize, Augmentation) = (28, 28, Augmentation.None);

    /// <summary>The folder that holds <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c> and the same of <c>t10k</c>.</summary>
    [Operational]
    public string Root { get; init; } = "";

    /// <summary>What the classes are called.</summary>
    public IdxClasses Classes { get; init; } = IdxClasses.Numbers;

    /// <summary>A text file with the name of a class per line, for <see cref="IdxClasses.FromFile"/>.</summary>
    [ReadWhen(nameof(Classes), IdxClasses.FromFile)]
    public string ClassListFile { get; init; } = "";

    /// <summary>Training images per class, the first of each; 0 for all.</summary>
    [NotNegative]
    public int TrainImagesPerClass { get; init; }

    /// <summary>Fashion-MNIST where Debian's package dataset-fashion-mnist puts it.</summary>
    public static IdxDataset FashionMnist => new() { Root = "/usr/share/datasets/fashion-mnist", Classes = IdxClasses.FashionMnist };

    /// <inheritdoc/>
    public override int? ExpectedClassCount => Classes == IdxClasses.FashionMnist ? IdxSource.FashionMnist.Count : null;

    internal override KnownDataset? Known => Classes != IdxClasses.FashionMnist ? null
        : TrainImagesPerClass == 0 ? new("Fashion-MNIST", IdxSource.FashionMnist.Count, 60000, 10000)
        : new($"Fashion-MNIST of {TrainImagesPerClass} training images per class", IdxSource.FashionMnist.Count, TrainImagesPerClass * IdxSource.FashionMnist.Count, 10000);

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => IdxSource.Open(this);

    [Rule("the names of the classes come from a file, so the file must be named")]
    private static ConfigProblem? FileIsNamed(IdxDataset data) => data.Classes != IdxClasses.FromFile || data.ClassListFile.Length > 0
        ? null
        : ConfigProblem.At("classListFile", $"empty", $"Name a text file with the name of a class per line, or set classes to numbers or fashionMnist.");
}

/// <summary>What the classes of an IDX dataset are called.</summary>
public enum IdxClasses
{
    /// <summary>By their labels: 0, 1, 2, ..., as in MNIST.</summary>
    Numbers,

    /// <summary>The ten of Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017).</summary>
    FashionMnist,

    /// <summary>Those listed in <see cref="IdxDataset.ClassListFile"/>, in the order of their labels.</summary>
    FromFile,
}
