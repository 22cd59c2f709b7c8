using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using ScottPlot;

namespace CimCil.Reporting;

/// <summary>
/// What ScottPlot draws, as an SVG element that follows the page. ScottPlot fixes colours where the plot is made, so the plot is drawn
/// in stand-ins: each is a colour of its own, which gives way to a class of the page, so that light, dark and print are the page's.
/// Text is set by the page too, at the places ScottPlot gives: ScottPlot leaves text out where the machine has no fonts and measures
/// it by those it finds, and a report must be the same wherever it is made.
/// </summary>
internal sealed class SvgPlot : IDisposable
{
    /// <summary>From here up to 0x10ffff no colour has a name or a short form, which Skia would write instead.</summary>
    private const int FirstStandIn = 0x010000;

    private static readonly string[] Shapes = ["path", "rect", "ellipse", "circle", "line"];

    private readonly int _width, _height;
    private readonly Dictionary<string, StandIn> _standIns = [];

    /// <summary>An empty plot: no frame, no marks on the axes, no text.</summary>
    /// <param name="width">Units of the SVG's view box.</param>
    /// <param name="height">Units of the SVG's view box.</param>
    /// <param name="margins">Around the data; fixed, because a layout of its own would measure text.</param>
    public SvgPlot(int width, int height, PixelPadding margins)
    {
        (_width, _height) = (width, height);
        Plot.Layout.Fixed(margins);
        (Plot.FigureBackground.Color, Plot.DataBackground.Color) = (Colors.Transparent, Colors.Transparent);
        Plot.HideLegend();
        Plot.HideGrid();
        foreach (var axis in Plot.Axes.GetAxes())
            axis.IsVisible = false;
    }

    /// <summary>What is drawn, in colours of <see cref="StandFor"/> alone.</summary>
    public Plot Plot { get; } = new();

    /// <summary>A colour that stands for a class of the page.</summary>
    /// <param name="style">The class, or several with blanks between.</param>
    /// <param name="tip">What a reader sees who points at it; null for nothing.</param>
    /// <param name="opacity">From 0 to 1.</param>
    public Color StandFor(string style, string? tip = null, double opacity = 1)
    {
        var color = FirstStandIn + _standIns.Count;
        _standIns.Add($"#{color:X6}", new StandIn(style, tip, opacity));
        return new Color((byte)(color >> 16), (byte)(color >> 8), (byte)color);
    }

    /// <summary>The element.</summary>
    /// <param name="description">The plot for those who do not see it.</param>
    /// <param name="texts">The text beside the plot; asked for when it has been drawn, so that it can ask where things are.</param>
    /// <exception cref="InvalidOperationException">Something is drawn that would not follow the page.</exception>
    public string ToSvg(string description, Func<IEnumerable<XElement>> texts)
    {
        var drawn = XDocument.Parse(Plot.GetSvgXml(_width, _height)).Root!;
        // The groups only clip to the data area, which cuts marks on its rim, by ids that are not the same the next time.
        var shapes = drawn.Descendants().Where(element => element.Name.LocalName is not ("g" or "clipPath") && element.Parent!.Name.LocalName != "clipPath");
        var svg = new XElement(
            "svg", new XAttribute("viewBox", $"0 0 {_width} {_height}"), new XAttribute("role", "img"), new XAttribute("aria-label", description), shapes.Select(Styled), texts());
        var text = new StringBuilder();
        // A class may have a name with characters that XML has none for; HTML is not so strict.
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, CheckCharacters = false }))
            svg.WriteTo(writer);
        return text.ToString();
    }

    /// <summary>One line of text.</summary>
    /// <param name="style">The class.</param>
    /// <param name="anchor">start, middle or end: which of its points lies there.</param>
    /// <param name="place">Where its base line is, in units of the view box.</param>
    /// <param name="text">The text.</param>
    public static XElement Text(string style, string anchor, Pixel place, string text) => new(
        "text", new XAttribute("class", style), new XAttribute("text-anchor", anchor), new XAttribute("x", Number(place.X)), new XAttribute("y", Number(place.Y)), text);

    /// <summary>One line of text that is read from below.</summary>
    public static XElement TextUpwards(string style, Pixel place, string text) => new(
        "text", new XAttribute("class", style), new XAttribute("text-anchor", "middle"), new XAttribute("transform", $"translate({Number(place.X)} {Number(place.Y)}) rotate(-90)"), text);

    /// <inheritdoc/>
    public void Dispose() => Plot.Dispose();

    private XElement Styled(XElement shape)
    {
        var paint = (string?)shape.Attribute("stroke") ?? (string?)shape.Attribute("fill") ?? "";
        if (!Shapes.Contains(shape.Name.LocalName) || !_standIns.TryGetValue(paint, out var standIn))
            throw new InvalidOperationException($"The plot holds a {shape.Name.LocalName} of the colour '{paint}', which stands for no class of the page.");
        var styled = new XElement(shape.Name.LocalName, new XAttribute("class", standIn.Style));
        if (standIn.Opacity < 1)
            styled.SetAttributeValue("fill-opacity", standIn.Opacity.ToString("0.###", CultureInfo.InvariantCulture));
        styled.Add(shape.Attributes().Where(attribute => attribute.Value != paint));
        if (standIn.Tip is { } tip)
            styled.Add(new XElement("title", tip));
        return styled;
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record StandIn(string Style, string? Tip, double Opacity);
}
