using System.Buffers;

namespace CimCil.Data;

/// <summary>
/// The compression of an exemplar (Luo et al., CVPR 2023): inside the box the original pixels, outside it the image shrunk by
/// an area ratio and enlarged back, both by Pillow's nearest rule. What is stored is the foreground (the box's pixels) and the
/// background (the shrunk image); <see cref="Compress"/> gives what is restored from the two.
/// </summary>
internal static class BoxCompression
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
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
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
    /// The cost of a compressed exemplar in image equivalents, a / f + (1 - a) / eta with a the box's share of the image (the paper's
    /// "Compression"; f is 1 but where the foreground is downsampled too). Only the part of the box inside the image counts, so the
    /// cost is in [1 / eta, 1].
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A ratio is below 1.</exception>
    public static double Cost(Box box, int height, int width, CompressionRatios ratios)
    {
        ratios.Check();
        var share = box.Intersect(Box.Whole(height, width)).ShareOf(height, width);
        return (share / ratios.Foreground) + ((1 - share) / ratios.Background);
    }

    /// <summary>The background as it is stored: the whole image shrunk to <see cref="CompressedSize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is below 1.</exception>
    public static RgbImage Downsample(RgbImage image, double ratio)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (height, width) = CompressedSize(image.Height, image.Width, ratio);
        var background = new RgbImage(height, width);
        Gather(image, NearestIndex(image.Height, height), NearestIndex(image.Width, width), background);
        return background;
    }

    /// <summary>The foreground as it is stored: the box's pixels, shrunk where its ratio is above 1; null when no pixel of the image is in the box.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is below 1.</exception>
    public static RgbImage? Crop(RgbImage image, Box box, double ratio = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        var inside = box.Intersect(Box.Whole(image.Height, image.Width));
        if (inside.Area == 0)
            return null;
        var (height, width) = CompressedSize(inside.Height, inside.Width, ratio);
        var foreground = new RgbImage(height, width);
        Gather(image, NearestIndex(inside.Height, height), NearestIndex(inside.Width, width), foreground, from: (inside.Top, inside.Left));
        return foreground;
    }

    /// <summary>The image that an exemplar is replayed as: the background enlarged, and the foreground in its place.</summary>
    /// <param name="background">What <see cref="Downsample"/> made; null when the box is the whole image.</param>
    /// <param name="foreground">What <see cref="Crop"/> made; null for an empty box.</param>
    /// <param name="foregroundRatio">The ratio that it was made with.</param>
    /// <param name="box">The box of the foreground.</param>
    /// <param name="height">Rows of the original image.</param>
    /// <param name="width">Columns of the original image.</param>
    /// <param name="destination">Takes the original size and is filled.</param>
    /// <exception cref="ArgumentException">The foreground is not the size that the box shrinks to.</exception>
    public static void Restore(RgbImage? background, RgbImage? foreground, double foregroundRatio, Box box, int height, int width, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var inside = box.Intersect(Box.Whole(height, width));
        var expected = inside.Area == 0 ? (Height: 0, Width: 0) : CompressedSize(inside.Height, inside.Width, foregroundRatio);
        if ((foreground?.Height ?? 0, foreground?.Width ?? 0) != expected)
            throw new ArgumentException($"The box {box} of a {height} x {width} image holds {expected.Height} x {expected.Width} pixels, the foreground {foreground?.Height ?? 0} x {foreground?.Width ?? 0}.", nameof(foreground));
        destination.Reshape(height, width);
        if (background is not null)
            Enlarge(background, Box.Whole(height, width), destination);
        if (foreground is not null)
            Enlarge(foreground, inside, destination);
    }

    /// <summary>As <see cref="Restore(RgbImage, RgbImage, double, Box, int, int, RgbImage)"/> for a foreground that keeps its pixels, into a new image.</summary>
    /// <exception cref="ArgumentException">The foreground is not the size of the box.</exception>
    public static RgbImage Restore(RgbImage background, RgbImage? foreground, Box box, int height, int width)
    {
        var image = new RgbImage();
        Restore(background, foreground, 1, box, height, width, image);
        return image;
    }

    /// <summary>Enlarges an image into a part of another one; as large as the part, it is copied.</summary>
    private static void Enlarge(RgbImage source, Box part, RgbImage destination)
    {
        var scratch = ArrayPool<int>.Shared.Rent(part.Height + part.Width);
        var rows = scratch.AsSpan(0, part.Height);
        var columns = scratch.AsSpan(part.Height, part.Width);
        FillNearestIndex(source.Height, rows);
        FillNearestIndex(source.Width, columns);
        Gather(source, rows, columns, destination, to: (part.Top, part.Left));
        ArrayPool<int>.Shared.Return(scratch);
    }

    /// <summary>Compresses and restores in one pass, without garbage: the image as it will be replayed.</summary>
    /// <param name="image">The original.</param>
    /// <param name="box">The box; the part of it outside the image is ignored.</param>
    /// <param name="ratios">How much each part is downsampled.</param>
    /// <param name="destination">Another image; takes the original's size and is filled.</param>
    /// <exception cref="ArgumentException">The destination is the image itself, or a ratio is below 1.</exception>
    public static void Compress(RgbImage image, Box box, CompressionRatios ratios, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(destination);
        if (ReferenceEquals(image, destination))
            throw new ArgumentException("An image cannot be compressed onto itself.", nameof(destination));
        ratios.Check();
        var whole = Box.Whole(image.Height, image.Width);
        destination.Reshape(image.Height, image.Width);
        RoundTrip(image, whole, ratios.Background, destination);
        RoundTrip(image, box.Intersect(whole), ratios.Foreground, destination);
    }

    /// <summary>Shrinks a part of an image and enlarges it into the same place of another one.</summary>
    private static void RoundTrip(RgbImage image, Box part, double ratio, RgbImage destination)
    {
        var (height, width) = (part.Height, part.Width);
        if (part.Area == 0)
            return;
        if (ratio == 1)
        {
            for (var y = part.Top; y < part.Bottom; y++)
                Row(image, y, part.Left, width).CopyTo(Row(destination, y, part.Left, width));
            return;
        }
        var (smallHeight, smallWidth) = CompressedSize(height, width, ratio);
        var scratch = ArrayPool<int>.Shared.Rent(height + width + Math.Max(smallHeight, smallWidth));
        var rows = scratch.AsSpan(0, height);
        var columns = scratch.AsSpan(height, width);
        var shrink = scratch.AsSpan(height + width);
        FillRoundTrip(shrink[..smallHeight], rows);
        FillRoundTrip(shrink[..smallWidth], columns);
        Gather(image, rows, columns, destination, (part.Top, part.Left), (part.Top, part.Left));
        ArrayPool<int>.Shared.Return(scratch);
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

    /// <summary>Fills a part of the destination: its pixel (y, x) is pixel (rows[y], columns[x]) of the part of the source that begins at the given place.</summary>
    private static void Gather(
        RgbImage source, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, RgbImage destination, (int Top, int Left) from = default, (int Top, int Left) to = default)
    {
        for (var y = 0; y < rows.Length; y++)
        {
            var target = Row(destination, to.Top + y, to.Left, columns.Length);
            // Enlarging repeats rows; copying the finished one is cheaper.
            if (y > 0 && rows[y] == rows[y - 1])
            {
                Row(destination, to.Top + y - 1, to.Left, columns.Length).CopyTo(target);
                continue;
            }
            var pixels = Row(source, from.Top + rows[y], from.Left, source.Width - from.Left);
            for (int x = 0, at = 0; x < columns.Length; x++, at += 3)
            {
                var pixel = pixels.Slice(columns[x] * 3, 3);
                target[at + 2] = pixel[2];
                target[at + 1] = pixel[1];
                target[at] = pixel[0];
            }
        }
    }

    private static Span<byte> Row(RgbImage image, int y, int left, int width) =>
        image.Pixels.Slice(((y * image.Width) + left) * 3, width * 3);
}
