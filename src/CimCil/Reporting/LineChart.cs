using System.Globalization;
using System.Net;
using System.Xml.Linq;
using ScottPlot;

namespace CimCil.Reporting;

/// <summary>How a curve is drawn.</summary>
public enum CurveKind
{
    /// <summary>A line with a mark at each point.</summary>
    Marked,

    /// <summary>A line.</summary>
    Line,

    /// <summary>A dashed line, for what is compared with.</summary>
    Reference,
}

/// <summary>A line chart as an SVG element, which follows the page's light, dark and print.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XTitle">The horizontal axis.</param>
/// <param name="YTitle">The vertical axis.</param>
/// <param name="Curves">At least one point in all.</param>
public sealed record LineChart(string Title, string XTitle, string YTitle, IReadOnlyList<Curve> Curves)
{
    private const int Width = 640, Height = 300, Left = 68, Right = 14, Top = 14, Bottom = 46;

    /// <summary>The values that the vertical axis must hold; null leaves it to the points.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>The marks of the horizontal axis; null for round numbers.</summary>
    public IReadOnlyList<double>? XMarks { get; init; }

    /// <summary>The element inside a figure with a legend.</summary>
    public string ToHtml()
    {
        var points = Curves.SelectMany(curve => curve.Points).Where(IsFinite).ToList();
        if (points.Count == 0)
            return "";
        using var drawing = new SvgPlot(Width, Height, new PixelPadding(Left, Right, Bottom, Top));
        SetAxes(drawing, Axis(points.Select(point => point.X), null, XMarks), Axis(points.Select(point => point.Y), YRange, null));
        for (var i = 0; i < Curves.Count; i++)
            Add(drawing, Curves[i], Color(i));
        return $"<figure class=\"chart\">{drawing.ToSvg(Described(), () => Texts(drawing.Plot))}<figcaption>{Html(Title)}{Legend()}</figcaption></figure>\n";
    }

    private static void SetAxes(SvgPlot drawing, (double Low, double High, IReadOnlyList<double> Marks) x, (double Low, double High, IReadOnlyList<double> Marks) y)
    {
        var (axes, grid) = (drawing.Plot.Axes, drawing.Plot.Grid);
        axes.SetLimits(x.Low, x.High, y.Low, y.High);
        axes.Bottom.SetTicks([.. x.Marks], [.. x.Marks.Select(Label)]);
        axes.Left.SetTicks([.. y.Marks], [.. y.Marks.Select(Label)]);
        axes.Bottom.IsVisible = true;
        axes.Bottom.TickLabelStyle.IsVisible = false;
        axes.Bottom.FrameLineStyle.Color = axes.Bottom.MajorTickStyle.Color = drawing.StandFor("axis");
        grid.IsVisible = true;
        grid.XAxisStyle.IsVisible = false;
        grid.MajorLineColor = drawing.StandFor("grid");
        grid.MajorLineWidth = 0.7f;
    }

    private static void Add(SvgPlot drawing, Curve curve, string color)
    {
        // One that is infinite would take the whole line with it; one that is no number leaves a gap.
        var line = drawing.Plot.Add.ScatterLine(curve.Points.Select(point => IsFinite(point) ? new Coordinates(point.X, point.Y) : Coordinates.NaN).ToArray());
        line.LineColor = drawing.StandFor(curve.Kind == CurveKind.Reference ? $"curve reference {color}" : $"curve {color}");
        line.LineWidth = 2;
        if (curve.Kind != CurveKind.Marked)
            return;
        foreach (var (x, y) in curve.Points.Where(IsFinite))
            drawing.Plot.Add.Marker(x, y, MarkerShape.FilledCircle, 7, drawing.StandFor($"mark {color}", $"{curve.Name}: {Label(x)}, {y.ToString("0.##", CultureInfo.InvariantCulture)}"));
    }

    private IEnumerable<XElement> Texts(Plot plot)
    {
        var (data, axes) = (plot.LastRender.DataRect, plot.Axes);
        foreach (var tick in axes.Left.TickGenerator.Ticks)
            yield return SvgPlot.Text("tick", "end", new Pixel(data.Left - 6, axes.Left.GetPixel(tick.Position, data) + 4), tick.Label);
        foreach (var tick in axes.Bottom.TickGenerator.Ticks)
            yield return SvgPlot.Text("tick", "middle", new Pixel(axes.Bottom.GetPixel(tick.Position, data), data.Bottom + 18), tick.Label);
        yield return SvgPlot.Text("title", "middle", new Pixel(data.HorizontalCenter, Height - 8), XTitle);
        yield return SvgPlot.TextUpwards("title", new Pixel(14, data.VerticalCenter), YTitle);
    }

    private string Legend() => string.Concat(Curves.Select((curve, i) =>
        $"<span class=\"key {Color(i)}{(curve.Kind == CurveKind.Reference ? " reference" : "")}\">{Html(curve.Name)}</span>"));

    /// <summary>The chart for those who do not see it: its title, and where each curve begins and ends.</summary>
    private string Described() => $"{Title}. " + string.Join("; ", Curves.Where(curve => curve.Points.Any(IsFinite)).Select(curve => string.Create(
        CultureInfo.InvariantCulture, $"{curve.Name} from {curve.Points.First(IsFinite).Y:0.##} to {curve.Points.Last(IsFinite).Y:0.##}")));

    private static (double Low, double High, IReadOnlyList<double> Marks) Axis(IEnumerable<double> values, (double Low, double High)? range, IReadOnlyList<double>? marks)
    {
        var (low, high) = (range?.Low ?? values.Min(), range?.High ?? values.Max());
        if (high - low < 1e-12)
            (low, high) = (low - 0.5, high + 0.5);
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(candidate => candidate >= rough * 0.999);
        if (marks is not null)
            return (low, high, marks);
        var (first, last) = (Math.Floor(low / step), Math.Ceiling(high / step));
        double[] round = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
        return range is null ? (round[0], round[^1], round) : (low, high, [.. round.Where(mark => mark >= low - 1e-9 && mark <= high + 1e-9)]);
    }

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static string Color(int curve) => $"c{curve % 8}";

    private static string Label(double value) => Math.Round(value, 6).ToString(Math.Abs(value) >= 1e5 ? "0.###e0" : "0.######", CultureInfo.InvariantCulture);

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
