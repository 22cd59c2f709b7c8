using CimCil.Foundation;

namespace CimCil.Data.Shapes;

/// <summary>An outline at a place, in pixels of the image.</summary>
/// <param name="Outline">What it is.</param>
/// <param name="X">Column of the centre.</param>
/// <param name="Y">Row of the centre.</param>
/// <param name="Radius">Radius of the circle around it.</param>
/// <param name="Direction">Its rotation.</param>
internal sealed record Figure(Outline Outline, double X, double Y, double Radius, Direction Direction)
{
    private static readonly double HalfOfSqrt2 = Math.Sqrt(2) / 2;
    private static readonly double HalfOfSqrt3 = Math.Sqrt(3) / 2;

    /// <summary>A figure at any place where its circle lies inside the image, in any rotation.</summary>
    public static Figure Draw(Outline outline, double radius, int side, RandomStream random)
    {
        var x = random.NextDouble(radius, side - radius);
        var y = random.NextDouble(radius, side - radius);
        return new Figure(outline, x, y, radius, Direction.Draw(random));
    }

    /// <summary>The pixels that the figure may touch.</summary>
    public Box BoundsIn(int side) => new Box(
        (int)Math.Floor(Y - Radius), (int)Math.Ceiling(Y + Radius), (int)Math.Floor(X - Radius), (int)Math.Ceiling(X + Radius))
        .Intersect(Box.Whole(side, side));

    /// <summary>Whether a point lies in the figure.</summary>
    public bool Contains(double x, double y)
    {
        var (along, across) = Direction.Resolve(x - X, y - Y);
        return Outline switch
        {
            Outline.Disk => (along * along) + (across * across) <= Radius * Radius,
            Outline.Square => Math.Max(Math.Abs(along), Math.Abs(across)) <= Radius * HalfOfSqrt2,
            // One side lies across the direction, the other two at 60 degrees to it; all are half a radius from the centre.
            _ => Math.Max(-along, (along / 2) + (Math.Abs(across) * HalfOfSqrt3)) <= Radius / 2,
        };
    }
}
