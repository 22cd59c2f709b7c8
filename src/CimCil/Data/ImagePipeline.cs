using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>
/// What happens between a decoded picture of any size and the square of bytes that a network sees: for training with chance,
/// for testing, or the whole picture squashed (the picture that a heatmap and then a box is computed from).
/// </summary>
public sealed class ImagePipeline
{
    /// <summary>The reference's brightness jitter.</summary>
    private const double BrightnessRange = 63.0 / 255;

    private readonly Kind _kind;
    private readonly int _resizedSide;

    private ImagePipeline(Kind kind, int side, int resizedSide)
    {
        _kind = kind;
        Side = side;
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

    /// <summary>Bytes of one picture that comes out, 3 x <see cref="Side"/> x <see cref="Side"/>.</summary>
    public int ByteCount => 3 * Side * Side;

    /// <summary>How the bytes become a network's input.</summary>
    public Normalization Normalization { get; init; } = Normalization.ImageNet;

    /// <summary>Training pictures, varied as <see cref="DatasetConfig.Augmentation"/> says.</summary>
    /// <exception cref="ConfigurationException">Test pictures would be smaller than the square.</exception>
    public static ImagePipeline ForTraining(DatasetConfig dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.Augmentation switch
        {
            Augmentation.None => ForTesting(dataset),
            Augmentation.FlipAndShift => new ImagePipeline(Kind.FlipAndShift, dataset.ImageSide, dataset.ImageSide),
            Augmentation.ImageNet => new ImagePipeline(Kind.ImageNet, dataset.ImageSide, dataset.ImageSide),
            Augmentation.ImageNetAutoAugment => new ImagePipeline(Kind.ImageNetAutoAugment, dataset.ImageSide, dataset.ImageSide),
            _ => throw new ConfigurationException($"Augmentation is {dataset.Augmentation}; it must be one of {string.Join(", ", Enum.GetNames<Augmentation>())}."),
        };
    }

    /// <summary>Test pictures: the shorter side resized to <see cref="DatasetConfig.TestResize"/>, then the square in the middle.</summary>
    /// <exception cref="ConfigurationException">The resized picture would be smaller than the square.</exception>
    public static ImagePipeline ForTesting(DatasetConfig dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.TestResize < dataset.ImageSide)
            throw new ConfigurationException($"TestResize is {dataset.TestResize}: it must be at least ImageSide, {dataset.ImageSide}, which is cut out of the resized picture; raise TestResize or lower ImageSide.");
        return new ImagePipeline(Kind.Test, dataset.ImageSide, dataset.TestResize);
    }

    /// <summary>Box pictures: the whole picture squashed into the square, so that every pixel has a place in the heatmap.</summary>
    public static ImagePipeline ForBoxes(DatasetConfig dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new ImagePipeline(Kind.Squash, dataset.ImageSide, dataset.ImageSide);
    }

    /// <summary>Transforms one picture.</summary>
    /// <param name="picture">The decoded picture; it stays as it is.</param>
    /// <param name="random">The picture's own stream.</param>
    /// <param name="scratch">The calling thread's working memory.</param>
    /// <param name="destination"><see cref="ByteCount"/> bytes, [3, Side, Side].</param>
    public void Transform(RgbImage picture, RandomStream random, ImageScratch scratch, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(scratch);
        switch (_kind)
        {
            case Kind.Squash:
                scratch.Resampling.Resize(picture, Side, Side, scratch.Current);
                break;
            case Kind.Test:
                ResizeAndCutSquare(picture, scratch);
                break;
            case Kind.FlipAndShift:
                ResizeAndCutSquare(picture, scratch);
                FlipAndShift(random, scratch);
                break;
            default:
                CropFlipAndBrighten(picture, random, scratch);
                if (_kind == Kind.ImageNetAutoAugment)
                    AutoAugment.ApplyImageNetPolicy(ref scratch.Current, ref scratch.Spare, random);
                break;
        }
        ImageTransforms.WriteChannels(scratch.Current, destination);
    }

    private void ResizeAndCutSquare(RgbImage picture, ImageScratch scratch)
    {
        var (height, width) = ImageTransforms.ShorterSideSize(picture.Height, picture.Width, _resizedSide);
        scratch.Resampling.Resize(picture, height, width, scratch.Spare);
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

    private void CropFlipAndBrighten(RgbImage picture, RandomStream random, ImageScratch scratch)
    {
        var crop = ImageTransforms.DrawResizedCrop(picture.Height, picture.Width, random);
        scratch.Resampling.Resize(picture, crop, Side, Side, scratch.Current);
        if (random.NextBool())
            ImageTransforms.FlipHorizontally(scratch.Current);
        ColorOperations.Brightness(scratch.Current, random.NextDouble(1 - BrightnessRange, 1 + BrightnessRange), scratch.Current);
    }
}
