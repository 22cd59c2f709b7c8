using System.Globalization;
using System.Text;
using CimCil.Data;
using static CimCil.Reporting.PageText;

namespace CimCil.Reporting;

/// <summary>An image of a class beside what was made of it, with what it costs and what is kept: the same figure on every page that shows images.</summary>
/// <param name="Name">What it is, mostly its class.</param>
/// <param name="Height">Rows of the image that the boxes are of.</param>
/// <param name="Width">Columns of it.</param>
/// <param name="Box">The box that keeps its pixels.</param>
internal sealed record ExemplarFigure(string Name, int Height, int Width, Box Box)
{
    /// <summary>The true object box where it is known.</summary>
    public Box? TrueBox { get; init; }

    /// <summary>The pictures, side by side.</summary>
    public required IReadOnlyList<Picture> Pictures { get; init; }

    /// <summary>What is said below them, a line each.</summary>
    public required IReadOnlyList<string> Facts { get; init; }

    /// <summary>One picture.</summary>
    /// <param name="Name">What it shows.</param>
    /// <param name="Address">Where it is: data of the page, or the path of a file beside it.</param>
    /// <param name="Frames">Whether the boxes are drawn on it.</param>
    public sealed record Picture(string Name, string Address, BoxFrames Frames);

    /// <summary>The data of an encoded image as an address.</summary>
    /// <param name="kind">Its media type, such as <c>webp</c>.</param>
    /// <param name="bytes">The encoded image.</param>
    public static string Data(string kind, byte[] bytes) => $"data:image/{kind};base64,{Convert.ToBase64String(bytes)}";

    /// <summary>What is kept of an image, in words.</summary>
    /// <param name="box">The box that keeps its pixels.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="ratios">How much the box and the rest were downsampled; null where that was not recorded.</param>
    public static string KeptOf(Box box, int height, int width, CompressionRatios? ratios)
    {
        var share = Math.Round(100 * box.ShareOf(height, width)).ToString(CultureInfo.InvariantCulture);
        if (ratios is not { } known)
            return box == Box.Whole(height, width) ? "the whole image" : $"the box, {share} % of the image";
        if (box == Box.Whole(height, width))
            return $"the whole image {Form(known.Foreground)}";
        return box.Area == 0 ? $"no box, the whole image {Form(known.Background)}" : $"the box, {share} %, {Form(known.Foreground)}; the rest {Form(known.Background)}";
    }

    /// <summary>A list of what the frames in the pictures mean, and the scale of heatmaps where there are any.</summary>
    public static string Legend(BoxFrames frames, bool hasHeatmaps)
    {
        var text = new StringBuilder("<ul class=\"marks\">");
        text.Append($"<li>{Frame("box")}box that keeps its pixels</li>");
        if (frames == BoxFrames.BoxAndTruth)
            text.Append($"<li>{Frame("truth")}true object box</li>");
        if (hasHeatmaps)
            text.Append($"<li>heat 0 {Scale()} 1, over the image in grey</li>");
        return text.Append("</ul>\n").ToString();
    }

    /// <summary>The element.</summary>
    public string ToHtml()
    {
        var text = new StringBuilder("<figure class=\"exemplar\"><div class=\"pictures\">");
        foreach (var picture in Pictures)
            text.Append($"<div class=\"picture\">{Shown(picture)}<span>{Html(picture.Name)}</span></div>");
        text.Append($"</div><figcaption><b>{Html(Name)}</b>");
        foreach (var fact in Facts)
            text.Append($"<span>{Html(fact)}</span>");
        return text.Append("</figcaption></figure>\n").ToString();
    }

    private string Shown(Picture picture)
    {
        var description = Html($"{Name}, {picture.Name}");
        // Without frames it is an image that a browser loads when it comes into view.
        if (picture.Frames == BoxFrames.None)
            return $"<img loading=\"lazy\" width=\"{Width}\" height=\"{Height}\" alt=\"{description}\" src=\"{Html(picture.Address)}\">";
        var boxes = Framed(Box, "box") + (picture.Frames == BoxFrames.BoxAndTruth && TrueBox is { } truth ? Framed(truth, "truth") : "");
        return $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{description}\"><title>{description}</title>"
            + $"<image width=\"{Width}\" height=\"{Height}\" preserveAspectRatio=\"none\" href=\"{Html(picture.Address)}\"/>{boxes}</svg>";
    }

    private static string Form(double ratio) => ratio == 1 ? "at full size" : string.Create(CultureInfo.InvariantCulture, $"at 1/{ratio:0.##} of its pixels");

    private static string Framed(Box box, string kind) => box.Area == 0 ? "" : Rectangle(box, "halo") + Rectangle(box, kind);

    private static string Rectangle(Box box, string kind) => $"<rect class=\"{kind}\" x=\"{box.Left}\" y=\"{box.Top}\" width=\"{box.Width}\" height=\"{box.Height}\"/>";

    private static string Frame(string kind) =>
        $"<svg class=\"frame\" viewBox=\"0 0 26 18\" aria-hidden=\"true\"><rect class=\"h8\" width=\"26\" height=\"18\"/>{Framed(new Box(4, 14, 5, 21), kind)}</svg>";

    private static string Scale()
    {
        const double Length = 160;
        var drawing = new SvgDrawing(Length, 12);
        var part = Length / (HeatPalette.LastStep + 1);
        for (var step = 0; step <= HeatPalette.LastStep; step++)
            drawing.Rectangle($"o{step}", (step * part, 0), (part + 0.3, 12));
        return drawing.ToOrnament();
    }

}

/// <summary>What is drawn on a picture.</summary>
internal enum BoxFrames
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The box.</summary>
    Box,

    /// <summary>The box, and the true object box where it is known.</summary>
    BoxAndTruth,
}
