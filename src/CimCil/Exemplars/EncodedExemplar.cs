using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>An exemplar ready to be written: its halves as encoded images, and what is known of them.</summary>
internal sealed record EncodedExemplar
{
    public required int Label { get; init; }

    public required string ClassName { get; init; }

    /// <summary>The name of the image that it was made from.</summary>
    public required string Source { get; init; }

    public required int Height { get; init; }

    public required int Width { get; init; }

    /// <summary>The box; the whole image for an image that is not compressed.</summary>
    public required Box Box { get; init; }

    public required CompressionRatios Ratios { get; init; }

    /// <summary>The codec of the foreground; null when there is none.</summary>
    public required PixelCodec? ForegroundCodec { get; init; }

    /// <summary>The codec of the background; null when there is none.</summary>
    public required PixelCodec? BackgroundCodec { get; init; }

    public required EncodedHalves Halves { get; init; }

    /// <summary>Loads, compresses and encodes an exemplar.</summary>
    /// <exception cref="DataException">The image cannot be loaded, or not be encoded by its codec.</exception>
    public static EncodedExemplar Encode(NewExemplar exemplar)
    {
        var image = exemplar.Image;
        var original = new RgbImage();
        var (halves, box) = image.Encode(original);
        return new EncodedExemplar
        {
            Label = exemplar.Label,
            ClassName = exemplar.ClassName,
            Source = image.Name,
            Height = original.Height,
            Width = original.Width,
            Box = box,
            Ratios = image.Ratios,
            ForegroundCodec = halves.Foreground is null ? null : image.Codecs.Foreground,
            BackgroundCodec = halves.Background is null ? null : image.Codecs.Background,
            Halves = halves,
        };
    }

    /// <summary>An exemplar of another store, with the bytes that it has there.</summary>
    public static EncodedExemplar Copy(ExemplarEntry entry, EncodedHalves halves, int label) => new()
    {
        Label = label,
        ClassName = entry.ClassName,
        Source = entry.Source,
        Height = entry.Height,
        Width = entry.Width,
        Box = entry.Box,
        Ratios = entry.Ratios,
        ForegroundCodec = entry.ForegroundCodec,
        BackgroundCodec = entry.BackgroundCodec,
        Halves = halves,
    };
}
