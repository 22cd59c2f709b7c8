namespace CimCil.Data;

/// <summary>
/// A decoded image: 8-bit RGB, row by row, three bytes a pixel. It can be reshaped and filled again, so that a worker
/// decodes any number of images into one of these without leaving garbage behind.
/// </summary>
public sealed class RgbImage
{
    private byte[] _buffer = [];

    /// <summary>An image of no size, to be filled by whoever decodes into it.</summary>
    public RgbImage()
    {
    }

    /// <summary>A black image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public RgbImage(int height, int width) => Reshape(height, width);

    /// <summary>An image with a copy of the given bytes, [height, width, 3].</summary>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public RgbImage(int height, int width, ReadOnlySpan<byte> pixels) : this(height, width)
    {
        if (pixels.Length != Pixels.Length)
            throw new ArgumentException($"A {height} x {width} RGB image has {Pixels.Length} bytes, not {pixels.Length}.", nameof(pixels));
        pixels.CopyTo(Pixels);
    }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>The bytes, [Height, Width, 3]. Valid until the next <see cref="Reshape"/>.</summary>
    public Span<byte> Pixels => _buffer.AsSpan(0, Height * Width * 3);

    /// <summary>Gives the image another size; its pixels are then undefined. Memory is only taken when the image grows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public void Reshape(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var length = checked(height * width * 3);
        if (_buffer.Length < length)
            _buffer = new byte[length];
        Height = height;
        Width = width;
    }

    /// <summary>Takes the size and the pixels of another image.</summary>
    public void CopyFrom(RgbImage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Reshape(source.Height, source.Width);
        source.Pixels.CopyTo(Pixels);
    }
}
