namespace CimCil.Configuration;

/// <summary>Where images come from. Derive a section per dataset.</summary>
[ConfigSection]
public abstract partial record DatasetConfig : ConfigSection
{
    /// <summary>What happens to an image that cannot be decoded. A run that leaves none out has the same numbers either way.</summary>
    [Operational]
    public CorruptImagePolicy OnCorruptImage { get; init; } = CorruptImagePolicy.Stop;

    /// <summary>What happens to an image file that asks viewers to turn it, as cameras and phones write.</summary>
    public ExifRotation ExifRotation { get; init; } = ExifRotation.Ignore;

    /// <summary>How training images are varied.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.ImageNetAutoAugment;

    /// <summary>Side of the square that the network sees.</summary>
    [Between(8, 4096, Unit = "pixels")]
    public int ImageSide { get; init; } = 224;

    /// <summary>Shorter side of a test image before its centre crop of <see cref="ImageSide"/>.</summary>
    [Between(8, 4096, Unit = "pixels")]
    public int TestResize { get; init; } = 256;

    /// <summary>The number of classes where it is known before the images are looked at; null otherwise.</summary>
    public virtual int? ExpectedClassCount => null;

    [Rule("the centre crop must fit into the resized test image")]
    private static ConfigProblem? CropFits(DatasetConfig data) => data.ImageSide <= data.TestResize
        ? null
        : ConfigProblem.At("testResize", $"{data.TestResize}", $"Use {data.ImageSide} or more, or make imageSide at most {data.TestResize}.");
}

/// <summary>Images in <c>root/train/&lt;class&gt;/*</c> and <c>root/test</c> or <c>root/val</c>; classes are sorted folder names.</summary>
[ConfigSection("image-folder")]
public sealed partial record ImageFolderDataset : DatasetConfig
{
    /// <summary>The folder that holds <c>train</c> and <c>test</c> or <c>val</c>.</summary>
    [Operational]
    public string Root { get; init; } = "";
}

/// <summary>Food-101 as published: <c>images/&lt;class&gt;/*.jpg</c>, split by <c>meta/train.txt</c> and <c>meta/test.txt</c>.</summary>
[ConfigSection("food-101")]
public sealed partial record Food101Dataset : DatasetConfig
{
    /// <summary>The folder <c>food-101</c> of the published archive.</summary>
    [Operational]
    public string Root { get; init; } = "";

    /// <inheritdoc/>
    public override int? ExpectedClassCount => 101;
}

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

    [Rule("the classes come from a file, so the file must be named")]
    private static ConfigProblem? FileIsNamed(ImageNetDataset data) => data.Classes != ImageNetClasses.FromFile || data.ClassListFile.Length > 0
        ? null
        : ConfigProblem.At("classListFile", $"empty", $"Name a text file with one class folder per line, or set classes to all or lucir-100.");
}

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

    /// <summary>The seed that the pictures derive from; it is not the experiment's seed, so that every seed sees the same pictures.</summary>
    [NotNegative]
    public int DrawingSeed { get; init; } = 1;

    /// <inheritdoc/>
    public override int? ExpectedClassCount => ClassCount;
}

/// <summary>What happens to an image that cannot be decoded.</summary>
public enum CorruptImagePolicy
{
    /// <summary>The run stops and names the file.</summary>
    Stop,

    /// <summary>The image is left out; the count is reported.</summary>
    Skip,
}

/// <summary>What happens to an image file that asks viewers to turn it.</summary>
public enum ExifRotation
{
    /// <summary>It is used as it is stored, as torchvision does.</summary>
    Ignore,

    /// <summary>It is turned and mirrored as it asks.</summary>
    Apply,
}

/// <summary>How training images are varied.</summary>
public enum Augmentation
{
    /// <summary>Resize and centre crop only, as for testing.</summary>
    None,

    /// <summary>Horizontal flip and shifts of up to 1/16 of the side, for small images.</summary>
    FlipAndShift,

    /// <summary>Random resized crop, flip and brightness jitter of 63/255.</summary>
    ImageNet,

    /// <summary>As <see cref="ImageNet"/>, then one of the 25 ImageNet sub-policies of AutoAugment (the reference's setting).</summary>
    ImageNetAutoAugment,
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
