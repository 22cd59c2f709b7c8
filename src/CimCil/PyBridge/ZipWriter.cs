using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace CimCil.PyBridge;

/// <summary>
/// Writes a zip archive of stored entries whose data begin at multiples of 64 bytes, as PyTorch maps them into memory. Entries
/// and archives may be larger than 4 GB (zip64).
/// </summary>
internal sealed class ZipWriter(Stream stream)
{
    private const int Alignment = 64;
    private const ushort PaddingField = 0x4246;
    private const ushort Zip64Field = 1;
    private const ushort Zip64Version = 45;
    private const ushort Utf8Names = 0x800;

    // 1 January 1980, midnight: files of equal weights are equal.
    private const uint Date = 0x0021_0000;

    private readonly List<(byte[] Name, uint Crc32, long Length, long Offset)> _entries = [];
    private long _position;

    /// <summary>Writes a small entry.</summary>
    public void Add(string name, byte[] content) => Add(name, content.Length, Crc32.HashToUInt32(content), target => target.Write(content));

    /// <summary>Writes an entry whose length and checksum are known.</summary>
    public void Add(string name, long length, uint crc32, Action<Stream> write)
    {
        var nameBytes = Encoding.UTF8.GetBytes(name);
        _entries.Add((nameBytes, crc32, length, _position));
        var isWide = length >= uint.MaxValue;
        var extra = new List<byte>();
        if (isWide)
            AppendZip64(extra, length, length);
        var padding = Padding(_position + 30 + nameBytes.Length + extra.Count + 4);
        Append16(extra, PaddingField);
        Append16(extra, (ushort)padding);
        extra.AddRange(Enumerable.Repeat((byte)'Z', padding));
        var header = new List<byte>();
        Append32(header, 0x04034b50);
        Append16(header, Zip64Version);
        AppendCommon(header, crc32, Narrow(length), nameBytes.Length, extra.Count);
        Write([.. header, .. nameBytes, .. extra]);
        write(stream);
        _position += length;
    }

    /// <summary>Writes the directory.</summary>
    public void Finish()
    {
        var start = _position;
        foreach (var entry in _entries)
            WriteDirectoryRecord(entry);
        var length = _position - start;
        WriteZip64End(start, length);
        var end = new List<byte>();
        Append32(end, 0x06054b50);
        Append32(end, 0);
        Append16(end, (ushort)Math.Min(_entries.Count, ushort.MaxValue));
        Append16(end, (ushort)Math.Min(_entries.Count, ushort.MaxValue));
        Append32(end, Narrow(length));
        Append32(end, Narrow(start));
        Append16(end, 0);
        Write(end);
    }

    private static int Padding(long position) => (int)((Alignment - position % Alignment) % Alignment);

    private static uint Narrow(long value) => (uint)Math.Min(value, uint.MaxValue);

    private void WriteDirectoryRecord((byte[] Name, uint Crc32, long Length, long Offset) entry)
    {
        var extra = new List<byte>();
        List<long> wide = [];
        if (entry.Length >= uint.MaxValue)
            wide.AddRange([entry.Length, entry.Length]);
        if (entry.Offset >= uint.MaxValue)
            wide.Add(entry.Offset);
        if (wide.Count > 0)
            AppendZip64(extra, [.. wide]);
        var record = new List<byte>();
        Append32(record, 0x02014b50);
        Append16(record, Zip64Version);
        Append16(record, Zip64Version);
        AppendCommon(record, entry.Crc32, Narrow(entry.Length), entry.Name.Length, extra.Count);
        Append16(record, 0);
        Append16(record, 0);
        Append16(record, 0);
        Append32(record, 0);
        Append32(record, Narrow(entry.Offset));
        Write([.. record, .. entry.Name, .. extra]);
    }

    private void WriteZip64End(long start, long length)
    {
        var position = _position;
        var record = new List<byte>();
        Append32(record, 0x06064b50);
        Append64(record, 44);
        Append16(record, Zip64Version);
        Append16(record, Zip64Version);
        Append64(record, 0);
        Append64(record, _entries.Count);
        Append64(record, _entries.Count);
        Append64(record, length);
        Append64(record, start);
        Append32(record, 0x07064b50);
        Append32(record, 0);
        Append64(record, position);
        Append32(record, 1);
        Write(record);
    }

    /// <summary>From the flags to the lengths, which header and directory have alike.</summary>
    private static void AppendCommon(List<byte> record, uint crc32, uint length, int nameLength, int extraLength)
    {
        Append16(record, Utf8Names);
        Append16(record, 0);
        Append32(record, Date);
        Append32(record, crc32);
        Append32(record, length);
        Append32(record, length);
        Append16(record, (ushort)nameLength);
        Append16(record, (ushort)extraLength);
    }

    private static void AppendZip64(List<byte> extra, params long[] values)
    {
        Append16(extra, Zip64Field);
        Append16(extra, (ushort)(8 * values.Length));
        foreach (var value in values)
            Append64(extra, value);
    }

    private static void Append16(List<byte> bytes, ushort value)
    {
        Span<byte> field = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(field, value);
        bytes.AddRange(field);
    }

    private static void Append32(List<byte> bytes, uint value)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(field, value);
        bytes.AddRange(field);
    }

    private static void Append64(List<byte> bytes, long value)
    {
        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(field, value);
        bytes.AddRange(field);
    }

    private void Write(List<byte> bytes)
    {
        stream.Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
        _position += bytes.Count;
    }
}
