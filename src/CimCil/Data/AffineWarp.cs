namespace CimCil.Data;

/// <summary>
/// Pillow's affine transformations of an image onto one of the same size: output pixel (x, y) takes the source at
/// (A x + B y + C, D x + E y + F), measured at pixel centres; what lies outside the source is filled with mid-gray.
/// </summary>
/// <param name="A">x by x.</param>
/// <param name="B">x by y.</param>
/// <param name="C">x offset in pixels.</param>
/// <param name="D">y by x.</param>
/// <param name="E">y by y.</param>
/// <param name="F">y offset in pixels.</param>
internal readonly record struct AffineWarp(double A, double B, double C, double D, double E, double F)
{
    private const byte Fill = 128;

    /// <summary>The rotation about the image's centre, counter-clockwise.</summary>
    public static AffineWarp Rotation(double degrees, int height, int width)
    {
        var radians = -degrees * Math.PI / 180;
        var (cos, sin) = (Math.Round(Math.Cos(radians), 15), Math.Round(Math.Sin(radians), 15));
        var (x, y) = (width / 2.0, height / 2.0);
        return new AffineWarp(cos, sin, (cos * -x) + (sin * -y) + x, -sin, cos, (-sin * -x) + (cos * -y) + y);
    }

    /// <summary>The transformation with the nearest source pixel.</summary>
    public void Nearest(RgbImage source, RgbImage destination)
    {
        destination.Reshape(source.Height, source.Width);
        destination.Pixels.Fill(Fill);
        if (B == 0 && D == 0)
            NearestAlongAxes(source, destination);
        else
            NearestInFixedPoint(source, destination);
    }

    /// <summary>The transformation with bicubic interpolation (a = -1), cut to whole numbers.</summary>
    public void Bicubic(RgbImage source, RgbImage destination)
    {
        destination.Reshape(source.Height, source.Width);
        destination.Pixels.Fill(Fill);
        for (int y = 0, at = 0; y < source.Height; y++)
        {
            for (var x = 0; x < source.Width; x++, at += 3)
            {
                var sourceX = (A * (x + 0.5)) + (B * (y + 0.5)) + C;
                var sourceY = (D * (x + 0.5)) + (E * (y + 0.5)) + F;
                if (sourceX >= 0 && sourceX < source.Width && sourceY >= 0 && sourceY < source.Height)
                    BicubicPixel(source, sourceX - 0.5, sourceY - 0.5, destination.Pixels.Slice(at, 3));
            }
        }
    }

    /// <summary>Without rotation or shear Pillow sums positions in float64.</summary>
    private void NearestAlongAxes(RgbImage source, RgbImage destination)
    {
        var sourceY = F + (E * 0.5);
        for (var y = 0; y < source.Height; y++, sourceY += E)
        {
            if (!(sourceY >= 0 && sourceY < source.Height))
                continue;
            var sourceX = C + (A * 0.5);
            for (var x = 0; x < source.Width; x++, sourceX += A)
            {
                if (sourceX >= 0 && sourceX < source.Width)
                    Copy(source, (int)sourceY, (int)sourceX, destination, y, x);
            }
        }
    }

    /// <summary>With rotation or shear Pillow sums positions of 16 fractional bits (images of up to 32768 pixels a side).</summary>
    private void NearestInFixedPoint(RgbImage source, RgbImage destination)
    {
        var (rowX, rowY) = (Fixed(C + (A * 0.5) + (B * 0.5)), Fixed(F + (D * 0.5) + (E * 0.5)));
        var (stepX, stepY) = (Fixed(A), Fixed(D));
        for (var y = 0; y < source.Height; y++, rowX += Fixed(B), rowY += Fixed(E))
        {
            var (sourceX, sourceY) = (rowX, rowY);
            for (var x = 0; x < source.Width; x++, sourceX += stepX, sourceY += stepY)
            {
                var (column, row) = (sourceX >> 16, sourceY >> 16);
                if (column >= 0 && column < source.Width && row >= 0 && row < source.Height)
                    Copy(source, (int)row, (int)column, destination, y, x);
            }
        }
    }

    private static void BicubicPixel(RgbImage source, double sourceX, double sourceY, Span<byte> pixel)
    {
        var (left, top) = ((int)Math.Floor(sourceX), (int)Math.Floor(sourceY));
        var (dx, dy) = (sourceX - left, sourceY - top);
        Span<int> columns = stackalloc int[4];
        for (var k = 0; k < 4; k++)
            columns[k] = Math.Clamp(left - 1 + k, 0, source.Width - 1) * 3;
        Span<double> rows = stackalloc double[4];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var k = 0; k < 4; k++)
            {
                var row = source.Pixels[(Math.Clamp(top - 1 + k, 0, source.Height - 1) * source.Width * 3)..];
                rows[k] = Cubic(row[columns[0] + channel], row[columns[1] + channel], row[columns[2] + channel], row[columns[3] + channel], dx);
            }
            pixel[channel] = (byte)Math.Clamp(Cubic(rows[0], rows[1], rows[2], rows[3], dy), 0, 255);
        }
    }

    private static double Cubic(double before, double from, double to, double after, double d)
    {
        var linear = -before + to;
        var square = (2 * (before - from)) + to - after;
        var cube = -before + from - to + after;
        return from + (d * (linear + (d * (square + (d * cube)))));
    }

    private static long Fixed(double value) => (long)Math.Floor((value * 65536.0) + 0.5);

    private static void Copy(RgbImage source, int row, int column, RgbImage destination, int y, int x) =>
        source.Pixels.Slice(((row * source.Width) + column) * 3, 3).CopyTo(destination.Pixels[(((y * destination.Width) + x) * 3)..]);
}
