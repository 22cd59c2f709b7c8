using System.Buffers.Binary;

namespace CimCil.Data;

/// <summary>
/// Whether a TIFF, TGA or PNM file is as long as its header says: their decoder takes what lies behind the end of a file that was cut
/// off for black.
/// </summary>
internal static class StoredPixels
{
    /// <summary>False where pixels are missing. What is wrong otherwise the decoder finds.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> bytes) =>
        TiffDirectory.IsTiff(bytes) ? TiffIsWhole(bytes) : ImageSharpCodec.HasSignature(bytes) ? PnmIsWhole(bytes) : TgaIsWhole(bytes);

    /// <summary>Every strip or tile of the first directory lies within the file.</summary>
    private static bool TiffIsWhole(ReadOnlySpan<byte> bytes)
    {
        const int StripOffsets = 273, StripCounts = 279, TileOffsets = 324, TileCounts = 325;
        var (offsets, counts) = (TiffDirectory.Values(bytes, StripOffsets), TiffDirectory.Values(bytes, StripCounts));
        if (offsets.Length == 0)
            (offsets, counts) = (TiffDirectory.Values(bytes, TileOffsets), TiffDirectory.Values(bytes, TileCounts));
        for (var i = 0; i < Math.Min(offsets.Length, counts.Length); i++)
        {
            if (offsets[i] + counts[i] > bytes.Length)
                return false;
        }
        return offsets.Length > 0;
    }

    private static bool PnmIsWhole(ReadOnlySpan<byte> bytes)
    {
        var kind = bytes[1] - '0';
        var at = 2;
        var isBits = kind is 1 or 4;
        if (!TryReadNumber(bytes, ref at, out var width) || !TryReadNumber(bytes, ref at, out var height))
            return false;
        long largest = 1;
        if (!isBits && !TryReadNumber(bytes, ref at, out largest))
            return false;
        var values = width * height * (kind is 3 or 6 ? 3 : 1);
        if (kind > 3)
            // One blank ends the header; the rest is pixels.
            return bytes.Length - at - 1 >= (isBits ? (width + 7) / 8 * height : values * (largest > 255 ? 2 : 1));
        if (kind == 1)
            return values <= bytes[at..].Count((byte)'0') + bytes[at..].Count((byte)'1');
        for (; values > 0; values--)
        {
            if (!TryReadNumber(bytes, ref at, out _))
                return false;
        }
        return true;
    }

    /// <summary>The next number in digits, behind blanks and comments; false where something else comes, such as a sign.</summary>
    internal static bool TryReadNumber(ReadOnlySpan<byte> bytes, ref int at, out long number)
    {
        const long Most = int.MaxValue / 4;
        number = 0;
        while (at < bytes.Length && bytes[at] is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r') or (byte)'#')
        {
            if (bytes[at] == '#')
                at += Math.Max(bytes[at..].IndexOfAny((byte)'\n', (byte)'\r'), 0);
            at++;
        }
        var start = at;
        for (; at < bytes.Length && char.IsAsciiDigit((char)bytes[at]) && number < Most; at++)
            number = (10 * number) + bytes[at] - '0';
        return at > start && number < Most;
    }

    private static bool TgaIsWhole(ReadOnlySpan<byte> bytes)
    {
        const int HeaderLength = 18, FirstPacked = 9;
        var (pixelSize, mapSize) = ((bytes[16] + 7) / 8, (bytes[7] + 7) / 8);
        var pixels = (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]) * BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]);
        long at = HeaderLength + bytes[0] + (bytes[1] == 0 ? 0 : (long)mapSize * BinaryPrimitives.ReadUInt16LittleEndian(bytes[5..]));
        if (bytes[2] < FirstPacked)
            return at + (pixels * pixelSize) <= bytes.Length;
        while (pixels > 0)
        {
            if (at >= bytes.Length)
                return false;
            // A packet is a pixel that is repeated, or as many pixels as it says.
            var (isRun, count) = (bytes[(int)at] >= 128, (bytes[(int)at] & 127) + 1);
            at += 1 + ((isRun ? 1 : count) * pixelSize);
            pixels -= count;
        }
        return at <= bytes.Length;
    }
}
