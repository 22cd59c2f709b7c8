using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CimCil.Data;

/// <summary>
/// Bilinear resizing with antialiasing, byte for byte as Pillow does it for 8-bit images: a triangle filter that widens when
/// shrinking, weights of 22 fractional bits, rows first and then columns, rounded to bytes after each. Keeps its working memory
/// between images, so use one per thread.
/// </summary>
internal sealed class Resampling
{
    /// <summary>32 bits, less 8 of the pixel and 2 of headroom.</summary>
    private const int FractionBits = 22;
    private const int Half = 1 << (FractionBits - 1);

    private readonly Filter _horizontal = new();
    private readonly Filter _vertical = new();
    private readonly RgbImage _narrowed = new();

    /// <summary>Resizes an image.</summary>
    /// <param name="source">The image.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="destination">Another image; takes the result's size and is filled.</param>
    public void Resize(RgbImage source, int height, int width, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        Resize(source, Box.Whole(source.Height, source.Width), height, width, destination);
    }

    /// <summary>Cuts a part out of an image and resizes it; pixels outside the part have no influence.</summary>
    /// <param name="source">The image.</param>
    /// <param name="crop">The part, inside the image.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="destination">Another image; takes the result's size and is filled.</param>
    /// <exception cref="ArgumentException">The crop is empty or reaches outside, or the destination is the source.</exception>
    public void Resize(RgbImage source, Box crop, int height, int width, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        if (ReferenceEquals(source, destination))
            throw new ArgumentException("An image cannot be resized onto itself.", nameof(destination));
        if (crop.Area == 0 || crop.Intersect(Box.Whole(source.Height, source.Width)) != crop)
            throw new ArgumentException($"The crop {crop} must hold pixels and lie inside the {source.Height} x {source.Width} image.", nameof(crop));

        // Pillow leaves a pass out when it would change nothing.
        if (width == crop.Width && height == crop.Height)
        {
            ImageTransforms.Crop(source, crop, destination);
        }
        else if (height == crop.Height)
        {
            ResizeRows(source, crop, width, destination);
        }
        else
        {
            if (width == crop.Width)
                ImageTransforms.Crop(source, crop, _narrowed);
            else
                ResizeRows(source, crop, width, _narrowed);
            ResizeColumns(_narrowed, height, destination);
        }
    }

    private void ResizeRows(RgbImage source, Box crop, int width, RgbImage destination)
    {
        _horizontal.Prepare(crop.Width, width);
        destination.Reshape(crop.Height, width);
        for (var y = 0; y < crop.Height; y++)
        {
            var from = source.Pixels.Slice((((crop.Top + y) * source.Width) + crop.Left) * 3, crop.Width * 3);
            var to = destination.Pixels.Slice(y * width * 3, width * 3);
            for (int x = 0, at = 0; x < width; x++, at += 3)
            {
                var weights = _horizontal.Weights(x);
                var pixels = from.Slice(_horizontal.First(x) * 3, weights.Length * 3);
                int red = Half, green = Half, blue = Half;
                for (int k = 0, p = 0; k < weights.Length; k++, p += 3)
                {
                    var weight = weights[k];
                    blue += pixels[p + 2] * weight;
                    green += pixels[p + 1] * weight;
                    red += pixels[p] * weight;
                }
                to[at + 2] = ToByte(blue);
                to[at + 1] = ToByte(green);
                to[at] = ToByte(red);
            }
        }
    }

    private void ResizeColumns(RgbImage source, int height, RgbImage destination)
    {
        _vertical.Prepare(source.Height, height);
        destination.Reshape(height, source.Width);
        var stride = source.Width * 3;
        for (var y = 0; y < height; y++)
        {
            var weights = _vertical.Weights(y);
            WeightedRow(source.Pixels.Slice(_vertical.First(y) * stride, weights.Length * stride), weights, destination.Pixels.Slice(y * stride, stride));
        }
    }

    private static void WeightedRow(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> to)
    {
        ref var first = ref MemoryMarshal.GetReference(rows);
        var x = 0;
        for (; x + Vector256<int>.Count <= to.Length; x += Vector256<int>.Count)
        {
            var sum = Vector256.Create(Half);
            for (var k = 0; k < weights.Length; k++)
            {
                var pixels = Vector128.WidenLower(Vector64.LoadUnsafe(ref first, (nuint)((k * to.Length) + x)).ToVector128());
                sum += Vector256.WidenLower(pixels.ToVector256()).AsInt32() * weights[k];
            }
            var values = Vector256.Min(Vector256.Max(sum >> FractionBits, Vector256<int>.Zero), Vector256.Create(255));
            for (var lane = 0; lane < Vector256<int>.Count; lane++)
                to[x + lane] = (byte)values[lane];
        }
        for (; x < to.Length; x++)
        {
            var sum = Half;
            for (var k = 0; k < weights.Length; k++)
                sum += rows[(k * to.Length) + x] * weights[k];
            to[x] = ToByte(sum);
        }
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    /// <summary>The source pixels of every output pixel of one axis, with their weights.</summary>
    private sealed class Filter
    {
        private int _inSize;
        private int _outSize;
        private int _capacity;
        private int[] _first = [];
        private int[] _count = [];
        private int[] _weights = [];
        private double[] _exact = [];

        public int First(int x) => _first[x];

        public ReadOnlySpan<int> Weights(int x) => _weights.AsSpan(x * _capacity, _count[x]);

        public void Prepare(int inSize, int outSize)
        {
            if ((inSize, outSize) == (_inSize, _outSize))
                return;
            (_inSize, _outSize) = (inSize, outSize);
            var scale = (double)inSize / outSize;
            var reach = Math.Max(scale, 1.0);
            _capacity = ((int)Math.Ceiling(reach) * 2) + 1;
            Grow(ref _first, outSize);
            Grow(ref _count, outSize);
            Grow(ref _weights, outSize * _capacity);
            Grow(ref _exact, _capacity);
            for (var x = 0; x < outSize; x++)
                Prepare(x, (x + 0.5) * scale, reach);
        }

        private void Prepare(int x, double center, double reach)
        {
            var first = Math.Max(0, (int)(center - reach + 0.5));
            var count = Math.Min(_inSize, (int)(center + reach + 0.5)) - first;
            (_first[x], _count[x]) = (first, count);
            var inverse = 1.0 / reach;
            var total = 0.0;
            for (var k = 0; k < count; k++)
            {
                var distance = Math.Abs((k + first - center + 0.5) * inverse);
                _exact[k] = distance < 1.0 ? 1.0 - distance : 0.0;
                total += _exact[k];
            }
            for (var k = 0; k < count; k++)
                _weights[(x * _capacity) + k] = (int)(0.5 + ((total != 0 ? _exact[k] / total : _exact[k]) * (1 << FractionBits)));
        }

        private static void Grow<T>(ref T[] array, int length)
        {
            if (array.Length < length)
                array = new T[length];
        }
    }
}
