using System.Globalization;

namespace CimCil.Data;

/// <summary>
/// The colours of all heat: heatmaps over images, confusion and accuracy matrices. From a dark blue over violet and orange to a bright
/// yellow. The way leads through a few anchors of the colour space OKLab (Ottosson 2020), whose distances are those that people see, and
/// equal steps of heat are equal steps on it. The lightness rises all the way, so that a grey print and a reader who tells few colours
/// apart see the same order.
/// </summary>
internal static class HeatPalette
{
    /// <summary>The steps of the palette on pages, from 0: classes <c>h0</c> to <c>h32</c> of the style sheet.</summary>
    public const int LastStep = 32;

    /// <summary>The part of the heat in an image that it is drawn over.</summary>
    private const double OverlayShare = 0.55;

    private const int Fineness = 1024;

    /// <summary>Lightness, chroma and hue in degrees; all lie inside sRGB, and so does the way between them.</summary>
    private static readonly (double Lightness, double Chroma, double Hue)[] Anchors =
        [(0.24, 0.115, 278), (0.41, 0.175, 305), (0.56, 0.185, 348), (0.69, 0.165, 32), (0.81, 0.135, 68), (0.94, 0.125, 104)];

    /// <summary>256 colours, each as far from the next.</summary>
    private static readonly (byte Red, byte Green, byte Blue)[] Colors = [.. Evenly(256).Select(ToRgb)];

    /// <summary>The colour of a heat.</summary>
    /// <param name="heat">From 0 to 1; what lies outside or is no number is taken for the nearer end.</param>
    public static (byte Red, byte Green, byte Blue) Of(double heat) => Colors[heat > 0 ? (int)Math.Round(Math.Min(heat, 1) * (Colors.Length - 1)) : 0];

    /// <summary>The step of a heat on pages, from 0 to <see cref="LastStep"/>.</summary>
    public static int StepOf(double heat) => (int)Math.Round(Math.Clamp(heat, 0, 1) * LastStep);

    /// <summary>The colour of a step as <c>#rrggbb</c>.</summary>
    public static string Hex(int step) => Hex(Of((double)step / LastStep));

    /// <summary>The colour of a step as it looks over a medium grey, for the scale beside heatmaps over images.</summary>
    public static string HexOverGrey(int step)
    {
        var (red, green, blue) = Of((double)step / LastStep);
        return Hex((Over(128, red), Over(128, green), Over(128, blue)));
    }

    /// <summary>An image in grey with its heatmap over it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="heatAt">The heat of a row and column, from 0 to 1.</param>
    public static RgbImage Overlay(RgbImage image, Func<int, int, double> heatAt)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(heatAt);
        var painted = new RgbImage(image.Height, image.Width);
        for (var i = 0; i < image.Height * image.Width; i++)
        {
            var from = image.Pixels.Slice(3 * i, 3);
            var to = painted.Pixels.Slice(3 * i, 3);
            var grey = (from[0] + from[1] + from[2]) / 3.0;
            var (red, green, blue) = Of(heatAt(i / image.Width, i % image.Width));
            (to[0], to[1], to[2]) = (Over(grey, red), Over(grey, green), Over(grey, blue));
        }
        return painted;
    }

    private static byte Over(double grey, byte heat) => (byte)Math.Round((grey * (1 - OverlayShare)) + (heat * OverlayShare));

    private static string Hex((byte Red, byte Green, byte Blue) color) =>
        string.Create(CultureInfo.InvariantCulture, $"#{color.Red:x2}{color.Green:x2}{color.Blue:x2}");

    /// <summary>Points on the way through the anchors, as far from each other.</summary>
    private static IEnumerable<(double L, double A, double B)> Evenly(int count)
    {
        (double L, double A, double B)[] way = [.. Enumerable.Range(0, Fineness + 1).Select(i => On((double)i / Fineness))];
        var lengths = new double[way.Length];
        for (var i = 1; i < way.Length; i++)
        {
            var (l, a, b) = (way[i].L - way[i - 1].L, way[i].A - way[i - 1].A, way[i].B - way[i - 1].B);
            lengths[i] = lengths[i - 1] + Math.Sqrt((l * l) + (a * a) + (b * b));
        }
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            var length = lengths[^1] * i / (count - 1);
            while (at < Fineness - 1 && lengths[at + 1] < length)
                at++;
            var part = (length - lengths[at]) / (lengths[at + 1] - lengths[at]);
            yield return (Between(way[at].L, way[at + 1].L, part), Between(way[at].A, way[at + 1].A, part), Between(way[at].B, way[at + 1].B, part));
        }
    }

    private static double Between(double first, double second, double part) => first + ((second - first) * part);

    /// <summary>A Catmull-Rom curve through the anchors, from 0 to 1.</summary>
    private static (double L, double A, double B) On(double place)
    {
        var at = Math.Min((int)(place * (Anchors.Length - 1)), Anchors.Length - 2);
        var t = (place * (Anchors.Length - 1)) - at;
        (double L, double A, double B)[] near = [.. Enumerable.Range(at - 1, 4).Select(Anchor)];
        double Curve(Func<(double L, double A, double B), double> of)
        {
            var (before, first, second, after) = (of(near[0]), of(near[1]), of(near[2]), of(near[3]));
            return 0.5 * ((2 * first) + ((second - before) * t) + (((2 * before) - (5 * first) + (4 * second) - after) * t * t) + (((3 * first) - before - (3 * second) + after) * t * t * t));
        }
        return (Curve(point => point.L), Curve(point => point.A), Curve(point => point.B));
    }

    /// <summary>An anchor in OKLab; before the first and after the last the way goes straight on.</summary>
    private static (double L, double A, double B) Anchor(int index)
    {
        if (index >= 0 && index < Anchors.Length)
        {
            var (lightness, chroma, hue) = Anchors[index];
            return (lightness, chroma * Math.Cos(hue * Math.PI / 180), chroma * Math.Sin(hue * Math.PI / 180));
        }
        var (end, inner) = index < 0 ? (Anchor(0), Anchor(1)) : (Anchor(Anchors.Length - 1), Anchor(Anchors.Length - 2));
        return ((2 * end.L) - inner.L, (2 * end.A) - inner.A, (2 * end.B) - inner.B);
    }

    /// <summary>OKLab to sRGB.</summary>
    private static (byte Red, byte Green, byte Blue) ToRgb((double L, double A, double B) color)
    {
        static double Cube(double x) => x * x * x;
        var l = Cube(color.L + (0.3963377774 * color.A) + (0.2158037573 * color.B));
        var m = Cube(color.L - (0.1055613458 * color.A) - (0.0638541728 * color.B));
        var s = Cube(color.L - (0.0894841775 * color.A) - (1.2914855480 * color.B));
        return (
            Encoded((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Encoded((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Encoded((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static byte Encoded(double linear) =>
        (byte)Math.Round(255 * Math.Clamp(linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055, 0, 1));
}
