using System.Globalization;
using System.Text;
using CimCil.Runs;
using static CimCil.Reporting.PageText;

namespace CimCil.Reporting;

/// <summary>The exemplars of each class in the report of a run.</summary>
internal static class ReportGallery
{
    private const int LaziestCount = 600;

    /// <summary>The section's content; empty where the run has left no images.</summary>
    public static string Of(RunRecord run)
    {
        if (run.Gallery.Count == 0)
            return "";
        var text = new StringBuilder();
        var isTruthKnown = run.Gallery.Any(image => image.TrueBox is not null);
        text.Append($"<p class=\"soft\">The first exemplars of each class, in the order of herding.{(isTruthKnown ? "" : " Where the object truly is, is not known of these images.")}</p>\n");
        text.Append(ExemplarFigure.Legend(isTruthKnown ? BoxFrames.BoxAndTruth : BoxFrames.Box, run.Gallery.Any(image => image.Heatmap is not null)));
        text.Append("<div class=\"gallery\">");
        // A browser lays out thousands of images only when they come into view.
        var kind = run.Gallery.Count > LaziestCount ? "class lazy" : "class";
        foreach (var group in run.Gallery.GroupBy(image => (image.Label, image.ClassName)).OrderBy(group => group.Key.Label))
        {
            text.Append($"<section class=\"{kind}\" aria-label=\"{Html(group.Key.ClassName)}\"><h3>{Html(group.Key.ClassName)}</h3>");
            foreach (var image in group.OrderBy(image => image.Rank))
                text.Append(FigureOf(image).ToHtml());
            text.Append("</section>\n");
        }
        return text.Append("</div>\n").ToString();
    }

    private static ExemplarFigure FigureOf(GalleryImage image)
    {
        ExemplarFigure.Picture Picture(string name, byte[] webP, BoxFrames frames) => new(name, ExemplarFigure.Data("webp", webP), frames);
        return new ExemplarFigure(image.ClassName, image.Height, image.Width, image.Box)
        {
            TrueBox = image.TrueBox,
            Pictures =
            [
                Picture("image", image.Image, BoxFrames.BoxAndTruth),
                .. image.Heatmap is { } heatmap ? [Picture("heatmap", heatmap, BoxFrames.BoxAndTruth)] : (ExemplarFigure.Picture[])[],
                Picture("as kept", image.Stored, BoxFrames.None),
            ],
            Facts =
            [
                string.Create(CultureInfo.InvariantCulture, $"cost {image.Cost:0.00} image equivalents, {image.ByteCount:N0} bytes"),
                $"keeps {ExemplarFigure.KeptOf(image.Box, image.Height, image.Width, image.Ratios)}",
                .. image.TrueBox is { Area: > 0 } truth
                    ? [string.Create(CultureInfo.InvariantCulture, $"covers {100.0 * truth.Intersect(image.Box).Area / truth.Area:0} % of the true object box")]
                    : (string[])[],
            ],
        };
    }
}
