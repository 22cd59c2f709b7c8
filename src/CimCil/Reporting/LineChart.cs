using System.Globalization;
using System.Net;
using System.Text;

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

/// <summary>
/// A line chart as an SVG element. Its colours are the page's variables, so that it follows light, dark and print, and its text is set by
/// the browser: neither needs a font where the report is made.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="XTitle">The horizontal axis.</param>
/// <param name="YTitle">The vertical axis.</param>
/// <param name="Curves">At least one point in all.</param>
public sealed record LineChart(string Title, string XTitle, string YTitle, IReadOnlyList<Curve> Curves)
{
    private const double Width = 640, Height = 300, Left = 62, Right = 14, Top = 14, Bottom = 46;

    /// <summary>The values that the vertical axis must hold; null leaves it to the points.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>The marks of the horizontal axis; null for round numbers.</summary>
    public IReadOnlyList<double>? XMarks { get; init; }

    /// <summary>The element inside a figure with a legend.</summary>
    public string ToHtml()
    {
        var points = Curves.SelectMany(curve => curve.Points).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
        if (points.Count == 0)
            return "";
        var (x, y) = (Axis(points.Select(point => point.X), null, XMarks), Axis(points.Select(point => point.Y), YRange, null));
        double PixelX(double value) => Left + ((value - x.Low) / (x.High - x.Low) * (Width - Left - Right));
        double PixelY(double value) => Height - Bottom - ((value - y.Low) / (y.High - y.Low) * (Height - Top - Bottom));
        var text = new StringBuilder($"<figure class=\"chart\"><svg viewBox=\"0 0 {Number(Width)} {Number(Height)}\" role=\"img\" aria-label=\"{Html(Described())}\">");
        foreach (var mark in y.Marks)
        {
            text.Append($"<line class=\"grid\" x1=\"{Number(Left)}\" x2=\"{Number(Width - Right)}\" y1=\"{Number(PixelY(mark))}\" y2=\"{Number(PixelY(mark))}\"/>");
            text.Append($"<text class=\"tick\" text-anchor=\"end\" x=\"{Number(Left - 6)}\" y=\"{Number(PixelY(mark) + 4)}\">{Label(mark)}</text>");
        }
        foreach (var mark in x.Marks)
            text.Append($"<text class=\"tick\" text-anchor=\"middle\" x=\"{Number(PixelX(mark))}\" y=\"{Number(Height - Bottom + 18)}\">{Label(mark)}</text>");
        text.Append($"<line class=\"axis\" x1=\"{Number(Left)}\" x2=\"{Number(Width - Right)}\" y1=\"{Number(Height - Bottom)}\" y2=\"{Number(Height - Bottom)}\"/>");
        text.Append($"<text class=\"title\" text-anchor=\"middle\" x=\"{Number((Left + Width - Right) / 2)}\" y=\"{Number(Height - 8)}\">{Html(XTitle)}</text>");
        text.Append($"<text class=\"title\" text-anchor=\"middle\" transform=\"translate(14 {Number((Height - Bottom + Top) / 2)}) rotate(-90)\">{Html(YTitle)}</text>");
        for (var i = 0; i < Curves.Count; i++)
            AppendCurve(text, Curves[i], i, PixelX, PixelY);
        text.Append("</svg><figcaption>").Append(Html(Title)).Append(Legend()).Append("</figcaption></figure>\n");
        return text.ToString();
    }

    private static void AppendCurve(StringBuilder text, Curve curve, int index, Func<double, double> pixelX, Func<double, double> pixelY)
    {
        var path = new StringBuilder();
        var starts = true;
        foreach (var (x, y) in curve.Points)
        {
            if (!double.IsFinite(y))
            {
                starts = true;
                continue;
            }
            path.Append(starts ? 'M' : 'L').Append(Number(pixelX(x))).Append(' ').Append(Number(pixelY(y)));
            starts = false;
        }
        text.Append($"<path class=\"curve c{index % 8}{(curve.Kind == CurveKind.Reference ? " reference" : "")}\" d=\"{path}\"/>");
        if (curve.Kind != CurveKind.Marked)
            return;
        foreach (var (x, y) in curve.Points.Where(point => double.IsFinite(point.Y)))
            text.Append($"<circle class=\"mark c{index % 8}\" cx=\"{Number(pixelX(x))}\" cy=\"{Number(pixelY(y))}\" r=\"3.5\"><title>{Html($"{curve.Name}: {Label(x)}, {y.ToString("0.##", CultureInfo.InvariantCulture)}")}</title></circle>");
    }

    private string Legend() => string.Concat(Curves.Select((curve, i) =>
        $"<span class=\"key\"><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"curve c{i % 8}{(curve.Kind == CurveKind.Reference ? " reference" : "")}\" d=\"M1 4H23\"/></svg>{Html(curve.Name)}</span>"));

    /// <summary>The chart for those who do not see it: its title, and where each curve begins and ends.</summary>
    private string Described() => $"{Title}. " + string.Join("; ", Curves.Where(curve => curve.Points.Count > 0).Select(curve => string.Create(
        CultureInfo.InvariantCulture, $"{curve.Name} from {curve.Points[0].Y:0.##} to {curve.Points[^1].Y:0.##}")));

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

    private static string Label(double value) => Math.Round(value, 6).ToString(Math.Abs(value) >= 1e5 ? "0.#e0" : "0.######", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
