using CimCil.Data;
using CimCil.Data.Folders;

namespace CimCil.Configuration;

/// <summary>ImageNet-1000 (<c>train/&lt;wnid&gt;</c>, <c>val/&lt;wnid&gt;</c>) or a subset of its classes.</summary>
[ConfigSection("imagenet")]
public sealed partial record ImageNetDataset : DatasetConfig
{
    /// <summary>The folder that holds <c>train</c> and <c>val</c>.</summary>
    [Operational]
    public string Root { get; init; } = "";

    /// <summary>Which classes are used.</summary>
    public ImageNetClasses Classes { get; init; } = ImageNetClasses.All;

    /// <summary>A text file with one class folder name per line, for <see cref="ImageNetClasses.FromFile"/>.</summary>
    [ReadWhen(nameof(Classes), ImageNetClasses.FromFile)]
    public string ClassListFile { get; init; } = "";

    /// <inheritdoc/>
    public override int? ExpectedClassCount => Classes switch
    {
        ImageNetClasses.All => 1000,
        ImageNetClasses.Lucir100 => 100,
        _ => null,
    };

    internal override KnownDataset? Known => Classes switch
    {
        ImageNetClasses.All => new("ImageNet-1000", 1000, 1281167, 50000),
        // How many training images its classes have nobody says beforehand.
        ImageNetClasses.Lucir100 => new("ImageNet-100", 100, 0, 5000),
        _ => null,
    };

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => ImageNetSource.Open(this);

    [Rule("the classes come from a file, so the file must be named")]
    private static ConfigProblem? FileIsNamed(ImageNetDataset data) => data.Classes != ImageNetClasses.FromFile || data.ClassListFile.Length > 0
        ? null
        : ConfigProblem.At("classListFile", $"empty", $"Name a text file with one class folder per line, or set classes to all or lucir-100.");
}

/// <summary>Which classes of an ImageNet-1000 tree are used.</summary>
public enum ImageNetClasses
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>The 100 classes that NumPy's legacy generator draws with seed 1993, as LUCIR chose them.</summary>
    Lucir100,

    /// <summary>Those listed in <see cref="ImageNetDataset.ClassListFile"/>.</summary>
    FromFile,
}
