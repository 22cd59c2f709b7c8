using System.Runtime.InteropServices;
using CimCil.Configuration;
using CimCil.Foundation;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace CimCil.Data;

/// <summary>
/// Decodes TIFF, TGA and PNM, which the main codec library does not read. Whatever is wrong with a file, and whatever the library
/// makes of it, is one <see cref="DataException"/>; its memory is bounded.
/// </summary>
internal static class ImageSharpCodec
{
    private const long MostPixels = 1L << 27;
    private const int MostMegabytes = 1024;

    private static readonly SixLabors.ImageSharp.Configuration Formats = new(new TiffConfigurationModule(), new TgaConfigurationModule(), new PbmConfigurationModule())
    {
        MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { AllocationLimitMegabytes = MostMegabytes, MaximumPoolSizeMegabytes = 64 }),
        // The loader has its own threads.
        MaxDegreeOfParallelism = 1,
    };

    /// <summary>Whether bytes begin as a TIFF or PNM does.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> bytes) => TiffDirectory.IsTiff(bytes)
        || (bytes.Length > 2 && bytes[0] == 'P' && bytes[1] is >= (byte)'1' and <= (byte)'6' && (char.IsWhiteSpace((char)bytes[2]) || bytes[2] == '#'));

    /// <summary>Whether bytes may be a TGA, by the numbers in its header.</summary>
    public static bool LooksLikeTga(ReadOnlySpan<byte> bytes)
    {
        const int HeaderLength = 18;
        return bytes.Length > HeaderLength && bytes[1] <= 1 && bytes[2] is 1 or 2 or 3 or 9 or 10 or 11 && bytes[16] is 8 or 15 or 16 or 24 or 32
            && BitConverter.ToUInt16(bytes[12..]) > 0 && BitConverter.ToUInt16(bytes[14..]) > 0;
    }

    /// <summary>Decodes an image, of several the first.</summary>
    /// <exception cref="DataException">The bytes are no image, a truncated or damaged one, or one that is too large.</exception>
    public static void DecodeInto(ReadOnlySpan<byte> bytes, string name, RgbImage image, ExifRotation rotation)
    {
        try
        {
            if (!StoredPixels.AreWhole(bytes))
                throw new DataException($"{name} is truncated or damaged: an image must decode completely; {ImageCodec.Fix}.");
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            var info = CheckSize(Image.Identify(Formats, stream), bytes.Length, name);
            if (PnmPixels.AreIn(bytes))
            {
                image.Reshape(info.Height, info.Width);
                PnmPixels.Read(bytes, image);
                return;
            }
            if (TiffDirectory.SampleKind(bytes) is { } kind)
                throw new DataException($"{name} is a TIFF of {kind} numbers, and nothing says which of them are black and white: an image holds whole numbers from 0. Convert it to 8 or 16 bits by its own range, or {ImageCodec.Fix}.");
            stream.Position = 0;
            // 16 bits hold 8 exactly (each value times 257), and keep the high part of 16.
            using var decoded = TiffDirectory.IsTiff(bytes)
                ? Image.Load<Rgb48>(Formats, stream, new TiffDecoder { DecodingMode = FrameDecodingMode.First })
                : Image.Load<Rgb48>(Formats, stream);
            image.Reshape(decoded.Height, decoded.Width);
            KeepHighParts(decoded, image, TiffDirectory.IsInvertedFax(bytes) ? (byte)0xFF : (byte)0);
            if (rotation == ExifRotation.Apply)
                Orientation.Apply(TiffDirectory.OrientationOf(bytes), image);
        }
        // The library meets damage with exceptions of many kinds.
        catch (Exception failure) when (failure is not DataException)
        {
            throw new DataException($"{name} is truncated, damaged or of a kind that is not read: an image must decode completely; {ImageCodec.Fix}.", failure);
        }
    }

    private static IImageInfo CheckSize(IImageInfo? info, int length, string name)
    {
        if (info is null)
            throw new DataException($"{name} has no readable image header: it must be a whole image; {ImageCodec.Fix}.");
        if (info.Width <= 0 || info.Height <= 0 || (long)info.Width * info.Height > MostPixels)
            throw new DataException($"{name} of {length} bytes says that it has {info.Height} x {info.Width} pixels: an image of this format has from 1 to {MostPixels}; {ImageCodec.Fix}.");
        ImageBound.Check(info.Height, info.Width, length, name);
        return info;
    }

    private static void KeepHighParts(Image<Rgb48> decoded, RgbImage image, byte inversion) => decoded.ProcessPixelRows(rows =>
    {
        for (var y = 0; y < rows.Height; y++)
        {
            var parts = MemoryMarshal.Cast<Rgb48, ushort>(rows.GetRowSpan(y));
            var row = image.Pixels.Slice(y * parts.Length, parts.Length);
            for (var i = 0; i < parts.Length; i++)
                row[i] = (byte)((parts[i] >> 8) ^ inversion);
        }
    });
}
