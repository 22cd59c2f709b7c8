using System.Buffers;

namespace CimCil.Data.Packed;

/// <summary>An image in a file of many.</summary>
internal sealed class PackedImage : DatasetImage
{
    private readonly PackedPart _part;
    private readonly int _index;

    internal PackedImage(PackedPart part, int index, int datasetClass)
    {
        _part = part;
        _index = index;
        Class = datasetClass;
    }

    /// <summary>The part and the place in it, such as <c>train/00017</c>.</summary>
    public override string Name => $"{_part.Name}/{_index:D5}";

    /// <inheritdoc/>
    public override int Class { get; }

    /// <inheritdoc/>
    public override void LoadInto(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var area = _part.Height * _part.Width;
        var planes = ArrayPool<byte>.Shared.Rent(area * _part.PlaneCount);
        try
        {
            var bytes = planes.AsSpan(0, area * _part.PlaneCount);
            var file = _part.FileOf(_index, out var offset);
            file.Read(offset, bytes);
            image.Reshape(_part.Height, _part.Width);
            // Of a grey image every channel is the one plane.
            var (green, blue) = _part.PlaneCount == 1 ? (0, 0) : (area, 2 * area);
            var pixels = image.Pixels;
            for (int i = 0, at = 0; i < area; i++, at += 3)
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (bytes[i], bytes[green + i], bytes[blue + i]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
        }
    }

    /// <summary>That of all files of its part, which are read once.</summary>
    internal override UInt128? ContentHash() => _part.ContentHash;

    /// <inheritdoc/>
    public override void Inspect() => _part.FileOf(_index, out _).Inspect();
}
