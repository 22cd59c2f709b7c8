using System.Buffers.Binary;

namespace CimCil.Data;

/// <summary>
/// Whether a TIFF, TGA or PNM file is as long as its header says: their decoder takes what lies behind the end of a file that was cut
/// off for black.
/// </summary>
internal static class StoredPixels
{
    /// <summary>False where pixels are missing. What is wrong otherwise the decoder finds.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> bytes) => bytes[0] switch
    {
        (byte)'I' or (byte)'M' => TiffIsWhole(bytes),
        (byte)'P' => PnmIsWhole(bytes),
        _ => TgaIsWhole(bytes),
    };

    /// <summary>Whether a TIFF is packed as a fax and counts from black, which its decoder takes for the other way round.</summary>
    public static bool AreInvertedFax(ReadOnlySpan<byte> bytes)
    {
        const int Compression = 259, Interpretation = 262, BlackIsZero = 1;
        return bytes[0] is (byte)'I' or (byte)'M' && Values(bytes, Compression) is [>= 2 and <= 4] && Values(bytes, Interpretation) is [BlackIsZero];
    }

    /// <summary>Every strip or tile of the first directory lies within the file.</summary>
    private static bool TiffIsWhole(ReadOnlySpan<byte> bytes)
    {
        const int StripOffsets = 273, StripCounts = 279, TileOffsets = 324, TileCounts = 325;
        var (offsets, counts) = (Values(bytes, StripOffsets), Values(bytes, StripCounts));
        if (offsets.Length == 0)
            (offsets, counts) = (Values(bytes, TileOffsets), Values(bytes, TileCounts));
        for (var i = 0; i < Math.Min(offsets.Length, counts.Length); i++)
        {
            if (offsets[i] + counts[i] > bytes.Length)
                return false;
        }
        return offsets.Length > 0;
    }

    /// <summary>The numbers of an entry of the first directory, which are shorts or longs; none where they are not there, or outside of the file.</summary>
    private static long[] Values(ReadOnlySpan<byte> bytes, int tag)
    {
        const int EntryLength = 12, Short = 3, PlaceInEntry = 4;
        var isLittle = bytes[0] == 'I';
        if (Number(bytes, 4, 4, isLittle) is not { } directory || Number(bytes, directory, 2, isLittle) is not { } entryCount)
            return [];
        var entry = directory + 2;
        while (entryCount > 0 && Number(bytes, entry, 2, isLittle) != tag)
            (entry, entryCount) = (entry + EntryLength, entryCount - 1);
        if (entryCount == 0 || Number(bytes, entry + 4, 4, isLittle) is not { } count || Number(bytes, entry + 8, 4, isLittle) is not { } place)
            return [];
        var size = Number(bytes, entry + 2, 2, isLittle) == Short ? 2 : 4;
        if (size * count <= PlaceInEntry)
            place = entry + 8;
        if (place + (size * count) > bytes.Length)
            return [];
        var numbers = new long[count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Number(bytes, place + (i * size), size, isLittle)!.Value;
        return numbers;
    }

    private static long? Number(ReadOnlySpan<byte> bytes, long at, int size, bool isLittle)
    {
        if (at > bytes.Length - size)
            return null;
        var field = bytes.Slice((int)at, size);
        return size == 2
            ? isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(field) : BinaryPrimitives.ReadUInt16BigEndian(field)
            : isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
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

    /// <summary>The next number in digits, behind blanks and comments.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> bytes, ref int at, out long number)
    {
        const long Most = int.MaxValue / 4;
        number = 0;
        while (at < bytes.Length && !char.IsAsciiDigit((char)bytes[at]))
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
