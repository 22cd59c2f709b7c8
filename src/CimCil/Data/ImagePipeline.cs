using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>
/// What happens between a decoded image of any size and the square of bytes that a network sees: for training with chance,
/// for testing, or the whole image squashed (the image that a heatmap and then a box is computed from).
/// </summary>
public sealed class ImagePipeline
{
    /// <summary>The reference's brightness jitter.</summary>
    private const double BrightnessRange = 63.0 / 255;

    private readonly Kind _kind;
    private readonly int _resizedSide;

    private ImagePipeline(Kind kind, DatasetConfig dataset, int resizedSide)
    {
        _kind = kind;
        Side = dataset.ImageSide;
        Normalization = Normalization.Of(dataset.Normalization);
        _resizedSide = resizedSide;
    }

    private enum Kind
    {
        Test,
        Squash,
        FlipAndShift,
        ImageNet,
        ImageNetAutoAugment,
    }

    /// <summary>Side of the square that comes out.</summary>
    public int Side { get; }

    /// <summary>Bytes of one image that comes out, 3 x <see cref="Side"/> x <see cref="Side"/>.</summary>
    public int ByteCount => 3 * Side * Side;

    /// <summary>How the bytes become a network's input.</summary>
    public Normalization Normalization { get; init; }

    /// <summary>Training images, varied as <see cref="DatasetConfig.Augmentation"/> says.</summary>
    /// <exception cref="ConfigurationException">Test images would be smaller than the square.</exception>
    public static ImagePipeline ForTraining(DatasetConfig dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.Augmentation switch
        {
            Augmentation.None => ForTesting(dataset),
            Augmentation.FlipAndShift => new ImagePipeline(Kind.FlipAndShift, dataset, dataset.ImageSide),
            Augmentation.ImageNet => new ImagePipeline(Kind.ImageNet, dataset, dataset.ImageSide),
            Augmentation.ImageNetAutoAugment => new ImagePipeline(Kind.ImageNetAutoAugment, dataset, dataset.ImageSide),
            _ => throw new ConfigurationException($"Augmentation is {dataset.Augmentation}; it must be one of {string.Join(", ", Enum.GetNames<Augmentation>())}."),
        };
    }

    /// <summary>Test images: the shorter side resized to <see cref="DatasetConfig.TestResize"/>, then the square in the middle.</summary>
    /// <exception cref="ConfigurationException">The resized image would be smaller than the square.</exception>
    public static ImagePipeline ForTesting(DatasetConfig dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.TestResize < dataset.ImageSide)
            throw new ConfigurationException($"TestResize is {dataset.TestResize}: it must be at least ImageSide, {dataset.ImageSide}, which is cut out of the resized image; raise TestResize or lower ImageSide.");
        return new ImagePipeline(Kind.Test, dataset, dataset.TestResize);
    }

    /// <summary>Box images: the whole image squashed into the square, so that every pixel has a place in the heatmap.</summary>
    public static ImagePipeline ForBoxes(DatasetConfig dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new ImagePipeline(Kind.Squash, dataset, dataset.ImageSide);
    }

    /// <summary>Transforms one image.</summary>
    /// <param name="image">The decoded image; it stays as it is.</param>
    /// <param name="random">The image's own stream.</param>
    /// <param name="scratch">The calling thread's working memory.</param>
    /// <param name="destination"><see cref="ByteCount"/> bytes, [3, Side, Side].</param>
    internal void Transform(RgbImage image, RandomStream random, ImageScratch scratch, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(scratch);
        switch (_kind)
        {
            case Kind.Squash:
                scratch.Resampling.Resize(image, Side, Side, scratch.Current);
                break;
            case Kind.Test:
                ResizeAndCutSquare(image, scratch);
                break;
            case Kind.FlipAndShift:
                ResizeAndCutSquare(image, scratch);
                FlipAndShift(random, scratch);
                break;
            default:
                CropFlipAndBrighten(image, random, scratch);
                if (_kind == Kind.ImageNetAutoAugment)
                    AutoAugment.ApplyImageNetPolicy(ref scratch.Current, ref scratch.Spare, random);
                break;
        }
        ImageTransforms.WriteChannels(scratch.Current, destination);
    }

    private void ResizeAndCutSquare(RgbImage image, ImageScratch scratch)
    {
        var (height, width) = ImageTransforms.ShorterSideSize(image.Height, image.Width, _resizedSide);
        scratch.Resampling.Resize(image, height, width, scratch.Spare);
        ImageTransforms.Crop(scratch.Spare, ImageTransforms.CentreSquare(height, width, Side), scratch.Current);
    }

    private void FlipAndShift(RandomStream random, ImageScratch scratch)
    {
        if (random.NextBool())
            ImageTransforms.FlipHorizontally(scratch.Current);
        var reach = Side / 16;
        var (down, right) = (random.NextInt((2 * reach) + 1) - reach, random.NextInt((2 * reach) + 1) - reach);
        if ((down, right) == (0, 0))
            return;
        ImageTransforms.Shift(scratch.Current, down, right, scratch.Spare);
        (scratch.Current, scratch.Spare) = (scratch.Spare, scratch.Current);
    }

    private void CropFlipAndBrighten(RgbImage image, RandomStream random, ImageScratch scratch)
    {
        var crop = ImageTransforms.DrawResizedCrop(image.Height, image.Width, random);
        scratch.Resampling.Resize(image, crop, Side, Side, scratch.Current);
        if (random.NextBool())
            ImageTransforms.FlipHorizontally(scratch.Current);
        ColorOperations.Brightness(scratch.Current, random.NextDouble(1 - BrightnessRange, 1 + BrightnessRange), scratch.Current);
    }
}
