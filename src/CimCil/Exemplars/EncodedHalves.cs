using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>The pixels of an exemplar as encoded images.</summary>
/// <param name="Foreground">The box's pixels; null for an empty box.</param>
/// <param name="Background">The shrunk image; null when the box is the whole image.</param>
internal readonly record struct EncodedHalves(byte[]? Foreground, byte[]? Background)
{
    public long ByteCount => (Foreground?.LongLength ?? 0) + (Background?.LongLength ?? 0);

    /// <summary>Compresses an image and encodes what is left of it.</summary>
    /// <param name="image">The original.</param>
    /// <param name="source">The image that it was loaded from.</param>
    /// <param name="box">The box within the image; the whole image when it is not compressed.</param>
    /// <param name="ratios">How much the background and the box are downsampled.</param>
    /// <param name="codecs">The codecs of the halves.</param>
    /// <exception cref="DataException">The image has sides that a codec cannot hold.</exception>
    public static EncodedHalves Encode(RgbImage image, DatasetImage source, Box box, CompressionRatios ratios, ExemplarCodecs codecs)
    {
        var foreground = codecs.Foreground == PixelCodec.Original ? null : BoxCompression.Crop(image, box, ratios.Foreground);
        var foregroundBytes = codecs.Foreground == PixelCodec.Original && box.Area > 0 ? source.ReadOriginal() : Encode(foreground, codecs.Foreground, source.Name);
        if (box == Box.Whole(image.Height, image.Width))
            return new EncodedHalves(foregroundBytes, null);
        var background = BoxCompression.Downsample(image, ratios.Background);
        if (box.Area > 0)
            HiddenBackground.Paint(background, box, image.Height, image.Width, codecs.Background.IsLossless ? HiddenPaint.Black : HiddenPaint.Blocks);
        return new EncodedHalves(foregroundBytes, Encode(background, codecs.Background, source.Name));
    }

    /// <summary>Decodes both halves and restores the image.</summary>
    /// <param name="foreground">The encoded foreground; empty for none.</param>
    /// <param name="background">The encoded background; empty for none.</param>
    /// <param name="name">Names the exemplar in messages.</param>
    /// <param name="box">The box.</param>
    /// <param name="size">Rows and columns of the image.</param>
    /// <param name="foregroundRatio">How much the box was downsampled.</param>
    /// <param name="scratch">Working memory.</param>
    /// <param name="image">Takes the image's size and is filled.</param>
    /// <exception cref="DataException">A half is no image.</exception>
    /// <exception cref="ArgumentException">The foreground has not the size that the box shrinks to.</exception>
    public static void Decode(
        ReadOnlySpan<byte> foreground, ReadOnlySpan<byte> background, string name, Box box, (int Height, int Width) size, double foregroundRatio, HalvesScratch scratch, RgbImage image)
    {
        if (background.IsEmpty && foregroundRatio == 1)
        {
            ImageCodec.DecodeInto(foreground, name, image);
            return;
        }
        if (!foreground.IsEmpty)
            ImageCodec.DecodeInto(foreground, name, scratch.Foreground);
        if (!background.IsEmpty)
            ImageCodec.DecodeInto(background, name, scratch.Background);
        BoxCompression.Restore(background.IsEmpty ? null : scratch.Background, foreground.IsEmpty ? null : scratch.Foreground, foregroundRatio, box, size.Height, size.Width, image);
    }

    private static byte[]? Encode(RgbImage? image, PixelCodec codec, string name)
    {
        if (image is null)
            return null;
        try
        {
            return codec.Format switch
            {
                PixelFormat.WebPLossless => ImageCodec.EncodeWebPLossless(image),
                PixelFormat.Png => ImageCodec.EncodePng(image),
                PixelFormat.Jpeg => ImageCodec.EncodeJpeg(image, codec.Quality),
                PixelFormat.WebP => ImageCodec.EncodeWebP(image, codec.Quality),
                _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "Not a codec of a downsampled image or of a box."),
            };
        }
        catch (ArgumentException failure) when (failure is not ArgumentOutOfRangeException)
        {
            throw new DataException($"{name} cannot be stored as {codec}: {failure.Message} Set Memory.ForegroundCodec and Memory.BackgroundCodec to png.", failure);
        }
    }
}

/// <summary>Working memory to decode halves in; one thread's.</summary>
internal sealed class HalvesScratch
{
    public RgbImage Foreground { get; } = new();

    public RgbImage Background { get; } = new();
}
