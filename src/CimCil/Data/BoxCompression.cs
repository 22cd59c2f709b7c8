using System.Buffers;

namespace CimCil.Data;

/// <summary>
/// The compression of an exemplar (Luo et al., CVPR 2023): inside the box the original pixels, outside it the picture shrunk by
/// an area ratio and enlarged back, both by Pillow's nearest rule. What is stored is the foreground (the box's pixels) and the
/// background (the shrunk picture); <see cref="Compress"/> gives what is restored from the two.
/// </summary>
public static class BoxCompression
{
    /// <summary>
    /// The source pixel of every pixel when a row of <paramref name="inSize"/> pixels is resized to
    /// <paramref name="outSize"/>: floor(s), where s starts at half a step of in/out and grows by one step in float64. The sum
    /// rounds at every step; multiplying instead picks other pixels for some sizes (48 to 97).
    /// </summary>
    /// <returns>[outSize] indices in [0, inSize).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public static int[] NearestIndex(int inSize, int outSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outSize);
        var index = new int[outSize];
        FillNearestIndex(inSize, index);
        return index;
    }

    /// <summary>
    /// The sides of the stored background, each floor(side / sqrt(ratio)). A side that this would shrink to nothing keeps one
    /// pixel (the reference fails there): even a strip of one row then has a background.
    /// </summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="ratio">Area ratio eta, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive, or the ratio is below 1.</exception>
    public static (int Height, int Width) CompressedSize(int height, int width, double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        CheckRatio(ratio);
        var factor = Math.Sqrt(ratio);
        return (Math.Max(1, (int)(height / factor)), Math.Max(1, (int)(width / factor)));
    }

    /// <summary>
    /// The cost of a compressed exemplar in image equivalents, a + (1 - a) / ratio with a the box's share of the picture
    /// (the paper's "Compression"). Only the part of the box inside the picture counts, so the cost is in [1 / ratio, 1].
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is below 1.</exception>
    public static double Cost(Box box, int height, int width, double ratio)
    {
        CheckRatio(ratio);
        var share = box.Intersect(Box.Whole(height, width)).ShareOf(height, width);
        return share + ((1 - share) / ratio);
    }

    /// <summary>The background as it is stored: the whole picture shrunk to <see cref="CompressedSize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is below 1.</exception>
    public static RgbImage Downsample(RgbImage picture, double ratio)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (height, width) = CompressedSize(picture.Height, picture.Width, ratio);
        var background = new RgbImage(height, width);
        Gather(picture, NearestIndex(picture.Height, height), NearestIndex(picture.Width, width), background);
        return background;
    }

    /// <summary>The foreground as it is stored: the box's pixels; null when no pixel of the picture is in the box.</summary>
    public static RgbImage? Crop(RgbImage picture, Box box)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var inside = box.Intersect(Box.Whole(picture.Height, picture.Width));
        if (inside.Area == 0)
            return null;
        var foreground = new RgbImage(inside.Height, inside.Width);
        for (var y = 0; y < inside.Height; y++)
            Row(picture, inside.Top + y, inside.Left, inside.Width).CopyTo(Row(foreground, y, 0, inside.Width));
        return foreground;
    }

    /// <summary>The picture that an exemplar is replayed as: the background enlarged, and the foreground in its place.</summary>
    /// <param name="background">What <see cref="Downsample"/> made.</param>
    /// <param name="foreground">What <see cref="Crop"/> made; null for an empty box.</param>
    /// <param name="box">The box of the foreground.</param>
    /// <param name="height">Rows of the original picture.</param>
    /// <param name="width">Columns of the original picture.</param>
    /// <param name="destination">Takes the original size and is filled.</param>
    /// <exception cref="ArgumentException">The foreground is not the size of the box.</exception>
    public static void Restore(RgbImage background, RgbImage? foreground, Box box, int height, int width, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(background);
        ArgumentNullException.ThrowIfNull(destination);
        var inside = box.Intersect(Box.Whole(height, width));
        if ((foreground?.Height ?? 0, foreground?.Width ?? 0) != (inside.Height, inside.Width))
            throw new ArgumentException($"The box {box} of a {height} x {width} picture holds {inside.Height} x {inside.Width} pixels, the foreground {foreground?.Height ?? 0} x {foreground?.Width ?? 0}.", nameof(foreground));
        destination.Reshape(height, width);
        var scratch = ArrayPool<int>.Shared.Rent(height + width);
        var rows = scratch.AsSpan(0, height);
        var columns = scratch.AsSpan(height, width);
        FillNearestIndex(background.Height, rows);
        FillNearestIndex(background.Width, columns);
        Gather(background, rows, columns, destination);
        ArrayPool<int>.Shared.Return(scratch);
        for (var y = 0; y < inside.Height; y++)
            Row(foreground!, y, 0, inside.Width).CopyTo(Row(destination, inside.Top + y, inside.Left, inside.Width));
    }

    /// <summary>As <see cref="Restore(RgbImage, RgbImage, Box, int, int, RgbImage)"/>, into a new picture.</summary>
    /// <exception cref="ArgumentException">The foreground is not the size of the box.</exception>
    public static RgbImage Restore(RgbImage background, RgbImage? foreground, Box box, int height, int width)
    {
        var picture = new RgbImage();
        Restore(background, foreground, box, height, width, picture);
        return picture;
    }

    /// <summary>Compresses and restores in one pass, without garbage: the picture as it will be replayed.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="box">The box; the part of it outside the picture is ignored.</param>
    /// <param name="ratio">Area ratio eta, at least 1.</param>
    /// <param name="destination">Another picture; takes the original's size and is filled.</param>
    /// <exception cref="ArgumentException">The destination is the picture itself, or the ratio is below 1.</exception>
    public static void Compress(RgbImage picture, Box box, double ratio, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(destination);
        if (ReferenceEquals(picture, destination))
            throw new ArgumentException("A picture cannot be compressed onto itself.", nameof(destination));
        var (height, width) = (picture.Height, picture.Width);
        var (smallHeight, smallWidth) = CompressedSize(height, width, ratio);
        var scratch = ArrayPool<int>.Shared.Rent(height + width + Math.Max(smallHeight, smallWidth));
        var rows = scratch.AsSpan(0, height);
        var columns = scratch.AsSpan(height, width);
        var shrink = scratch.AsSpan(height + width);
        FillRoundTrip(shrink[..smallHeight], rows);
        FillRoundTrip(shrink[..smallWidth], columns);
        destination.Reshape(height, width);
        Gather(picture, rows, columns, destination);
        ArrayPool<int>.Shared.Return(scratch);
        var inside = box.Intersect(Box.Whole(height, width));
        for (var y = inside.Top; y < inside.Bottom; y++)
            Row(picture, y, inside.Left, inside.Width).CopyTo(Row(destination, y, inside.Left, inside.Width));
    }

    private static void CheckRatio(double ratio)
    {
        if (!(ratio >= 1 && double.IsFinite(ratio)))
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "A compression ratio is an area ratio of at least 1.");
    }

    /// <summary>The source pixel of every pixel after shrinking to <paramref name="shrink"/>'s length and enlarging back.</summary>
    private static void FillRoundTrip(Span<int> shrink, Span<int> index)
    {
        FillNearestIndex(index.Length, shrink);
        FillNearestIndex(shrink.Length, index);
        foreach (ref var source in index)
            source = shrink[source];
    }

    private static void FillNearestIndex(int inSize, Span<int> index)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inSize);
        var step = (double)inSize / index.Length;
        var position = step * 0.5;
        foreach (ref var source in index)
        {
            source = Math.Min((int)position, inSize - 1);
            position += step;
        }
    }

    private static void Gather(RgbImage source, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, RgbImage destination)
    {
        for (var y = 0; y < rows.Length; y++)
        {
            var to = Row(destination, y, 0, columns.Length);
            // Enlarging repeats rows; copying the finished one is cheaper.
            if (y > 0 && rows[y] == rows[y - 1])
            {
                Row(destination, y - 1, 0, columns.Length).CopyTo(to);
                continue;
            }
            var from = Row(source, rows[y], 0, source.Width);
            for (int x = 0, at = 0; x < columns.Length; x++, at += 3)
            {
                var pixel = from.Slice(columns[x] * 3, 3);
                to[at + 2] = pixel[2];
                to[at + 1] = pixel[1];
                to[at] = pixel[0];
            }
        }
    }

    private static Span<byte> Row(RgbImage picture, int y, int left, int width) =>
        picture.Pixels.Slice(((y * picture.Width) + left) * 3, width * 3);
}
