using CimCil.Data;

namespace CimCil.Runs;

/// <summary>An exemplar with what it was made from, small enough to be shown by the hundred.</summary>
internal sealed record GalleryImage
{
    /// <summary>The class as position in the class order.</summary>
    public required int Label { get; init; }

    /// <summary>The name of the class.</summary>
    public required string ClassName { get; init; }

    /// <summary>The name of the image.</summary>
    public required string Source { get; init; }

    /// <summary>Place in the herding order of its class.</summary>
    public required int Rank { get; init; }

    /// <summary>Rows of the image that the boxes are of.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of that image.</summary>
    public required int Width { get; init; }

    /// <summary>The box that keeps its pixels.</summary>
    public required Box Box { get; init; }

    /// <summary>The true object box where it is known.</summary>
    public Box? TrueBox { get; init; }

    /// <summary>How much the background and the box were downsampled; null in a run that did not record it.</summary>
    public CompressionRatios? Ratios { get; init; }

    /// <summary>The cost in image equivalents.</summary>
    public required double Cost { get; init; }

    /// <summary>Bytes of the encoded pixels.</summary>
    public required long ByteCount { get; init; }

    /// <summary>The image, WebP.</summary>
    public required byte[] Image { get; init; }

    /// <summary>The heatmap over the image, WebP; null where the mask policy uses none.</summary>
    public byte[]? Heatmap { get; init; }

    /// <summary>The exemplar as it is replayed, WebP.</summary>
    public required byte[] Stored { get; init; }
}
