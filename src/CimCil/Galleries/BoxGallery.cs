using System.Globalization;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Onnx;
using CimCil.Reporting;

namespace CimCil.Galleries;

/// <summary>A page to look through the boxes that a mask model found: the overlays beside it, class by class.</summary>
internal static class BoxGallery
{
    /// <summary>The name of the page.</summary>
    private const string Name = "gallery.html";

    /// <summary>Writes <c>gallery.html</c>.</summary>
    /// <param name="folder">The folder that the overlays were written to.</param>
    /// <param name="images">The images.</param>
    /// <param name="classNames">The classes by label.</param>
    /// <param name="ratios">How much the background and the box are downsampled.</param>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(string folder, IReadOnlyList<MaskedImage> images, IReadOnlyList<string> classNames, CompressionRatios ratios)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classNames);
        ReportFile.Write(Path.Combine(folder, Name), page =>
        {
            page.Write(HeadOf(folder, images, ratios).ToHtml());
            page.Write(images.Count == 0 ? "<p class=\"none\">There are no images.</p>" : ExemplarFigure.Legend(BoxFrames.Box, hasHeatmaps: false));
            foreach (var group in images.GroupBy(image => image.Label).OrderBy(group => group.Key))
                WriteClass(page, classNames[group.Key], [.. group], ratios);
            page.Write(PageHead.End);
        });
    }

    private static PageHead HeadOf(string folder, IReadOnlyList<MaskedImage> images, CompressionRatios ratios)
    {
        var shares = images.Select(image => image.Box.ShareOf(image.Height, image.Width)).DefaultIfEmpty().Average();
        var flat = images.Count(image => image.IsFlat);
        return new PageHead("box gallery", $"Boxes of {Path.GetFileName(Path.GetFullPath(folder))}", "What a mask model keeps of each image: inside its box every pixel, outside it fewer.")
        {
            Images = ImagePlace.Beside,
            Cards =
            [
                ("images", Invariant($"{images.Count:N0}")),
                ("mean share of the box", Invariant($"{100 * shares:0.0} %")),
                ("mean cost, image equivalents", Invariant($"{images.Select(image => CostOf(image, ratios)).DefaultIfEmpty().Average():0.00}")),
                .. flat > 0 ? [("flat heatmaps, kept whole", Invariant($"{flat:N0}"))] : ((string, string)[])[],
            ],
        };
    }

    private static void WriteClass(TextWriter page, string className, IReadOnlyList<MaskedImage> images, CompressionRatios ratios)
    {
        page.Write($"<section aria-label=\"{PageText.Html(className)}\"><h2>{PageText.Html(className)}</h2><p class=\"soft\">{Counted.Of(images.Count, "image")}</p><div class=\"gallery single lazy\">\n");
        foreach (var image in images)
        {
            page.Write(new ExemplarFigure(className, image.Height, image.Width, image.Box)
            {
                // The frame is drawn into the overlay, which other programs show too.
                Pictures = [new("image, dark outside the box", Address(ImageWriter.OverlayPath(image)), BoxFrames.None)],
                Facts =
                [
                    image.Image.Name,
                    Invariant($"cost {CostOf(image, ratios):0.00} image equivalents"),
                    image.IsFlat ? "flat heatmap: keeps the whole image" : $"keeps {ExemplarFigure.KeptOf(image.Box, image.Height, image.Width, ratios)}",
                ],
            }.ToHtml());
        }
        page.Write("</div></section>\n");
    }

    private static double CostOf(MaskedImage image, CompressionRatios ratios) => BoxCompression.Cost(image.Box, image.Height, image.Width, ratios);

    private static string Address(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
