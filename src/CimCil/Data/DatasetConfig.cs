using CimCil.Data;
using CimCil.Foundation;

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

    /// <summary>How the bytes of an image become the network's input: as for the network that the run starts from, if it starts from one.</summary>
    public InputNormalization Normalization { get; init; } = InputNormalization.ImageNet;

    /// <summary>The number of classes where it is known before the images are looked at; null otherwise.</summary>
    public virtual int? ExpectedClassCount => null;

    /// <summary>Whether the images know the true box of their object (<see cref="DatasetImage.TrueBox"/>), which the oracle keeps.</summary>
    public virtual bool KnowsTrueBoxes => false;

    /// <summary>What the dataset holds as it was published; null where nobody knows.</summary>
    internal virtual KnownDataset? Known => null;

    /// <summary>Lists the images of the dataset; none is decoded or drawn yet. Listing the same files gives the same dataset on every machine.</summary>
    /// <exception cref="DataException">Folders or files are missing or not laid out as the section says; the message holds the path and the fix.</exception>
    /// <exception cref="ConfigurationException">A setting is missing.</exception>
    public Dataset Open()
    {
        try
        {
            var dataset = CreateDataset();
            if (dataset.ClassNames.CountBy(name => name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
                throw new DataException($"{dataset.Name} has two classes called {twice}: a class is known by its name, in the memory too. Give each a name of its own.");
            RequireClasses(dataset);
            return dataset;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"The images of data ({GetType().Name}) cannot be listed: {error.Message} Every folder and list must be readable. "
                + "Check the permissions and the medium, then start again.", error);
        }
    }

    private static void RequireClasses(Dataset dataset)
    {
        if (dataset.ClassNames.Any(string.IsNullOrWhiteSpace))
            throw new DataException($"{dataset.Name} has a class without a name: a class is known by its name, in the memory too. Give it one.");
        foreach (var image in dataset.Train.Concat(dataset.Test))
        {
            if (image.Class < 0 || image.Class >= dataset.ClassNames.Count)
                throw new DataException($"Image {image.Name} of {dataset.Name} has class {image.Class}: the dataset has classes 0 to {dataset.ClassNames.Count - 1}. Mend the class of the image, or name more classes.");
        }
    }

    /// <summary>Lists the images, as <see cref="Open"/> says; failures of the disk may be left to it.</summary>
    protected abstract Dataset CreateDataset();

    [Rule("the centre crop must fit into the resized test image")]
    private static ConfigProblem? CropFits(DatasetConfig data) => data.ImageSide <= data.TestResize
        ? null
        : ConfigProblem.At("testResize", $"{data.TestResize}", $"Use {data.ImageSide} or more, or make imageSide at most {data.TestResize}.");
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

/// <summary>How the bytes of an image become the network's input.</summary>
public enum InputNormalization
{
    /// <summary>RGB from 0 to 1 minus the mean of ImageNet's channels, divided by their deviation: networks of PyTorch, torchvision and timm.</summary>
    ImageNet,

    /// <summary>RGB from -1 to 1: (x - 0.5) / 0.5, as some networks of timm and TensorFlow take it.</summary>
    Half,

    /// <summary>RGB from 0 to 1.</summary>
    ZeroToOne,

    /// <summary>BGR from 0 to 255 minus the mean of ImageNet's channels, as networks of CNTK and Caffe take it.</summary>
    Cntk,
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
