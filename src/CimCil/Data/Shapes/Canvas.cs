using CimCil.Foundation;

namespace CimCil.Data.Shapes;

/// <summary>A square image being painted, in doubles; edges are smoothed by 4 x 4 samples per pixel.</summary>
internal sealed class Canvas(int side)
{
    private const int SamplesPerSide = 4;
    private const int SampleCount = SamplesPerSide * SamplesPerSide;
    private const double NoiseDeviation = 0.015;

    private readonly double[] _values = new double[side * side * 3];

    /// <summary>Paints every pixel with a mixture of two colours; <paramref name="mix"/> is sampled at pixel centres.</summary>
    public void Fill(Func<double, double, double> mix, Colours colours)
    {
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
                Blend((row * side) + column, 1, mix(column + 0.5, row + 0.5), colours);
        }
    }

    /// <summary>Paints the points of <paramref name="bounds"/> that <paramref name="contains"/> accepts with a mixture of two colours.</summary>
    /// <returns>The tight box of all pixels that were touched.</returns>
    public Box Paint(Box bounds, Func<double, double, bool> contains, Func<double, double, double> mix, Colours colours)
    {
        var (top, bottom, left, right) = (side, 0, side, 0);
        for (var row = bounds.Top; row < bounds.Bottom; row++)
        {
            for (var column = bounds.Left; column < bounds.Right; column++)
            {
                var (count, sum) = Sample(column, row, contains, mix);
                if (count == 0)
                    continue;
                Blend((row * side) + column, (double)count / SampleCount, sum / count, colours);
                (top, bottom) = (Math.Min(top, row), Math.Max(bottom, row + 1));
                (left, right) = (Math.Min(left, column), Math.Max(right, column + 1));
            }
        }
        return bottom == 0 ? Box.Empty : new Box(top, bottom, left, right);
    }

    /// <summary>The image as bytes, [side, side, 3], with pixel noise.</summary>
    public byte[] ToBytes(RandomStream random)
    {
        var bytes = new byte[_values.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = _values[i] + (NoiseDeviation * NearlyNormal(random));
            bytes[i] = (byte)((Math.Clamp(value, 0, 1) * 255) + 0.5);
        }
        return bytes;
    }

    private static (int Count, double Sum) Sample(int column, int row, Func<double, double, bool> contains, Func<double, double, double> mix)
    {
        var (count, sum) = (0, 0.0);
        for (var i = 0; i < SampleCount; i++)
        {
            var x = column + (((i % SamplesPerSide) + 0.5) / SamplesPerSide);
            var y = row + (((i / SamplesPerSide) + 0.5) / SamplesPerSide);
            if (!contains(x, y))
                continue;
            count++;
            sum += mix(x, y);
        }
        return (count, sum);
    }

    private void Blend(int pixel, double share, double mix, Colours colours)
    {
        var values = _values.AsSpan(pixel * 3, 3);
        values[0] += share * (colours.From.Red + (mix * (colours.To.Red - colours.From.Red)) - values[0]);
        values[1] += share * (colours.From.Green + (mix * (colours.To.Green - colours.From.Green)) - values[1]);
        values[2] += share * (colours.From.Blue + (mix * (colours.To.Blue - colours.From.Blue)) - values[2]);
    }

    /// <summary>
    /// A standardised sum of eight uniform bytes: close to a normal number, and without the logarithm, whose last bit
    /// differs between platforms.
    /// </summary>
    private static double NearlyNormal(RandomStream random)
    {
        var bits = random.NextBits();
        var sum = 0;
        for (var i = 0; i < 8; i++)
            sum += (byte)(bits >> (8 * i));
        const double Mean = 8 * 127.5;
        const double Variance = 8 * ((256.0 * 256) - 1) / 12;
        return (sum - Mean) / Math.Sqrt(Variance);
    }
}
