using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>
/// The steps that turn a decoded image into a network's input, with torchvision 0.14's sizes and positions. Chance comes from
/// the stream that is passed in.
/// </summary>
internal static class ImageTransforms
{
    /// <summary>The size whose shorter side is <paramref name="side"/>; the longer one is rounded down.</summary>
    /// <returns>Rows and columns.</returns>
    public static (int Height, int Width) ShorterSideSize(int height, int width, int side)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        return height <= width
            ? (side, (int)((long)side * width / height))
            : ((int)((long)side * height / width), side);
    }

    /// <summary>The square of the given side in the middle; an odd rest is halved to the even number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The square does not fit.</exception>
    public static Box CentreSquare(int height, int width, int side)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, Math.Min(height, width));
        var top = (int)Math.Round((height - side) / 2.0, MidpointRounding.ToEven);
        var left = (int)Math.Round((width - side) / 2.0, MidpointRounding.ToEven);
        return new Box(top, top + side, left, left + side);
    }

    /// <summary>
    /// Draws the part of an image that RandomResizedCrop shows: 8 to 100 % of the area at an aspect ratio of 3/4 to 4/3
    /// (log-uniform), anywhere; after ten draws that do not fit, the largest allowed part of the middle.
    /// </summary>
    public static Box DrawResizedCrop(int height, int width, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        const double Narrowest = 3.0 / 4, Widest = 4.0 / 3;
        var area = (double)height * width;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var target = area * random.NextDouble(0.08, 1.0);
            var aspect = Math.Exp(random.NextDouble(Math.Log(Narrowest), Math.Log(Widest)));
            var cropWidth = (int)Math.Round(Math.Sqrt(target * aspect), MidpointRounding.ToEven);
            var cropHeight = (int)Math.Round(Math.Sqrt(target / aspect), MidpointRounding.ToEven);
            if (cropWidth > 0 && cropWidth <= width && cropHeight > 0 && cropHeight <= height)
                return BoxAt(random.NextInt(height - cropHeight + 1), random.NextInt(width - cropWidth + 1), cropHeight, cropWidth);
        }
        var ratio = (double)width / height;
        var (fitHeight, fitWidth) = ratio < Narrowest ? ((int)Math.Round(width / Narrowest, MidpointRounding.ToEven), width)
            : ratio > Widest ? (height, (int)Math.Round(height * Widest, MidpointRounding.ToEven))
            : (height, width);
        return BoxAt((height - fitHeight) / 2, (width - fitWidth) / 2, fitHeight, fitWidth);
    }

    /// <summary>Cuts a part out of an image.</summary>
    /// <param name="source">The image.</param>
    /// <param name="crop">The part, inside the image.</param>
    /// <param name="destination">Another image; takes the part's size and is filled.</param>
    public static void Crop(RgbImage source, Box crop, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        destination.Reshape(crop.Height, crop.Width);
        for (var y = 0; y < crop.Height; y++)
        {
            source.Pixels.Slice((((crop.Top + y) * source.Width) + crop.Left) * 3, crop.Width * 3)
                .CopyTo(destination.Pixels[(y * crop.Width * 3)..]);
        }
    }

    /// <summary>Mirrors an image in place, left to right.</summary>
    public static void FlipHorizontally(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Pixels.Slice(y * image.Width * 3, image.Width * 3);
            for (int left = 0, right = row.Length - 3; left < right; left += 3, right -= 3)
            {
                (row[left], row[right]) = (row[right], row[left]);
                (row[left + 1], row[right + 1]) = (row[right + 1], row[left + 1]);
                (row[left + 2], row[right + 2]) = (row[right + 2], row[left + 2]);
            }
        }
    }

    /// <summary>
    /// Moves an image down and to the right (or up and to the left, when negative); what comes in at the border is the
    /// image reflected at its outermost pixels.
    /// </summary>
    /// <param name="source">The image.</param>
    /// <param name="down">Rows, less than the image has.</param>
    /// <param name="right">Columns, less than the image has.</param>
    /// <param name="destination">Another image; takes the size and is filled.</param>
    public static void Shift(RgbImage source, int down, int right, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        destination.Reshape(source.Height, source.Width);
        var width = source.Width;
        for (var y = 0; y < source.Height; y++)
        {
            var from = source.Pixels.Slice(Reflect(y - down, source.Height) * width * 3, width * 3);
            var to = destination.Pixels.Slice(y * width * 3, width * 3);
            for (var x = 0; x < width; x++)
                from.Slice(Reflect(x - right, width) * 3, 3).CopyTo(to[(x * 3)..]);
        }
    }

    /// <summary>Writes an image channel by channel, [3, H, W], as networks take it.</summary>
    /// <exception cref="ArgumentException">The destination is not 3 x H x W bytes long.</exception>
    public static void WriteChannels(RgbImage image, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        var pixels = image.Pixels;
        if (destination.Length != pixels.Length)
            throw new ArgumentException($"The image has {pixels.Length} bytes, the destination {destination.Length}.", nameof(destination));
        var area = image.Height * image.Width;
        var red = destination[..area];
        var green = destination.Slice(area, area);
        var blue = destination[(2 * area)..];
        for (int i = 0, at = 0; i < red.Length; i++, at += 3)
        {
            blue[i] = pixels[at + 2];
            green[i] = pixels[at + 1];
            red[i] = pixels[at];
        }
    }

    private static Box BoxAt(int top, int left, int height, int width) => new(top, top + height, left, left + width);

    private static int Reflect(int position, int length) =>
        position < 0 ? -position : position >= length ? (2 * (length - 1)) - position : position;
}
