using System.Buffers.Binary;

namespace CimCil.Data;

/// <summary>The numbers that a TIFF keeps of its first image, which its decoder does not hand out.</summary>
internal static class TiffDirectory
{
    /// <summary>Whether bytes begin as a TIFF does.</summary>
    public static bool IsTiff(ReadOnlySpan<byte> bytes) => bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8);

    /// <summary>EXIF's number of how the image asks to be turned; upright where it does not say, and in other formats.</summary>
    public static int OrientationOf(ReadOnlySpan<byte> bytes)
    {
        const int OrientationTag = 274;
        return IsTiff(bytes) && Values(bytes, OrientationTag) is [>= Orientation.Upright and <= 8 and var number] ? (int)number : Orientation.Upright;
    }

    /// <summary>Whether the image is packed as a fax and counts from black, which its decoder takes for the other way round.</summary>
    public static bool IsInvertedFax(ReadOnlySpan<byte> bytes)
    {
        const int Compression = 259, Interpretation = 262, BlackIsZero = 1;
        return IsTiff(bytes) && Values(bytes, Compression) is [>= 2 and <= 4] && Values(bytes, Interpretation) is [BlackIsZero];
    }

    /// <summary>What kind of numbers its samples are where they are no whole numbers from 0; null where they are, and in other formats.</summary>
    public static string? SampleKind(ReadOnlySpan<byte> bytes)
    {
        const int SampleFormat = 339;
        return !IsTiff(bytes) || Values(bytes, SampleFormat) is not { Length: > 0 } kinds ? null : kinds.Max() switch
        {
            2 => "signed",
            3 => "floating-point",
            5 or 6 => "complex",
            _ => null,
        };
    }

    /// <summary>The numbers of an entry of the first directory, which are shorts or longs; none where they are not there, or outside of the file.</summary>
    public static long[] Values(ReadOnlySpan<byte> bytes, int tag)
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
}
