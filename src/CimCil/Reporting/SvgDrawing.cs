using System.Globalization;
using System.Net;
using System.Text;

namespace CimCil.Reporting;

/// <summary>
/// Shapes as one SVG element. They have classes of the page and no colours or fonts of their own, so that light, dark and print are the
/// page's, and a report is the same wherever it is made.
/// </summary>
/// <param name="width">Units of the view box, in which all places and sizes are.</param>
/// <param name="height">Units of the view box.</param>
internal sealed class SvgDrawing(int width, int height)
{
    private readonly StringBuilder _shapes = new();

    /// <summary>Lines from point to point; nothing joins one line to the next.</summary>
    public void Lines(string style, IEnumerable<IEnumerable<(double X, double Y)>> lines)
    {
        var path = string.Concat(lines.Select(line => "M" + string.Join('L', line.Select(point => Text($"{point.X:0.##} {point.Y:0.##}")))));
        Append($"<path class=\"{style}\" d=\"{path}\"/>");
    }

    /// <summary>A mark of which a reader who points at it sees more.</summary>
    public void Mark(string style, (double X, double Y) centre, string tip) =>
        Append($"<circle class=\"{style}\" cx=\"{centre.X:0.##}\" cy=\"{centre.Y:0.##}\" r=\"3.5\"><title>{Html(tip)}</title></circle>");

    /// <summary>A rectangle.</summary>
    /// <param name="style">The class.</param>
    /// <param name="corner">Its left upper corner.</param>
    /// <param name="size">Its width and height.</param>
    /// <param name="opacity">From 0 to 1.</param>
    /// <param name="tip">What a reader sees who points at it; null for nothing.</param>
    public void Rectangle(string style, (double X, double Y) corner, (double Width, double Height) size, double opacity = 1, string? tip = null)
    {
        Append($"<rect class=\"{style}\" x=\"{corner.X:0.##}\" y=\"{corner.Y:0.##}\" width=\"{size.Width:0.##}\" height=\"{size.Height:0.##}\"");
        if (opacity < 1)
            Append($" fill-opacity=\"{opacity:0.###}\"");
        Append($">{(tip is null ? "" : $"<title>{Html(tip)}</title>")}</rect>");
    }

    /// <summary>One line of text.</summary>
    /// <param name="style">The class.</param>
    /// <param name="anchor">start, middle or end: which of its points lies there.</param>
    /// <param name="place">Where its base line is.</param>
    /// <param name="text">The text.</param>
    public void Label(string style, string anchor, (double X, double Y) place, string text) =>
        Append($"<text class=\"{style}\" text-anchor=\"{anchor}\" x=\"{place.X:0.##}\" y=\"{place.Y:0.##}\">{Html(text)}</text>");

    /// <summary>One line of text that is read from below, its middle at a place.</summary>
    public void LabelUpwards(string style, (double X, double Y) place, string text) =>
        Append($"<text class=\"{style}\" text-anchor=\"middle\" transform=\"translate({place.X:0.##} {place.Y:0.##}) rotate(-90)\">{Html(text)}</text>");

    /// <summary>The element.</summary>
    /// <param name="description">The drawing for those who do not see it.</param>
    public string ToSvg(string description) => $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Html(description)}\">{_shapes}</svg>";

    private void Append(FormattableString shape) => _shapes.Append(Text(shape));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
