using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CimCil.Configuration;
using CimCil.Foundation;
using SkiaSharp;

namespace CimCil.Data;

/// <summary>
/// Encoded bytes to <see cref="RgbImage"/> and back; the only file that knows the codec library for JPEG, PNG, WebP, BMP and GIF (TIFF,
/// TGA and PNM are <see cref="ImageSharpCodec"/>'s, and where the system has libturbojpeg, <see cref="TurboJpeg"/> is the faster way to
/// the same pixels), so that another one is a change of this file. Of a GIF or TIFF with several images
/// the first is taken. Every input becomes 8-bit RGB as Pillow's <c>convert("RGB")</c> makes it: grayscale is repeated, a
/// palette is looked up, CMYK is converted without a profile, alpha is dropped and leaves the colours as they are stored. Of
/// 16-bit channels the high part is kept; PNM is scaled by its own largest value. Colour profiles are not applied, and the EXIF rotation only on request.
/// </summary>
public static class ImageCodec
{
    internal const string Fix = "replace the file, remove it, or leave such images out with --set data.onCorruptImage=skip";

    /// <summary>Decodes the bytes of an image file into <paramref name="image"/>, which takes the image's size.</summary>
    /// <param name="bytes">The whole encoded file.</param>
    /// <param name="name">Names the image in messages: its path.</param>
    /// <param name="image">Is filled; its content is undefined after an exception.</param>
    /// <param name="rotation">Whether the image is turned as the file says.</param>
    /// <exception cref="DataException">The bytes are no image, or a truncated or damaged one.</exception>
    public static void DecodeInto(ReadOnlySpan<byte> bytes, string name, RgbImage image, ExifRotation rotation = ExifRotation.Ignore)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (bytes.IsEmpty)
            throw Empty(name);
        if (ImageSharpCodec.HasSignature(bytes))
        {
            ImageSharpCodec.DecodeInto(bytes, name, image, rotation);
            return;
        }
        if ((rotation == ExifRotation.Ignore || !IsTurned(bytes)) && TurboJpeg.TryDecode(bytes, name, image))
            return;
        DecodeWithSkia(bytes, name, image, rotation);
    }

    /// <summary>As <see cref="DecodeInto"/>, by SkiaSharp alone; a signature that it does not know is looked at once more.</summary>
    internal static unsafe void DecodeWithSkia(ReadOnlySpan<byte> bytes, string name, RgbImage image, ExifRotation rotation)
    {
        fixed (byte* start = bytes)
        {
            using var data = SKData.Create((nint)start, bytes.Length);
            using var codec = SKCodec.Create(data);
            if (codec is null)
            {
                DecodeWithoutSignature(bytes, name, image, rotation);
                return;
            }
            Decode(codec, bytes.Length, name, image);
            if (rotation == ExifRotation.Apply)
                Orientation.Apply((int)codec.EncodedOrigin, image);
        }
    }

    /// <summary>Whether an image file asks viewers to turn or mirror its image; false where it has no readable header.</summary>
    public static unsafe bool IsTurned(ReadOnlySpan<byte> bytes)
    {
        if (ImageSharpCodec.HasSignature(bytes))
            return TiffDirectory.OrientationOf(bytes) != Orientation.Upright;
        fixed (byte* start = bytes)
        {
            using var data = SKData.Create((nint)start, bytes.Length);
            using var codec = SKCodec.Create(data);
            return codec is not null && (int)codec.EncodedOrigin != Orientation.Upright;
        }
    }

    /// <summary>TGA begins with nothing that tells it from other bytes, so it is tried last.</summary>
    private static void DecodeWithoutSignature(ReadOnlySpan<byte> bytes, string name, RgbImage image, ExifRotation rotation)
    {
        if (!ImageSharpCodec.LooksLikeTga(bytes))
            throw new DataException($"{name} has no readable image header: it must be a whole JPEG, PNG, WebP, BMP, GIF, TIFF, TGA or PNM image; {Fix}.");
        ImageSharpCodec.DecodeInto(bytes, name, image, rotation);
    }

    /// <summary>Decodes the bytes of an image file.</summary>
    /// <param name="bytes">The whole encoded file.</param>
    /// <param name="name">Names the image in messages: its path.</param>
    /// <exception cref="DataException">The bytes are no image, or a truncated or damaged one.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> bytes, string name)
    {
        var image = new RgbImage();
        DecodeInto(bytes, name, image);
        return image;
    }

    /// <summary>Reads and decodes an image file into <paramref name="image"/>, which takes the image's size.</summary>
    /// <exception cref="DataException">The file cannot be read, or is no image, or a truncated or damaged one.</exception>
    public static void LoadFile(string path, RgbImage image, ExifRotation rotation = ExifRotation.Ignore)
    {
        RequireContent(path);
        byte[]? buffer = null;
        try
        {
            int length;
            try
            {
                using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
                length = checked((int)RandomAccess.GetLength(file));
                buffer = ArrayPool<byte>.Shared.Rent(length);
                length = ReadAll(file, buffer.AsSpan(0, length), 0);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OverflowException)
            {
                throw Unreadable(path, failure);
            }
            DecodeInto(buffer.AsSpan(0, length), path, image, rotation);
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Looks at the ends of an image file, of a PNG at its checksums and its packed bytes too, and decodes it where they leave a doubt.</summary>
    /// <exception cref="DataException">The file cannot be read, or is no image, or a truncated or damaged one.</exception>
    public static void InspectFile(string path)
    {
        RequireContent(path);
        Span<byte> head = stackalloc byte[ImageEnding.Length], tail = stackalloc byte[ImageEnding.Length];
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            head = head[..ReadAll(file, head, 0)];
            tail = tail[..ReadAll(file, tail, Math.Max(0, length - tail.Length))];
            if (ImageEnding.IsWhole(head, tail, length) && (!PngStructure.IsPng(head) || PngStructure.IsRight(file, length)))
                return;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, failure);
        }
        LoadFile(path, new RgbImage());
    }

    /// <summary>The bytes of an image file.</summary>
    /// <exception cref="DataException">The file cannot be read.</exception>
    public static byte[] ReadFile(string path)
    {
        RequireContent(path);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, failure);
        }
    }

    /// <summary>Encodes an image as an RGB PNG.</summary>
    public static byte[] EncodePng(RgbImage image) => Encode(image, pixmap => pixmap.Encode(SKPngEncoderOptions.Default));

    /// <summary>Encodes an image as lossless WebP; every pixel comes back as it was.</summary>
    /// <exception cref="ArgumentException">A side is over 16383 pixels, WebP's limit.</exception>
    public static byte[] EncodeWebPLossless(RgbImage image)
    {
        CheckWebPSides(image);
        // The quality of a lossless image is the effort spent on making it small.
        return Encode(image, pixmap => pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75)));
    }

    /// <summary>Encodes an image as JPEG with halved chroma (4:2:0).</summary>
    /// <param name="image">The image.</param>
    /// <param name="quality">From 1 to 100.</param>
    /// <exception cref="ArgumentException">A side is over 65535 pixels, JPEG's limit.</exception>
    public static byte[] EncodeJpeg(RgbImage image, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (Math.Max(image.Height, image.Width) > 65535)
            throw new ArgumentException($"JPEG holds sides of up to 65535 pixels; this image is {image.Height} x {image.Width}.", nameof(image));
        return Encode(image, pixmap => pixmap.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore)));
    }

    /// <summary>Encodes an image as lossy WebP.</summary>
    /// <param name="image">The image.</param>
    /// <param name="quality">From 1 to 100.</param>
    /// <exception cref="ArgumentException">A side is over 16383 pixels, WebP's limit.</exception>
    public static byte[] EncodeWebP(RgbImage image, int quality)
    {
        CheckWebPSides(image);
        return Encode(image, pixmap => pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality)));
    }

    private static void CheckWebPSides(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (Math.Max(image.Height, image.Width) > 16383)
            throw new ArgumentException($"WebP holds sides of up to 16383 pixels; this image is {image.Height} x {image.Width}.", nameof(image));
    }

    /// <summary>Encodes an image as lossy WebP, for people to look at.</summary>
    public static byte[] EncodePreview(RgbImage image) => Encode(image, pixmap => pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 85)));

    private static unsafe void Decode(SKCodec codec, int length, string name, RgbImage image)
    {
        // Unpremultiplied and without a colour space: the stored colour values.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if (info.BytesSize64 > Array.MaxLength || info.Height <= 0 || info.Width <= 0)
            throw new DataException($"{name} has {info.Height} x {info.Width} pixels: an image must fit into 2 GiB once decoded; {Fix}.");
        ImageBound.Check(info.Height, info.Width, length, name);
        var pixels = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        try
        {
            SKCodecResult result;
            fixed (byte* start = pixels)
                result = codec.GetPixels(info, (nint)start);
            if (result != SKCodecResult.Success)
                throw new DataException($"{name} is {Reason(result)}: an image must decode completely; {Fix}.");
            image.Reshape(info.Height, info.Width);
            DropAlpha(pixels.AsSpan(0, info.BytesSize), image.Pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    private static unsafe byte[] Encode(RgbImage image, Func<SKPixmap, SKData?> encode)
    {
        ArgumentNullException.ThrowIfNull(image);
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        try
        {
            AddAlpha(image.Pixels, pixels.AsSpan(0, info.BytesSize));
            fixed (byte* start = pixels)
            {
                using var pixmap = new SKPixmap(info, (nint)start);
                using var data = encode(pixmap)
                    ?? throw new CimCilException($"A {image.Height} x {image.Width} image could not be encoded: the codec needs more memory than there is; free some and try again.");
                return data.ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    private static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        var source = MemoryMarshal.Cast<byte, uint>(rgba);
        var (i, at) = (0, 0);
        // Four pixels a step. Each writes four bytes more than it has, which the next one overwrites.
        var colours = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
        for (; at + Vector128<byte>.Count <= rgb.Length; i += 4, at += 12)
            Vector128.Shuffle(Vector128.Create(rgba[(i * 4)..]), colours).CopyTo(rgb[at..]);
        for (; i < source.Length; i++, at += 3)
        {
            var pixel = source[i];
            rgb[at + 2] = (byte)(pixel >> 16);
            rgb[at + 1] = (byte)(pixel >> 8);
            rgb[at] = (byte)pixel;
        }
    }

    private static void AddAlpha(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        var destination = MemoryMarshal.Cast<byte, uint>(rgba);
        for (int i = 0, at = 0; i < destination.Length; i++, at += 3)
            destination[i] = 0xFF000000u | ((uint)rgb[at + 2] << 16) | ((uint)rgb[at + 1] << 8) | rgb[at];
    }

    private static void RequireContent(string path)
    {
        if (FileContent.IsEmpty(path))
            throw Empty(path);
    }

    private static DataException Empty(string name) =>
        new($"{name} is empty, or a pipe, socket or device: an image is a file that holds a whole image; {Fix}.");

    private static DataException Unreadable(string path, Exception failure) =>
        new($"{path} cannot be read: {failure.Message} Every image of the dataset must be a readable file; {Fix}.", failure);

    private static int ReadAll(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length && RandomAccess.Read(file, buffer[total..], offset + total) is > 0 and var count)
            total += count;
        return total;
    }

    private static string Reason(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => "truncated",
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => "damaged",
        _ => $"not decodable ({result})",
    };
}
