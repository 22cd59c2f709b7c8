using System.Globalization;
using System.Net;
using System.Text;
using CimCil.Data;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>The pictures of each class, with boxes drawn over the image.</summary>
internal static class ReportGallery
{
    private const int LaziestCount = 600;

    public static void Append(StringBuilder text, RunRecord run)
    {
        // A browser lays out thousands of pictures only when they come into view.
        var kind = run.Gallery.Count > LaziestCount ? "class lazy" : "class";
        foreach (var group in run.Gallery.GroupBy(picture => (picture.Label, picture.ClassName)).OrderBy(group => group.Key.Label))
        {
            text.Append($"<section class=\"{kind}\" aria-label=\"{Html(group.Key.ClassName)}\"><h3>{Html(group.Key.ClassName)}</h3>");
            foreach (var picture in group.OrderBy(picture => picture.Rank))
                Append(text, picture);
            text.Append("</section>\n");
        }
    }

    private static void Append(StringBuilder text, GalleryPicture picture)
    {
        text.Append("<figure class=\"exemplar\"><div class=\"row\">");
        AppendImage(text, picture, picture.Image, "image with its box", Boxes(picture));
        if (picture.Heatmap is { } heatmap)
            AppendImage(text, picture, heatmap, "heatmap with the box", Boxes(picture));
        AppendImage(text, picture, picture.Stored, "stored exemplar", "");
        var share = picture.Box.ShareOf(picture.Height, picture.Width);
        text.Append("</div><figcaption>").Append(string.Create(
            CultureInfo.InvariantCulture, $"{Html(picture.Source)}: cost {picture.Cost:0.###}, box share {share:0.##}, {picture.ByteCount:N0} bytes"));
        if (picture.TrueBox is { Area: > 0 } truth)
            text.Append(CultureInfo.InvariantCulture, $", true box covered {100.0 * truth.Intersect(picture.Box).Area / truth.Area:0} %");
        text.Append("</figcaption></figure>");
    }

    private static void AppendImage(StringBuilder text, GalleryPicture picture, byte[] webP, string what, string boxes) => text.Append(
        $"<svg viewBox=\"0 0 {picture.Width} {picture.Height}\" role=\"img\" aria-label=\"{Html($"{picture.ClassName}, {what}")}\">"
        + $"<image width=\"{picture.Width}\" height=\"{picture.Height}\" preserveAspectRatio=\"none\" href=\"data:image/webp;base64,{Convert.ToBase64String(webP)}\"/>{boxes}</svg>");

    private static string Boxes(GalleryPicture picture) => Rectangle(picture.Box, "box") + (picture.TrueBox is { } truth ? Rectangle(truth, "truth") : "");

    private static string Rectangle(Box box, string kind) => box.Area == 0
        ? ""
        : $"<rect class=\"{kind}\" x=\"{box.Left}\" y=\"{box.Top}\" width=\"{box.Width}\" height=\"{box.Height}\"/>";

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
