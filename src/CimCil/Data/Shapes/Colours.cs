using CimCil.Foundation;

namespace CimCil.Data.Shapes;

/// <summary>A colour, each part in [0, 1].</summary>
internal readonly record struct Colour(double Red, double Green, double Blue)
{
    /// <summary>A random colour with every part in [low, high).</summary>
    public static Colour Draw(double low, double high, RandomStream random) =>
        new(random.NextDouble(low, high), random.NextDouble(low, high), random.NextDouble(low, high));

    /// <summary>This colour plus another, kept in range.</summary>
    public Colour Plus(Colour other) =>
        new(Math.Clamp(Red + other.Red, 0, 1), Math.Clamp(Green + other.Green, 0, 1), Math.Clamp(Blue + other.Blue, 0, 1));
}

/// <summary>The two colours between which something is painted.</summary>
internal readonly record struct Colours(Colour From, Colour To)
{
    /// <summary>Any colour and one at most 0.2 away from it: for backgrounds and distractors.</summary>
    public static Colours DrawQuiet(RandomStream random)
    {
        var colour = Colour.Draw(0, 1, random);
        return new Colours(colour, colour.Plus(Colour.Draw(-0.2, 0.2, random)));
    }

    /// <summary>A bright colour and the same made darker, so that the contrast is one of brightness: for objects.</summary>
    public static Colours DrawContrast(RandomStream random)
    {
        var bright = Colour.Draw(0.65, 1, random);
        var less = -random.NextDouble(0.5, 0.8);
        return new Colours(bright.Plus(new Colour(less, less, less)), bright);
    }

    /// <summary>One random colour.</summary>
    public static Colours DrawPlain(RandomStream random)
    {
        var colour = Colour.Draw(0, 1, random);
        return new Colours(colour, colour);
    }
}
