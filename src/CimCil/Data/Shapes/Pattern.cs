using CimCil.Foundation;

namespace CimCil.Data.Shapes;

/// <summary>A texture laid over the image: where it is bright and where it is dark.</summary>
/// <param name="Texture">What it is.</param>
/// <param name="X">Column of the centre of its rings.</param>
/// <param name="Y">Row of the centre of its rings.</param>
/// <param name="Period">Pixels from one repetition to the next.</param>
/// <param name="PhaseAlong">Shift along its direction (outwards for rings), in periods.</param>
/// <param name="PhaseAcross">Shift across its direction, in periods.</param>
/// <param name="Direction">Its rotation, independent of the object's.</param>
internal sealed record Pattern(
    Texture Texture, double X, double Y, double Period, double PhaseAlong, double PhaseAcross, Direction Direction)
{
    /// <summary>Radius of a dot in periods; dots then cover 45 % of the area, so that mean brightness gives no class away.</summary>
    private const double DotRadius = 0.38;

    /// <summary>A texture of random phase and rotation for a figure.</summary>
    public static Pattern Draw(Texture texture, Figure figure, double period, RandomStream random)
    {
        var along = random.NextDouble();
        var across = random.NextDouble();
        return new Pattern(texture, figure.X, figure.Y, period, along, across, Direction.Draw(random));
    }

    /// <summary>1 where the texture is bright, 0 where it is dark.</summary>
    public double At(double x, double y)
    {
        var (along, across) = Direction.Resolve(x - X, y - Y);
        var u = Fraction((along / Period) + PhaseAlong);
        var v = Fraction((across / Period) + PhaseAcross);
        var bright = Texture switch
        {
            Texture.Stripes => u < 0.5,
            Texture.Checker => (u < 0.5) != (v < 0.5),
            Texture.Dots => ((u - 0.5) * (u - 0.5)) + ((v - 0.5) * (v - 0.5)) <= DotRadius * DotRadius,
            _ => Fraction((Math.Sqrt((along * along) + (across * across)) / Period) + PhaseAlong) < 0.5,
        };
        return bright ? 1 : 0;
    }

    private static double Fraction(double value) => value - Math.Floor(value);
}
