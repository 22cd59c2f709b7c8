using System.Buffers.Binary;

namespace CimCil.Data;

/// <summary>
/// Whether the two ends of an image file fit together. A download or a copy that broke off shows there, at the price of two
/// small reads instead of a decoding.
/// </summary>
internal static class ImageEnding
{
    /// <summary>Bytes of either end that are looked at.</summary>
    public const int Length = 32;

    // The last chunk of a PNG: length 0, its name, and the checksum of the name.
    private static ReadOnlySpan<byte> PngEnd => [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    /// <summary>
    /// True where the file ends as its format ends a whole image. False is no verdict: some writers leave the end marker out
    /// or put something behind it, and only decoding tells.
    /// </summary>
    /// <param name="head">The first <see cref="Length"/> bytes, or all of a shorter file.</param>
    /// <param name="tail">The last <see cref="Length"/> bytes, or all of a shorter file.</param>
    /// <param name="fileLength">Bytes of the file.</param>
    public static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long fileLength)
    {
        if (head.Length < Length)
            return false;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return tail.EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]);
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return tail.EndsWith(PngEnd);
        if (head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
            return fileLength >= 8L + BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        // The size field of a bitmap counts the whole file.
        return head.StartsWith("BM"u8) && BinaryPrimitives.ReadUInt32LittleEndian(head[2..]) == fileLength;
    }
}
