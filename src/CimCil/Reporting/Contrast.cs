using System.Globalization;

namespace CimCil.Reporting;

/// <summary>How well a colour is read on another, after WCAG 2.2.</summary>
internal static class Contrast
{
    /// <summary>From 1, for equal colours, to 21.</summary>
    /// <param name="one">A colour, <c>#rrggbb</c>.</param>
    /// <param name="other">Another.</param>
    public static double Between(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string color) => (0.2126 * Part(color, 1)) + (0.7152 * Part(color, 3)) + (0.0722 * Part(color, 5));

    private static double Part(string color, int at)
    {
        var value = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
