using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace CimCil.Tests.Data;

/// <summary>Encoded images of unusual kinds, made without the codec under test.</summary>
internal static class TestImages
{
    /// <summary>
    /// A CMYK JPEG with Adobe's inverted values, 16 x 24, saved by Pillow at quality 90 from a colour gradient. Pillow's
    /// convert("RGB") gives (0, 0, 0) at (0, 0), (109, 112, 109) at (7, 11) and (230, 240, 228) at (15, 23).
    /// </summary>
    public static byte[] CmykJpeg => Convert.FromBase64String(
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFB" +
        "gSFBUU/8AAFAgAEAAYBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAgACf/EAB4QAAEBCQAAAAAAAAAAAAAAAAAGBxgjM0NkgaGi" +
        "/9oADgRDAE0AWQBLAAA/AAOySjgH7ttryBpEIiXD0apjVZJRwTttryIBEIiXD0Q1mSUcE7ba8iARCIlw9EYqMko4NVXbbXkP6IREuHohqsko4J" +
        "2215EAiERLh6IazJKOCdtteRAIhES4eiP/2Q==");

    /// <summary>The first half of <see cref="CmykJpeg"/>'s image data.</summary>
    public static byte[] TruncatedJpeg => CmykJpeg[..^40];

    /// <summary>A JPEG with an EXIF segment that asks viewers to turn the image by 90 degrees.</summary>
    public static byte[] WithTurnedOrientation(byte[] jpeg)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, // little endian, first directory at 8
            1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, // one entry: orientation (0x112), one short, 6
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG of the given kind.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="bitDepth">Bits per channel.</param>
    /// <param name="colorType">PNG's number: 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha.</param>
    /// <param name="rows">The bytes of the rows, without filter bytes.</param>
    /// <param name="palette">RGB triples of a palette.</param>
    /// <param name="paletteAlpha">Alpha of the palette's first entries.</param>
    public static byte[] Png(int height, int width, byte bitDepth, byte colorType, byte[] rows, byte[]? palette = null, byte[]? paletteAlpha = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bitDepth, colorType);

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (var row in rows.Chunk(rows.Length / height))
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }
        return
        [
            0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header),
            .. palette is null ? [] : Chunk("PLTE", palette), .. paletteAlpha is null ? [] : Chunk("tRNS", paletteAlpha),
            .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", []),
        ];
    }

    private static byte[] Chunk(string kind, byte[] content)
    {
        byte[] chunk = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(kind), .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        return ~crc;
    }
}
