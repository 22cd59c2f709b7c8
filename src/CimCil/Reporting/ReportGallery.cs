using System.Globalization;
using System.Net;
using System.Text;
using CimCil.Data;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>The images of each class, with boxes drawn over the image.</summary>
internal static class ReportGallery
{
    private const int LaziestCount = 600;

    public static void Append(StringBuilder text, RunRecord run)
    {
        // A browser lays out thousands of images only when they come into view.
        var kind = run.Gallery.Count > LaziestCount ? "class lazy" : "class";
        foreach (var group in run.Gallery.GroupBy(image => (image.Label, image.ClassName)).OrderBy(group => group.Key.Label))
        {
            text.Append($"<section class=\"{kind}\" aria-label=\"{Html(group.Key.ClassName)}\"><h3>{Html(group.Key.ClassName)}</h3>");
            foreach (var image in group.OrderBy(image => image.Rank))
                Append(text, image);
            text.Append("</section>\n");
        }
    }

    private static void Append(StringBuilder text, GalleryImage image)
    {
        text.Append("<figure class=\"exemplar\"><div class=\"row\">");
        AppendImage(text, image, image.Image, "image with its box", Boxes(image));
        if (image.Heatmap is { } heatmap)
            AppendImage(text, image, heatmap, "heatmap with the box", Boxes(image));
        AppendImage(text, image, image.Stored, "stored exemplar", "");
        var share = image.Box.ShareOf(image.Height, image.Width);
        text.Append("</div><figcaption>").Append(string.Create(
            CultureInfo.InvariantCulture, $"{Html(image.Source)}: cost {image.Cost:0.###}, box share {share:0.##}, {image.ByteCount:N0} bytes"));
        if (image.TrueBox is { Area: > 0 } truth)
            text.Append(CultureInfo.InvariantCulture, $", true box covered {100.0 * truth.Intersect(image.Box).Area / truth.Area:0} %");
        text.Append("</figcaption></figure>");
    }

    private static void AppendImage(StringBuilder text, GalleryImage image, byte[] webP, string what, string boxes) => text.Append(
        $"<svg viewBox=\"0 0 {image.Width} {image.Height}\" role=\"img\" aria-label=\"{Html($"{image.ClassName}, {what}")}\">"
        + $"<image width=\"{image.Width}\" height=\"{image.Height}\" preserveAspectRatio=\"none\" href=\"data:image/webp;base64,{Convert.ToBase64String(webP)}\"/>{boxes}</svg>");

    private static string Boxes(GalleryImage image) => Rectangle(image.Box, "box") + (image.TrueBox is { } truth ? Rectangle(truth, "truth") : "");

    private static string Rectangle(Box box, string kind) => box.Area == 0
        ? ""
        : $"<rect class=\"{kind}\" x=\"{box.Left}\" y=\"{box.Top}\" width=\"{box.Width}\" height=\"{box.Height}\"/>";

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
