using System.Globalization;
using static CimCil.Reporting.PageText;

namespace CimCil.Reporting;

/// <summary>How a curve is drawn.</summary>
internal enum CurveKind
{
    /// <summary>A line with a mark at each point.</summary>
    Marked,

    /// <summary>A line.</summary>
    Line,

    /// <summary>A dashed line, for what is compared with.</summary>
    Reference,
}

/// <summary>What the numbers of an axis are.</summary>
internal enum AxisKind
{
    /// <summary>Any.</summary>
    Real,

    /// <summary>Counts and places, such as phases, classes and epochs: nothing is marked between them.</summary>
    Whole,
}

/// <summary>A line chart as an SVG element, which follows the page's light, dark and print.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XTitle">The horizontal axis, with its unit.</param>
/// <param name="YTitle">The vertical axis, with its unit.</param>
/// <param name="Curves">At least one point in all.</param>
internal sealed record LineChart(string Title, string XTitle, string YTitle, IReadOnlyList<Curve> Curves)
{
    private const int Width = 528, Height = 300, Left = 62, Right = 14, Top = 10, Bottom = 48;

    /// <summary>The values that the vertical axis must hold; null leaves it to the points.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>The marks of the horizontal axis; null for round numbers.</summary>
    public IReadOnlyList<double>? XMarks { get; init; }

    /// <summary>What the numbers of the horizontal axis are.</summary>
    public AxisKind XKind { get; init; }

    /// <summary>The element inside a figure with a legend.</summary>
    public string ToHtml()
    {
        var points = Curves.SelectMany(curve => curve.Points).Where(IsFinite).ToList();
        if (points.Count == 0)
            return "";
        var drawing = new SvgDrawing(Width, Height);
        var (x, y) = (ChartAxis.Of(points.Select(point => point.X), null, XMarks, XKind), ChartAxis.Of(HeightsOf(points), YRange, null, AxisKind.Real));
        (double X, double Y) PlaceOf((double X, double Y) point) => (x.Place(point.X, Left, Width - Right), y.Place(point.Y, Height - Bottom, Top));

        drawing.Lines("grid", y.Marks.Select(mark => new[] { PlaceOf((x.Low, mark)), PlaceOf((x.High, mark)) }));
        // Bands lie under all curves.
        for (var i = 0; i < Curves.Count; i++)
            AddBand(drawing, Curves[i], Color(i), y, PlaceOf);
        for (var i = 0; i < Curves.Count; i++)
            Add(drawing, Curves[i], HueOf(i), PlaceOf);
        AddAxes(drawing, x, y);
        return $"<figure class=\"chart\"><figcaption><b>{Html(Title)}</b></figcaption>{drawing.ToSvg(Title, Described())}{Legend()}</figure>\n";
    }

    private IEnumerable<double> HeightsOf(IEnumerable<(double X, double Y)> points) =>
        points.Select(point => point.Y).Concat(Curves.SelectMany(curve => curve.Band.SelectMany(at => new[] { at.Low, at.High })));

    private static void AddBand(SvgDrawing drawing, Curve curve, string color, ChartAxis y, Func<(double X, double Y), (double X, double Y)> placeOf)
    {
        if (curve.Band.Count < 2)
            return;
        // A spread may reach beyond what the axis must hold, such as 100 percent.
        (double, double) In((double X, double Y) point) => placeOf((point.X, Math.Clamp(point.Y, y.Low, y.High)));
        drawing.Area($"band {color}", [.. curve.Band.Select(at => In((at.X, at.High))), .. curve.Band.Reverse().Select(at => In((at.X, at.Low)))]);
    }

    private static void Add(SvgDrawing drawing, Curve curve, int hue, Func<(double X, double Y), (double X, double Y)> placeOf)
    {
        var color = ColorOf(hue);
        drawing.Lines(StyleOf(curve, color), Unbroken(curve).Select(line => line.Select(placeOf)));
        if (curve.Kind != CurveKind.Marked)
            return;
        foreach (var point in curve.Points.Where(IsFinite))
            drawing.Mark($"mark {color}", hue, placeOf(point), $"{curve.Name}: {ChartAxis.Label(point.X)}, {point.Y.ToString("0.##", CultureInfo.InvariantCulture)}");
    }

    /// <summary>The parts of a curve between its gaps.</summary>
    private static List<List<(double X, double Y)>> Unbroken(Curve curve)
    {
        var lines = new List<List<(double X, double Y)>>();
        var isBroken = true;
        foreach (var point in curve.Points)
        {
            if (IsFinite(point) && isBroken)
                lines.Add([]);
            isBroken = !IsFinite(point);
            if (!isBroken)
                lines[^1].Add(point);
        }
        return lines;
    }

    private void AddAxes(SvgDrawing drawing, ChartAxis x, ChartAxis y)
    {
        const int End = Width - Right, Floor = Height - Bottom;
        double[] marks = [.. x.Marks.Select(mark => x.Place(mark, Left, End))];
        drawing.Lines("axis", [[(Left, Floor), (End, Floor)], .. marks.Select(mark => new (double, double)[] { (mark, Floor), (mark, Floor + 4) })]);
        foreach (var mark in y.Marks)
            drawing.Label("tick", "end", (Left - 8, y.Place(mark, Floor, Top) + 4), ChartAxis.Label(mark));
        foreach (var (mark, place) in x.Marks.Zip(marks))
            drawing.Label("tick", "middle", (place, Floor + 18), ChartAxis.Label(mark));
        drawing.Label("title", "middle", ((Left + End) / 2.0, Height - 8), XTitle);
        drawing.LabelUpwards("title", (14, (Top + Floor) / 2.0), YTitle);
    }

    /// <summary>Each curve as it is drawn, with its name.</summary>
    private string Legend() => $"<ul class=\"keys\">{string.Concat(Curves.Select((curve, i) => $"<li>{KeyOf(curve, i)}<span>{HtmlOfNames(curve.Name)}</span></li>"))}</ul>";

    private string KeyOf(Curve curve, int index)
    {
        var key = new SvgDrawing(32, 12);
        key.Lines(StyleOf(curve, Color(index)), [[(1, 6), (31, 6)]]);
        if (curve.Kind == CurveKind.Marked)
            key.Mark($"mark {Color(index)}", HueOf(index), (16, 6));
        return key.ToOrnament();
    }

    /// <summary>The chart for those who do not see it: where each curve begins and ends.</summary>
    private string Described() => $"{Title}. " + string.Join("; ", Curves.Where(curve => curve.Points.Any(IsFinite)).Select(curve => string.Create(
        CultureInfo.InvariantCulture, $"{curve.Name} from {curve.Points.First(IsFinite).Y:0.##} to {curve.Points.Last(IsFinite).Y:0.##}")));

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static string StyleOf(Curve curve, string color) => curve.Kind == CurveKind.Reference ? $"curve reference {color}" : $"curve {color}";

    private int HueOf(int index) => Curves[index].Hue ?? index;

    private string Color(int index) => ColorOf(HueOf(index));

    private static string ColorOf(int hue) => $"c{hue % ReportColors.Light.Hues.Count}";
}
