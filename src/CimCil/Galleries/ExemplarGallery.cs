using System.Globalization;
using System.Net;
using System.Text;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.PyBridge;

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

    private const string Style = """
        body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; color: #222; background: #fff }
        h2 { margin: 1.5em 0 .3em } .row { display: flex; gap: 8px; align-items: flex-start; margin: 8px 0 }
        figure { margin: 0 } img { width: 160px; image-rendering: pixelated; display: block; border: 1px solid #ccc }
        figcaption { color: #666; font-size: 12px } .none { width: 160px; height: 120px; border: 1px dashed #bbb; color: #888; display: grid; place-items: center }
        .facts { min-width: 15em }
        """;

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
        page.WriteLine($"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Exemplars</title><style>{Style}</style></head><body>");
        page.WriteLine($"<h1>Exemplars of {Text(Path.GetFileName(store.Path))}</h1><p>{Text(Summary(usage))}</p>");
        var count = 0;
        foreach (var one in usage.Classes)
        {
            page.WriteLine($"<h2>{one.Label}: {Text(one.ClassName)}</h2><p>{Text(Summary(one))}</p>");
            foreach (var image in store.Snapshot.Images.Where(image => image.Entry.Label == one.Label).Take(perClass))
            {
                WriteRow(page, image);
                count++;
            }
        }
        page.WriteLine("</body></html>");
        return count;
    }

    private void WriteRow(StreamWriter page, ExemplarImage image)
    {
        var entry = image.Entry;
        var stored = image.Load();
        var original = Original(entry, out var source);
        var heatmap = source is null ? null : heatmapOf(entry, source);
        page.WriteLine("<div class=\"row\">");
        WriteFigure(page, "original", original);
        WriteFigure(page, "heatmap", heatmap is null || original is null ? null : Heated(original, heatmap));
        WriteFigure(page, "box", Boxed(original ?? stored, entry.Box));
        WriteFigure(page, "stored", stored);
        page.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"facts\">rank {entry.Rank}, phase {entry.Phase}<br>{Text(entry.Source)}<br>{entry.Height} x {entry.Width} pixels, box share {entry.BoxShare:F2}<br>{entry.Cost:F3} image equivalents<br><b>{entry.ByteCount:N0} bytes</b><br>{entry.ForegroundCodec?.ToString() ?? "no foreground"}, {entry.BackgroundCodec?.ToString() ?? "no background"}</p></div>"));
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

    private static void WriteFigure(StreamWriter page, string caption, RgbImage? image)
    {
        var content = image is null
            ? "<div class=\"none\">not there</div>"
            : $"<img alt=\"{caption}\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(ImageCodec.EncodeJpeg(image, ShownQuality))}\">";
        page.WriteLine($"<figure>{content}<figcaption>{caption}</figcaption></figure>");
    }

    /// <summary>Half the image in grey, half the heat from blue over green to red.</summary>
    private static RgbImage Heated(RgbImage original, float[] heatmap)
    {
        var image = new RgbImage(original.Height, original.Width);
        for (var i = 0; i < heatmap.Length; i++)
        {
            var pixel = original.Pixels.Slice(i * 3, 3);
            var grey = (pixel[0] + pixel[1] + pixel[2]) / 6.0;
            var heat = heatmap[i];
            image.Pixels[i * 3] = (byte)(grey + (127 * Math.Clamp((2 * heat) - 1, 0, 1)));
            image.Pixels[(i * 3) + 1] = (byte)(grey + (127 * (1 - Math.Abs((2 * heat) - 1))));
            image.Pixels[(i * 3) + 2] = (byte)(grey + (127 * Math.Clamp(1 - (2 * heat), 0, 1)));
        }
        return image;
    }

    private static RgbImage Boxed(RgbImage original, Box box)
    {
        var image = new RgbImage();
        image.CopyFrom(original);
        StoreExtraction.Outline(image, box);
        return image;
    }

    private static string Summary(MemoryUsage usage) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Counted.Of(usage.ExemplarCount, "exemplar")} of {Counted.Of(usage.Classes.Count, "class", "classes")}, {usage.ImageEquivalents:F1} image equivalents, {usage.ByteCount:N0} bytes of pixels in a file of {usage.FileByteCount:N0}.");

    private static string Summary(ClassUsage usage) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Counted.Of(usage.ExemplarCount, "exemplar")}, {usage.ImageEquivalents:F2} image equivalents, {usage.ByteCount:N0} bytes, mean box share {usage.MeanBoxShare:F2}.");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
