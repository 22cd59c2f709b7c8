using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CimCil.Data;

/// <summary>Images to and from <see cref="Image{TPixel}"/> of ImageSharp, for applications that live on it.</summary>
public static class ImageSharpExtensions
{
    /// <summary>The pixels as an image of ImageSharp, the caller's to dispose.</summary>
    public static Image<Rgb24> ToImage(this RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Image.LoadPixelData<Rgb24>(image.Pixels, image.Width, image.Height);
    }

    /// <summary>Loads an image, of a dataset or of the exemplar memory, as one of ImageSharp, the caller's to dispose.</summary>
    /// <exception cref="Foundation.DataException">It cannot be loaded; the message holds its name and the fix.</exception>
    public static Image<Rgb24> ToImage(this DatasetImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Load().ToImage();
    }

    /// <summary>An image of a batch as the network sees it before it is normalised, the caller's to dispose.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">Its place, in [0, N).</param>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public static Image<Rgb24> ToImage(this Batch batch, int index)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, batch.Count);
        var area = batch.ImageSide * batch.ImageSide;
        var planes = batch.Pixels.Slice(index * 3 * area, 3 * area);
        var pixels = new Rgb24[area];
        for (var i = 0; i < area; i++)
            pixels[i] = new Rgb24(planes[i], planes[area + i], planes[(2 * area) + i]);
        return Image.LoadPixelData(pixels, batch.ImageSide, batch.ImageSide);
    }

    /// <summary>The pixels of an image of ImageSharp, of several frames the first.</summary>
    public static RgbImage ToRgbImage(this Image<Rgb24> image)
    {
        var target = new RgbImage();
        target.CopyFrom(image);
        return target;
    }

    /// <summary>Takes the size and the pixels of an image of ImageSharp, of several frames the first.</summary>
    public static void CopyFrom(this RgbImage target, Image<Rgb24> source)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        target.Reshape(source.Height, source.Width);
        source.Frames.RootFrame.CopyPixelDataTo(MemoryMarshal.Cast<byte, Rgb24>(target.Pixels));
    }

    /// <summary>An image as an exemplar of it replays: the pixels of its box, and around it what is left of the downsampled image (Luo et al., CVPR 2023).</summary>
    /// <param name="image">The image; it stays as it is.</param>
    /// <param name="box">The box, within the image; an empty one keeps the downsampled image alone.</param>
    /// <param name="ratios">How much the background and the box are downsampled; each at least 1.</param>
    /// <returns>An image of the same size, the caller's to dispose.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A ratio is below 1.</exception>
    /// <exception cref="ArgumentException">The box is not within the image.</exception>
    public static Image<Rgb24> Compressed(this Image<Rgb24> image, Box box, CompressionRatios ratios)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (box != Box.Empty && box.Intersect(Box.Whole(image.Height, image.Width)) != box)
            throw new ArgumentException($"{box} is no box of an image of {image.Height} x {image.Width} pixels.", nameof(box));
        var compressed = new RgbImage();
        BoxCompression.Compress(image.ToRgbImage(), box, ratios, compressed);
        return compressed.ToImage();
    }
}
