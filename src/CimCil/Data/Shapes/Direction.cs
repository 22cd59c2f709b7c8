using CimCil.Foundation;

namespace CimCil.Data.Shapes;

/// <summary>
/// A unit vector, in place of an angle: sines and cosines differ in their last bit between platforms, the square root does not.
/// </summary>
internal readonly record struct Direction(double X, double Y)
{
    /// <summary>A uniformly random direction: a random point of the unit disk, normalised.</summary>
    public static Direction Draw(RandomStream random)
    {
        double x, y, square;
        do
        {
            x = random.NextDouble(-1, 1);
            y = random.NextDouble(-1, 1);
            square = (x * x) + (y * y);
        }
        while (square is > 1 or < 1e-4);
        var length = Math.Sqrt(square);
        return new Direction(x / length, y / length);
    }

    /// <summary>The coordinates of a vector along this direction and across it.</summary>
    public (double Along, double Across) Resolve(double x, double y) => ((x * X) + (y * Y), (y * X) - (x * Y));
}
