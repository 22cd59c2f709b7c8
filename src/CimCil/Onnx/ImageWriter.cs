using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>Writes images as they will be replayed, and overlays that show their boxes.</summary>
/// <param name="folder">Takes <c>images</c> and <c>overlay</c>.</param>
/// <param name="ratios">How much the background and the box are downsampled.</param>
/// <param name="loading">Threads and cancellation.</param>
internal sealed class ImageWriter(string folder, CompressionRatios ratios, Loading loading)
{
    /// <summary>The folder of the images as they will be replayed.</summary>
    internal const string Images = "images";

    /// <summary>The folder of the overlays.</summary>
    internal const string Overlays = "overlay";

    private const string Ending = ".png";

    /// <summary>Longest side of an overlay, in pixels.</summary>
    private const int OverlaySide = 320;

    /// <summary>Writes the PNG of each image, compressed outside its box, into <c>images</c>, and with <paramref name="overlays"/> an overlay into <c>overlay</c>; see <see cref="NameOf"/>.</summary>
    /// <exception cref="DataException">An image cannot be read, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The loading was cancelled.</exception>
    public void Write(IReadOnlyList<MaskedImage> images, Overlay overlays)
    {
        ArgumentNullException.ThrowIfNull(images);
        var options = new ParallelOptions { MaxDegreeOfParallelism = loading.WorkerCount, CancellationToken = loading.Cancellation };
        FirstFailure.Of(() => Parallel.ForEach(images, options, image => Write(image, overlays)));
    }

    /// <summary>The images that a file among the results may be written of.</summary>
    /// <param name="name">Its path from their folder, with forward slashes.</param>
    /// <returns>Their paths from the folder of the images; none where it is not written here.</returns>
    public static IEnumerable<string> SourcesOf(string name)
    {
        var part = new[] { Images + "/", Overlays + "/" }.FirstOrDefault(part => name.StartsWith(part, StringComparison.Ordinal));
        return part is not null && name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase)
            ? new[] { name[part.Length..], name[part.Length..^Ending.Length] }.Where(ImageFormats.IsImage)
            : [];
    }

    /// <summary>
    /// The name of what is written of an image: its own where it is a PNG, otherwise its own and <c>.png</c>, for a.jpg and a.png may lie
    /// side by side. A PNG that is called a.jpg.png is no exception to <c>a.jpg</c>'s name, and is given another <c>.png</c>; so no two images share one.
    /// </summary>
    /// <param name="name">The path of the image from its folder.</param>
    internal static string NameOf(string name) =>
        name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && !ImageFormats.IsImage(name[..^Ending.Length]) ? name : name + Ending;

    /// <summary>Whether what <see cref="Write(IReadOnlyList{MaskedImage}, Overlay)"/> makes of an image is there.</summary>
    public bool Has(MaskedImage image, Overlay overlays)
    {
        ArgumentNullException.ThrowIfNull(image);
        return File.Exists(PathOf(Images, image)) && (overlays == Overlay.Omitted || File.Exists(PathOf(Overlays, image)));
    }

    /// <summary>Removes what was written of images whose boxes no longer hold.</summary>
    /// <exception cref="DataException">A file cannot be removed.</exception>
    public void Remove(IEnumerable<MaskedImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach (var path in images.SelectMany(image => new[] { PathOf(Images, image), PathOf(Overlays, image) }).Where(File.Exists))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new DataException($"{path} cannot be removed: {failure.Message} It shows an image that is gone or has changed. Remove it, or choose another place with --out.", failure);
            }
        }
    }

    private void Write(MaskedImage image, Overlay overlays)
    {
        var original = image.Image.Load();
        if ((original.Height, original.Width) != (image.Height, image.Width))
            throw new DataException($"{image.Image.Name} has {original.Height} x {original.Width} pixels but had {image.Height} x {image.Width} when its box was found: images must not change meanwhile. Start again with another --out.");
        var compressed = new RgbImage();
        BoxCompression.Compress(original, image.Box, ratios, compressed);
        WriteFile(PathOf(Images, image), ImageCodec.EncodePng(compressed));
        if (overlays == Overlay.Written)
            WriteFile(PathOf(Overlays, image), ImageCodec.EncodePng(OverlayOf(original, image.Box)));
    }

    /// <summary>The overlay of an image by its path from the folder, with forward slashes.</summary>
    public static string OverlayPath(MaskedImage image) => $"{Overlays}/{NameOf(image.Image.Name)}";

    private string PathOf(string part, MaskedImage image) => Path.Combine(folder, part, NameOf(image.Image.Name));

    /// <summary>The image made small enough to look through many, dark outside the box, the box outlined.</summary>
    private static RgbImage OverlayOf(RgbImage image, Box box)
    {
        var scale = Math.Min(1.0, (double)OverlaySide / Math.Max(image.Height, image.Width));
        var (height, width) = (Math.Max(1, (int)(image.Height * scale)), Math.Max(1, (int)(image.Width * scale)));
        var small = new RgbImage();
        new Resampling().Resize(image, height, width, small);
        var inside = new Box((int)(box.Top * scale), (int)Math.Ceiling(box.Bottom * scale), (int)(box.Left * scale), (int)Math.Ceiling(box.Right * scale));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (y >= inside.Top && y < inside.Bottom && x >= inside.Left && x < inside.Right)
                    continue;
                var pixel = small.Pixels.Slice(((y * width) + x) * 3, 3);
                (pixel[0], pixel[1], pixel[2]) = ((byte)(pixel[0] / 3), (byte)(pixel[1] / 3), (byte)(pixel[2] / 3));
            }
        }
        BoxOutline.Draw(small, inside);
        return small;
    }

    private static void WriteFile(string path, byte[] content)
    {
        // A stopped program leaves no half image under the final name.
        var temporary = path + ".partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw new DataException($"{path} cannot be written: {failure.Message} Choose another place with --out.", failure);
        }
    }
}

/// <summary>Whether overlays are made.</summary>
internal enum Overlay
{
    /// <summary>They are not.</summary>
    Omitted,

    /// <summary>They are.</summary>
    Written,
}
