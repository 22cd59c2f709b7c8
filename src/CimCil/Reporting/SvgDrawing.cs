using System.Globalization;
using System.Text;
using static CimCil.Reporting.PageText;

namespace CimCil.Reporting;

/// <summary>
/// Shapes as one SVG element. They have classes of the page and no colours or fonts of their own, so that light, dark and print are the
/// page's, and a report is the same wherever it is made.
/// </summary>
/// <param name="width">Units of the view box, in which all places and sizes are.</param>
/// <param name="height">Units of the view box.</param>
internal sealed class SvgDrawing(double width, double height)
{
    private readonly StringBuilder _shapes = new();

    /// <summary>Lines from point to point; nothing joins one line to the next.</summary>
    public void Lines(string style, IEnumerable<IEnumerable<(double X, double Y)>> lines)
    {
        var path = string.Concat(lines.Select(line => "M" + string.Join('L', line.Select(Place))));
        Append($"<path class=\"{style}\" d=\"{path}\"/>");
    }

    /// <summary>What a line around points holds.</summary>
    public void Area(string style, IEnumerable<(double X, double Y)> points) => Append($"<polygon class=\"{style}\" points=\"{string.Join(' ', points.Select(Place))}\"/>");

    /// <summary>A mark of which a reader who points at it sees more.</summary>
    /// <param name="style">The class.</param>
    /// <param name="shape">The number of its shape, which tells it from others where colours do not: circle, square, diamond, triangle.</param>
    /// <param name="centre">Where it lies.</param>
    /// <param name="tip">What the reader sees; null for nothing.</param>
    public void Mark(string style, int shape, (double X, double Y) centre, string? tip = null)
    {
        var (x, y) = centre;
        var title = Tip(tip);
        (double X, double Y)[] corners = (shape % 4) switch
        {
            1 => [(x - 3.6, y - 3.6), (x + 3.6, y - 3.6), (x + 3.6, y + 3.6), (x - 3.6, y + 3.6)],
            2 => [(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)],
            3 => [(x, y - 4.8), (x + 4.8, y + 3.6), (x - 4.8, y + 3.6)],
            _ => [],
        };
        if (corners.Length == 0)
            Append($"<circle class=\"{style}\" cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"4\">{title}</circle>");
        else
            Append($"<polygon class=\"{style}\" points=\"{string.Join(' ', corners.Select(Place))}\">{title}</polygon>");
    }

    /// <summary>A rectangle.</summary>
    /// <param name="style">The class.</param>
    /// <param name="corner">Its left upper corner.</param>
    /// <param name="size">Its width and height.</param>
    /// <param name="tip">What a reader sees who points at it; null for nothing.</param>
    public void Rectangle(string style, (double X, double Y) corner, (double Width, double Height) size, string? tip = null) => Append(
        $"<rect class=\"{style}\" x=\"{corner.X:0.##}\" y=\"{corner.Y:0.##}\" width=\"{size.Width:0.##}\" height=\"{size.Height:0.##}\">{Tip(tip)}</rect>");

    /// <summary>One line of text.</summary>
    /// <param name="style">The class.</param>
    /// <param name="anchor">start, middle or end: which of its points lies there.</param>
    /// <param name="place">Where its base line is.</param>
    /// <param name="text">The text.</param>
    /// <param name="tip">What a reader sees who points at it, where the text is shortened; null for nothing.</param>
    public void Label(string style, string anchor, (double X, double Y) place, string text, string? tip = null) =>
        Append($"<text class=\"{style}\" text-anchor=\"{anchor}\" x=\"{place.X:0.##}\" y=\"{place.Y:0.##}\">{Html(text)}{Tip(tip)}</text>");

    /// <summary>One line of text that is read from below.</summary>
    /// <param name="style">The class.</param>
    /// <param name="place">Where its point is.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor">start, middle or end: which of its points lies there.</param>
    /// <param name="tip">What a reader sees who points at it; null for nothing.</param>
    public void LabelUpwards(string style, (double X, double Y) place, string text, string anchor = "middle", string? tip = null) =>
        Append($"<text class=\"{style}\" text-anchor=\"{anchor}\" transform=\"translate({place.X:0.##} {place.Y:0.##}) rotate(-90)\">{Html(text)}{Tip(tip)}</text>");

    /// <summary>The element.</summary>
    /// <param name="title">What it is.</param>
    /// <param name="description">The drawing for those who do not see it.</param>
    public string ToSvg(string title, string description) => $"<svg {ViewBox} role=\"img\" aria-label=\"{Html(description)}\"><title>{Html(title)}</title>{_shapes}</svg>";

    /// <summary>The element where the words beside it say everything.</summary>
    public string ToOrnament() => $"<svg {ViewBox} aria-hidden=\"true\">{_shapes}</svg>";

    private static string Tip(string? tip) => tip is null ? "" : $"<title>{Html(tip)}</title>";

    private string ViewBox => Text($"viewBox=\"0 0 {width:0.##} {height:0.##}\"");

    private static string Place((double X, double Y) point) => Text($"{point.X:0.##} {point.Y:0.##}");

    private void Append(FormattableString shape) => _shapes.Append(Text(shape));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
