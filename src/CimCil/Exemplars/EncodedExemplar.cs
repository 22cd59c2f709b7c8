using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>An exemplar ready to be written: its halves as encoded images.</summary>
/// <param name="Source">What it was made from.</param>
/// <param name="Height">Rows of the picture.</param>
/// <param name="Width">Columns of the picture.</param>
/// <param name="Box">The box; the whole picture for an image that is not compressed.</param>
/// <param name="Foreground">The box's pixels; null for an empty box.</param>
/// <param name="Background">The shrunk picture; null when the box is the whole picture.</param>
/// <param name="Codec">The name of the codec of both halves.</param>
internal sealed record EncodedExemplar(
    NewExemplar Source, int Height, int Width, Box Box, byte[]? Foreground, byte[]? Background, string Codec)
{
    private const int WebPSideLimit = 16383;

    public long ByteCount => (Foreground?.LongLength ?? 0) + (Background?.LongLength ?? 0);

    /// <summary>Loads, compresses and encodes an exemplar.</summary>
    /// <exception cref="DataException">The image cannot be loaded, or not be encoded by this codec.</exception>
    public static EncodedExemplar Encode(NewExemplar exemplar, ExemplarCodec codec)
    {
        var picture = new RgbImage();
        exemplar.Image.LoadOriginalInto(picture);
        var (height, width) = (picture.Height, picture.Width);
        if (codec == ExemplarCodec.WebPLossless && Math.Max(height, width) > WebPSideLimit)
            throw new DataException($"{exemplar.Image.Name} has {height} x {width} pixels: WebP holds sides of up to {WebPSideLimit} pixels. Set Memory.Codec = Png.");
        var whole = Box.Whole(height, width);
        var box = exemplar.Image.Box ?? whole;
        var foreground = BoxCompression.Crop(picture, box);
        RgbImage? background = null;
        if (box != whole)
        {
            background = BoxCompression.Downsample(picture, exemplar.Image.Ratio);
            if (foreground is not null)
                HiddenBackground.Paint(background, box, height, width);
        }
        return new EncodedExemplar(exemplar, height, width, box, Encode(foreground, codec), Encode(background, codec), NameOf(codec));
    }

    private static byte[]? Encode(RgbImage? picture, ExemplarCodec codec) => (picture, codec) switch
    {
        (null, _) => null,
        (_, ExemplarCodec.Png) => ImageCodec.EncodePng(picture),
        (_, ExemplarCodec.WebPLossless) => ImageCodec.EncodeWebPLossless(picture),
        _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "Not a codec."),
    };

    private static string NameOf(ExemplarCodec codec) => codec == ExemplarCodec.Png ? "png" : "webp-lossless";
}
