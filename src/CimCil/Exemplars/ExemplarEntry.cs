using CimCil.Configuration;
using CimCil.Data;

namespace CimCil.Exemplars;

/// <summary>What the store knows about an exemplar, without its pixels.</summary>
public sealed record ExemplarEntry
{
    /// <summary>The exemplar's number in this store; never given twice, also not after it was dropped.</summary>
    public required long Id { get; init; }

    /// <summary>The class as position in the class order.</summary>
    public required int Label { get; init; }

    /// <summary>The name of the class.</summary>
    public required string ClassName { get; init; }

    /// <summary>Place in the herding order of its class, from 0; reductions drop from the highest rank down.</summary>
    public required int Rank { get; init; }

    /// <summary>The phase that added it.</summary>
    public required int Phase { get; init; }

    /// <summary>The name of the image it was made from; that image is not needed any more.</summary>
    public required string Source { get; init; }

    /// <summary>Rows of the image.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the image.</summary>
    public required int Width { get; init; }

    /// <summary>The part that keeps its pixels: the whole image when it is not compressed, empty when only the background is kept.</summary>
    public required Box Box { get; init; }

    /// <summary>How much the background and the box were downsampled.</summary>
    public required CompressionRatios Ratios { get; init; }

    /// <summary>The cost in image equivalents, see <see cref="BoxCompression.Cost"/>.</summary>
    public required double Cost { get; init; }

    /// <summary>The codec of the foreground; null when there is none.</summary>
    public PixelCodec? ForegroundCodec { get; init; }

    /// <summary>The codec of the background; null when there is none.</summary>
    public PixelCodec? BackgroundCodec { get; init; }

    /// <summary>Bytes of both encoded halves.</summary>
    public required long ByteCount { get; init; }

    /// <summary>Checksum of both encoded halves (<see cref="ExemplarChecksum.OfPixels"/>).</summary>
    internal long PixelChecksum { get; init; }

    /// <summary>The box's share of the image, in [0, 1].</summary>
    public double BoxShare => Box.ShareOf(Height, Width);
}
