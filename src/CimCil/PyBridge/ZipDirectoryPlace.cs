using System.Buffers.Binary;

namespace CimCil.PyBridge;

/// <summary>Where a zip archive's central directory is, from the record at the archive's end.</summary>
internal sealed record ZipDirectoryPlace(long Offset, long Length, long EntryCount)
{
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const int EndSize = 22;
    private const long LongestDirectory = 1L << 29;
    private const int Zip64EndSize = 56;
    private const int Zip64LocatorSize = 20;

    public static ZipDirectoryPlace Find(ByteSource source)
    {
        var (end, position) = FindEnd(source);
        var place = FindZip64(source, position) ?? (Place: new ZipDirectoryPlace(
            BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16)),
            BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12)),
            BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(10))), Limit: position);
        var (offset, length, _) = place.Place;
        if (offset < 0 || length is < 0 or > LongestDirectory || offset > place.Limit - length)
            throw new CheckpointException($"{source.Name} is a damaged zip archive: its directory lies outside of the file.");
        return place.Place;
    }

    /// <summary>The end record is followed by nothing but its comment.</summary>
    private static (byte[] Record, long Position) FindEnd(ByteSource source)
    {
        var tail = new byte[(int)Math.Min(source.Length, EndSize + ushort.MaxValue)];
        source.Read(source.Length - tail.Length, tail);
        for (var i = tail.Length - EndSize; i >= 0; i--)
        {
            var record = tail.AsSpan(i);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) == EndSignature && EndSize + BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == record.Length)
                return (record[..EndSize].ToArray(), source.Length - tail.Length + i);
        }
        throw new CheckpointException($"{source.Name} is cut off: it begins like a zip archive, but has no directory at its end. Copy or download it again.");
    }

    private static (ZipDirectoryPlace Place, long Limit)? FindZip64(ByteSource source, long end)
    {
        if (end < Zip64LocatorSize + Zip64EndSize)
            return null;
        Span<byte> locator = stackalloc byte[Zip64LocatorSize];
        source.Read(end - Zip64LocatorSize, locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Zip64LocatorSignature)
            return null;
        var position = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        Span<byte> record = stackalloc byte[Zip64EndSize];
        if (position < 0 || position > end - Zip64LocatorSize - Zip64EndSize)
            throw new CheckpointException($"{source.Name} is a damaged zip archive: its zip64 end record lies outside of the file.");
        source.Read(position, record);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Zip64EndSignature)
            throw new CheckpointException($"{source.Name} is a damaged zip archive: its zip64 end record is not where it should be.");
        return (new ZipDirectoryPlace(
            BinaryPrimitives.ReadInt64LittleEndian(record[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[32..])), position);
    }
}
