using CimCil.Foundation;

namespace CimCil.Data.Shapes;

/// <summary>A straight stroke with round ends, in pixels of the image.</summary>
internal sealed record Stroke(double X0, double Y0, double X1, double Y1, double Width)
{
    /// <summary>A stroke between two random points, <paramref name="width"/> pixels thick.</summary>
    public static Stroke Draw(double width, int side, RandomStream random)
    {
        var x0 = random.NextDouble(0, side);
        var y0 = random.NextDouble(0, side);
        var x1 = random.NextDouble(0, side);
        var y1 = random.NextDouble(0, side);
        return new Stroke(x0, y0, x1, y1, width);
    }

    /// <summary>The pixels that the stroke may touch.</summary>
    public Box BoundsIn(int side) => new Box(
        (int)Math.Floor(Math.Min(Y0, Y1) - Width), (int)Math.Ceiling(Math.Max(Y0, Y1) + Width),
        (int)Math.Floor(Math.Min(X0, X1) - Width), (int)Math.Ceiling(Math.Max(X0, X1) + Width))
        .Intersect(Box.Whole(side, side));

    /// <summary>Whether a point is at most half a width from the line between the ends.</summary>
    public bool Contains(double x, double y)
    {
        var (lineX, lineY) = (X1 - X0, Y1 - Y0);
        var square = (lineX * lineX) + (lineY * lineY);
        var at = square > 0 ? Math.Clamp((((x - X0) * lineX) + ((y - Y0) * lineY)) / square, 0, 1) : 0;
        var (offX, offY) = (x - X0 - (at * lineX), y - Y0 - (at * lineY));
        return (offX * offX) + (offY * offY) <= Width * Width / 4;
    }
}
