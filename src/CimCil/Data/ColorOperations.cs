namespace CimCil.Data;

/// <summary>
/// Pillow's changes of colour (ImageEnhance and ImageOps), byte for byte. Unless said otherwise the destination may be the
/// source; it takes the source's size.
/// </summary>
internal static class ColorOperations
{
    /// <summary>Multiplies brightness: 0 is black, 1 the image itself.</summary>
    public static void Brightness(RgbImage source, double factor, RgbImage destination)
    {
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < 256; value++)
            table[value] = Blend(0, value, (float)factor);
        Map(source, table, destination);
    }

    /// <summary>Moves pixels away from (above 1) or towards (below 1) the image's mean gray.</summary>
    public static void Contrast(RgbImage source, double factor, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        long sum = 0;
        var pixels = source.Pixels;
        for (var at = 0; at < pixels.Length; at += 3)
            sum += Gray(pixels, at);
        var mean = (int)(((double)sum / (pixels.Length / 3)) + 0.5);
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < 256; value++)
            table[value] = Blend(mean, value, (float)factor);
        Map(source, table, destination);
    }

    /// <summary>Moves colours away from (above 1) or towards (below 1) their own gray.</summary>
    public static void Color(RgbImage source, double factor, RgbImage destination)
    {
        var (from, to) = Open(source, destination);
        for (var at = 0; at < from.Length; at += 3)
        {
            var gray = Gray(from, at);
            for (var channel = 0; channel < 3; channel++)
                to[at + channel] = Blend(gray, from[at + channel], (float)factor);
        }
    }

    /// <summary>Moves pixels away from (above 1) or towards (below 1) a smoothed image; the outermost pixels stay.</summary>
    /// <param name="source">The image.</param>
    /// <param name="factor">0 is the smoothed image, 1 the image itself.</param>
    /// <param name="destination">Another image.</param>
    /// <exception cref="ArgumentException">The destination is the source.</exception>
    public static void Sharpness(RgbImage source, double factor, RgbImage destination)
    {
        if (ReferenceEquals(source, destination))
            throw new ArgumentException("An image cannot be sharpened onto itself.", nameof(destination));
        var (from, to) = Open(source, destination);
        from.CopyTo(to);
        var stride = source.Width * 3;
        for (var y = 1; y < source.Height - 1; y++)
        {
            for (var at = (y * stride) + 3; at < ((y + 1) * stride) - 3; at++)
            {
                var sum = Three(from, at - stride) + Three(from, at) + Three(from, at + stride) + (4 * from[at]);
                // (1 1 1, 1 5 1, 1 1 1) / 13, rounded; halves do not occur.
                var smooth = ((2 * sum) + 13) / 26;
                to[at] = Blend(smooth, from[at], (float)factor);
            }
        }
    }

    /// <summary>Keeps the highest bits of every channel.</summary>
    /// <param name="source">The image.</param>
    /// <param name="bits">1 to 8.</param>
    /// <param name="destination">Is filled.</param>
    public static void Posterize(RgbImage source, int bits, RgbImage destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 8);
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < 256; value++)
            table[value] = (byte)(value & (0xFF << (8 - bits)));
        Map(source, table, destination);
    }

    /// <summary>Inverts values at or above a threshold of 0 to 256.</summary>
    public static void Solarize(RgbImage source, double threshold, RgbImage destination)
    {
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < 256; value++)
            table[value] = (byte)(value < threshold ? value : 255 - value);
        Map(source, table, destination);
    }

    /// <summary>Inverts every value.</summary>
    public static void Invert(RgbImage source, RgbImage destination) => Solarize(source, 0, destination);

    /// <summary>Stretches every channel to the range 0 to 255; a channel of one value stays.</summary>
    public static void AutoContrast(RgbImage source, RgbImage destination)
    {
        Span<byte> table = stackalloc byte[256];
        Span<int> histogram = stackalloc int[256];
        for (var channel = 0; channel < 3; channel++)
        {
            Count(source, channel, histogram);
            var (low, high) = (histogram.IndexOfAnyExcept(0), histogram.LastIndexOfAnyExcept(0));
            Identity(table);
            if (high > low)
            {
                var scale = 255.0 / (high - low);
                var offset = -low * scale;
                for (var value = 0; value < 256; value++)
                    table[value] = (byte)Math.Clamp((int)((value * scale) + offset), 0, 255);
            }
            Map(source, channel, table, destination);
        }
    }

    /// <summary>Spreads the values of every channel evenly; a channel of few pixels or one value stays.</summary>
    public static void Equalize(RgbImage source, RgbImage destination)
    {
        Span<byte> table = stackalloc byte[256];
        Span<int> histogram = stackalloc int[256];
        for (var channel = 0; channel < 3; channel++)
        {
            Count(source, channel, histogram);
            var last = histogram.LastIndexOfAnyExcept(0);
            var step = ((source.Height * source.Width) - histogram[last]) / 255;
            Identity(table);
            if (step > 0)
            {
                var below = step / 2;
                for (var value = 0; value < 256; value++)
                {
                    table[value] = (byte)Math.Min(255, below / step);
                    below += histogram[value];
                }
            }
            Map(source, channel, table, destination);
        }
    }

    /// <summary>Between (0 to 1) or beyond two values, in float32 and cut to a whole number.</summary>
    private static byte Blend(int from, int to, float factor) => (byte)Math.Clamp(from + (factor * (to - from)), 0f, 255f);

    /// <summary>ITU-R 601 luma with 16 fractional bits.</summary>
    private static int Gray(ReadOnlySpan<byte> pixels, int at) =>
        ((pixels[at] * 19595) + (pixels[at + 1] * 38470) + (pixels[at + 2] * 7471) + 0x8000) >> 16;

    private static int Three(ReadOnlySpan<byte> pixels, int at) => pixels[at - 3] + pixels[at] + pixels[at + 3];

    private static void Identity(Span<byte> table)
    {
        for (var value = 0; value < 256; value++)
            table[value] = (byte)value;
    }

    private static void Count(RgbImage source, int channel, Span<int> histogram)
    {
        ArgumentNullException.ThrowIfNull(source);
        histogram.Clear();
        var pixels = source.Pixels;
        for (var at = channel; at < pixels.Length; at += 3)
            histogram[pixels[at]]++;
    }

    private static void Map(RgbImage source, ReadOnlySpan<byte> table, RgbImage destination)
    {
        var (from, to) = Open(source, destination);
        for (var at = 0; at < from.Length; at++)
            to[at] = table[from[at]];
    }

    private static void Map(RgbImage source, int channel, ReadOnlySpan<byte> table, RgbImage destination)
    {
        var (from, to) = Open(source, destination);
        for (var at = channel; at < from.Length; at += 3)
            to[at] = table[from[at]];
    }

    private static SpanPair Open(RgbImage source, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        destination.Reshape(source.Height, source.Width);
        return new SpanPair(source.Pixels, destination.Pixels);
    }

    private readonly ref struct SpanPair(ReadOnlySpan<byte> from, Span<byte> to)
    {
        private readonly ReadOnlySpan<byte> _from = from;
        private readonly Span<byte> _to = to;

        public void Deconstruct(out ReadOnlySpan<byte> from, out Span<byte> to)
        {
            from = _from;
            to = _to;
        }
    }
}
