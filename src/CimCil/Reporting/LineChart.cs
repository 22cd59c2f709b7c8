using System.Globalization;
using System.Net;

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

/// <summary>A line chart as an SVG element, which follows the page's light, dark and print.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XTitle">The horizontal axis.</param>
/// <param name="YTitle">The vertical axis.</param>
/// <param name="Curves">At least one point in all.</param>
internal sealed record LineChart(string Title, string XTitle, string YTitle, IReadOnlyList<Curve> Curves)
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
        var drawing = new SvgDrawing(Width, Height);
        var (x, y) = (Axis.Of(points.Select(point => point.X), null, XMarks), Axis.Of(points.Select(point => point.Y), YRange, null));
        (double X, double Y) PlaceOf((double X, double Y) point) => (x.Place(point.X, Left, Width - Right), y.Place(point.Y, Height - Bottom, Top));

        drawing.Lines("grid", y.Marks.Select(mark => new[] { PlaceOf((x.Low, mark)), PlaceOf((x.High, mark)) }));
        for (var i = 0; i < Curves.Count; i++)
            Add(drawing, Curves[i], Color(i), PlaceOf);
        AddAxes(drawing, x, y);
        return $"<figure class=\"chart\">{drawing.ToSvg(Described())}<figcaption>{Html(Title)}{Legend()}</figcaption></figure>\n";
    }

    private static void Add(SvgDrawing drawing, Curve curve, string color, Func<(double X, double Y), (double X, double Y)> placeOf)
    {
        drawing.Lines(curve.Kind == CurveKind.Reference ? $"curve reference {color}" : $"curve {color}", Unbroken(curve).Select(line => line.Select(placeOf)));
        if (curve.Kind != CurveKind.Marked)
            return;
        foreach (var point in curve.Points.Where(IsFinite))
            drawing.Mark($"mark {color}", placeOf(point), $"{curve.Name}: {Label(point.X)}, {point.Y.ToString("0.##", CultureInfo.InvariantCulture)}");
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

    private void AddAxes(SvgDrawing drawing, Axis x, Axis y)
    {
        const int End = Width - Right, Floor = Height - Bottom;
        double[] marks = [.. x.Marks.Select(mark => x.Place(mark, Left, End))];
        drawing.Lines("axis", [[(Left, Floor), (End, Floor)], .. marks.Select(mark => new (double, double)[] { (mark, Floor), (mark, Floor + 4) })]);
        foreach (var mark in y.Marks)
            drawing.Label("tick", "end", (Left - 6, y.Place(mark, Floor, Top) + 4), Label(mark));
        foreach (var (mark, place) in x.Marks.Zip(marks))
            drawing.Label("tick", "middle", (place, Floor + 18), Label(mark));
        drawing.Label("title", "middle", ((Left + End) / 2.0, Height - 8), XTitle);
        drawing.LabelUpwards("title", (14, (Top + Floor) / 2.0), YTitle);
    }

    private string Legend() => string.Concat(Curves.Select((curve, i) =>
        $"<span class=\"key {Color(i)}{(curve.Kind == CurveKind.Reference ? " reference" : "")}\">{Html(curve.Name)}</span>"));

    /// <summary>The chart for those who do not see it: its title, and where each curve begins and ends.</summary>
    private string Described() => $"{Title}. " + string.Join("; ", Curves.Where(curve => curve.Points.Any(IsFinite)).Select(curve => string.Create(
        CultureInfo.InvariantCulture, $"{curve.Name} from {curve.Points.First(IsFinite).Y:0.##} to {curve.Points.Last(IsFinite).Y:0.##}")));

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static string Color(int curve) => $"c{curve % 8}";

    private static string Label(double value) => Math.Round(value, 6).ToString(Math.Abs(value) >= 1e5 ? "0.###e0" : "0.######", CultureInfo.InvariantCulture);

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The values that an axis holds, and those of them that are marked.</summary>
    private sealed record Axis(double Low, double High, IReadOnlyList<double> Marks)
    {
        /// <summary>An axis of given values, or of round numbers around those that are shown.</summary>
        public static Axis Of(IEnumerable<double> values, (double Low, double High)? range, IReadOnlyList<double>? marks)
        {
            var (low, high) = (range?.Low ?? values.Min(), range?.High ?? values.Max());
            if (high - low < 1e-12)
                (low, high) = (low - 0.5, high + 0.5);
            if (marks is not null)
                return new Axis(low, high, marks);
            var rough = (high - low) / 5;
            var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            var step = new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(candidate => candidate >= rough * 0.999);
            var (first, last) = (Math.Floor(low / step), Math.Ceiling(high / step));
            double[] round = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
            return range is null ? new Axis(round[0], round[^1], round) : new Axis(low, high, [.. round.Where(mark => mark >= low - 1e-9 && mark <= high + 1e-9)]);
        }

        /// <summary>Where a value lies between the places of the lowest and the highest.</summary>
        public double Place(double value, double lowest, double highest) => lowest + ((value - Low) / (High - Low) * (highest - lowest));
    }
}
