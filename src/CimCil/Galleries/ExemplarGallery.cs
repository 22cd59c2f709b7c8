using System.Globalization;
using System.Text;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.PyBridge;
using CimCil.Reporting;

namespace CimCil.Galleries;

/// <summary>
/// A page that shows exemplars beside what they were made from: the original where it is still there, its heatmap, the box, and
/// the image that replays, with its bytes. One HTML file that needs nothing else.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="originalOf">The image that an exemplar was made from; null where it is gone.</param>
/// <param name="heatmapOf">Its heatmap, [height x width] in [0, 1]; null where it cannot be told.</param>
internal sealed class ExemplarGallery(ExemplarStore store, Func<ExemplarEntry, DatasetImage?> originalOf, Func<ExemplarEntry, DatasetImage, float[]?> heatmapOf)
{
    private const int ShownQuality = 85;

    /// <summary>Writes the page; the file is replaced when it is complete.</summary>
    /// <param name="file">The HTML file.</param>
    /// <param name="perClass">How many exemplars of each class are shown, from the first.</param>
    /// <returns>The number of exemplars on it.</returns>
    /// <exception cref="DataException">An exemplar is damaged.</exception>
    /// <exception cref="CheckpointException">The file cannot be written, or the weights behind a heatmap are damaged.</exception>
    public int Write(string file, int perClass)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perClass);
        var count = 0;
        AtomicFile.Write(file, stream =>
        {
            using var page = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            count = WriteTo(page, perClass);
        });
        return count;
    }

    private int WriteTo(StreamWriter page, int perClass)
    {
        var usage = store.Snapshot.Usage;
        page.Write(HeadOf(usage).ToHtml());
        page.Write(usage.Classes.Count == 0
            ? "<p class=\"none\">The memory holds no exemplars yet: a run fills it at the end of each phase.</p>"
            : LegendOf(store.Snapshot.Images[0].Entry));
        var count = 0;
        foreach (var one in usage.Classes)
        {
            page.Write($"<section aria-label=\"{PageText.Html(one.ClassName)}\"><h2>{PageText.Html(one.ClassName)}</h2><p class=\"soft\">{PageText.Html(Summary(one, perClass))}</p><div class=\"gallery wide lazy\">\n");
            foreach (var image in store.Snapshot.Images.Where(image => image.Entry.Label == one.Label).Take(perClass))
            {
                page.Write(FigureOf(image).ToHtml());
                count++;
            }
            page.Write("</div></section>\n");
        }
        page.Write(PageHead.End);
        return count;
    }

    private PageHead HeadOf(MemoryUsage usage) => new("exemplar gallery", $"Exemplars of {Path.GetFileName(store.Path)}", "Each exemplar beside the image that it was made from, and what the memory keeps of it.")
    {
        Cards =
        [
            ("exemplars", Invariant($"{usage.ExemplarCount:N0}")),
            ("classes", Invariant($"{usage.Classes.Count:N0}")),
            ("image equivalents", Invariant($"{usage.ImageEquivalents:N1}")),
            ($"of pixels, in a file of {Size(usage.FileByteCount)}", Size(usage.ByteCount)),
        ],
    };

    private ExemplarFigure FigureOf(ExemplarImage image)
    {
        var entry = image.Entry;
        var stored = image.Load();
        var original = Original(entry, out var source);
        var heatmap = source is null ? null : heatmapOf(entry, source);
        return new ExemplarFigure($"{entry.ClassName}, rank {entry.Rank}", entry.Height, entry.Width, entry.Box)
        {
            TrueBox = source?.TrueBox,
            Pictures =
            [
                original is null ? PictureOf("as kept, with its box", stored, BoxFrames.Box) : PictureOf("image", original, BoxFrames.BoxAndTruth),
                .. heatmap is not null && original is not null
                    ? [PictureOf("heatmap", HeatPalette.Overlay(original, (row, column) => heatmap[(row * original.Width) + column]), BoxFrames.BoxAndTruth)]
                    : (ExemplarFigure.Picture[])[],
                PictureOf("as kept", stored, BoxFrames.None),
            ],
            Facts =
            [
                Invariant($"cost {entry.Cost:0.00} image equivalents, {entry.ByteCount:N0} bytes"),
                $"keeps {ExemplarFigure.KeptOf(entry.Box, entry.Height, entry.Width, entry.Ratios)}",
                Invariant($"{entry.Source}, {entry.Width} × {entry.Height} pixels, of phase {entry.Phase}"),
                .. original is null ? ["the image itself is not there any more"] : (string[])[],
                string.Join(" + ", new[] { entry.ForegroundCodec, entry.BackgroundCodec }.OfType<PixelCodec>()),
            ],
        };
    }

    /// <summary>The original image; null where it is gone, cannot be decoded or is another one by now.</summary>
    private RgbImage? Original(ExemplarEntry entry, out DatasetImage? source)
    {
        source = originalOf(entry);
        try
        {
            if (source?.Load() is { } image && (image.Height, image.Width) == (entry.Height, entry.Width))
                return image;
        }
        catch (DataException)
        {
            // The page says that there is none.
        }
        source = null;
        return null;
    }

    /// <summary>What the first exemplar is shown with, the others are.</summary>
    private string LegendOf(ExemplarEntry first) =>
        ExemplarFigure.Legend(originalOf(first)?.TrueBox is null ? BoxFrames.Box : BoxFrames.BoxAndTruth, Original(first, out var source) is not null && heatmapOf(first, source!) is not null);

    private static ExemplarFigure.Picture PictureOf(string name, RgbImage image, BoxFrames frames) => new(name, ExemplarFigure.Data("jpeg", ImageCodec.EncodeJpeg(image, ShownQuality)), frames);

    private static string Summary(ClassUsage usage, int perClass) => Invariant(
        $"{Counted.Of(usage.ExemplarCount, "exemplar")}{(usage.ExemplarCount > perClass ? $", the first {perClass} shown" : "")}; {usage.ImageEquivalents:0.00} image equivalents, {usage.ByteCount:N0} bytes, mean box share {usage.MeanBoxShare:0.00}");

    private static string Size(long bytes) => bytes < 1 << 20 ? Invariant($"{bytes / 1024.0:0.0} KiB") : Invariant($"{bytes / 1048576.0:0.0} MiB");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
