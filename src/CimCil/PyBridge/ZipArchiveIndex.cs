using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace CimCil.PyBridge;

/// <summary>An entry of a zip archive, as the central directory describes it.</summary>
internal sealed record ZipEntry(string Name, bool IsDeflated, uint Crc32, long PackedLength, long Length, long HeaderOffset);

/// <summary>
/// The central directory of a zip archive (with zip64). Only the directory is read on opening; entries are found by name, and
/// read from any position without unpacking the others.
/// </summary>
internal sealed class ZipArchiveIndex
{
    private const uint DirectorySignature = 0x02014b50;
    private const uint HeaderSignature = 0x04034b50;
    private const int DirectoryRecordSize = 46;
    private const int HeaderSize = 30;
    private const int Deflated = 8;

    // Encrypted, patched, strongly encrypted, masked.
    private const int UnreadableFlags = 0x1 | 0x20 | 0x40 | 0x2000;

    // torch.save stores without packing, but TorchSharp.PyBridge packs, and weights of zeros pack well. Deflate's densest code
    // gives 1032 bytes for one, so an entry that claims more lies; what may come out in all is bounded as well.
    private const long DensestPacking = 1032;
    private const long ExpansionAllowance = 2L << 30;
    private const long ExpansionFactor = 3;

    private readonly ByteSource _source;
    private readonly long _directoryOffset;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    private ZipArchiveIndex(ByteSource source, ZipDirectoryPlace place)
    {
        _source = source;
        _directoryOffset = place.Offset;
        var directory = new byte[(int)place.Length];
        source.Read(place.Offset, directory);
        var rest = directory.AsSpan();
        while (!rest.IsEmpty)
            rest = rest[ReadRecord(rest)..];
        if (_entries.Count != place.EntryCount)
            throw Broken($"it has {_entries.Count} entries where its end says {place.EntryCount}");
        CheckSizes();
    }

    /// <summary>The names in the directory's order.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Whether a file's first bytes are those of a zip archive.</summary>
    public static bool StartsLikeOne(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8);

    public static ZipArchiveIndex Open(ByteSource source) => new(source, ZipDirectoryPlace.Find(source));

    /// <summary>The bytes of an entry, or null where there is none of that name.</summary>
    public StoredBytes? Find(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            return null;
        // One read for the header and the name: a checkpoint has hundreds of entries.
        var expectedName = Encoding.UTF8.GetBytes(name);
        var header = new byte[HeaderSize + expectedName.Length];
        if (entry.HeaderOffset > _directoryOffset - header.Length)
            throw Broken($"entry '{NameList.Shorten(name)}' begins behind the entries");
        _source.Read(entry.HeaderOffset, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderSignature
            || BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) != expectedName.Length
            || !header.AsSpan(HeaderSize).SequenceEqual(expectedName))
            throw Broken($"entry '{NameList.Shorten(name)}' is not where the directory says");
        var start = entry.HeaderOffset + header.Length + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        if (start > _directoryOffset - entry.PackedLength)
            throw Broken($"entry '{NameList.Shorten(name)}' of {entry.PackedLength} bytes reaches behind the entries");
        return new StoredBytes(_source, $"entry '{NameList.Shorten(name)}'", start, entry.PackedLength, entry.Length, entry.IsDeflated, entry.Crc32);
    }

    /// <summary>Takes one entry in; returns the record's length.</summary>
    private int ReadRecord(ReadOnlySpan<byte> record)
    {
        if (record.Length < DirectoryRecordSize || BinaryPrimitives.ReadUInt32LittleEndian(record) != DirectorySignature)
            throw Broken("an entry of the directory is damaged");
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]);
        var method = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(record[28..]);
        var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(record[30..]);
        var length = DirectoryRecordSize + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(record[32..]);
        if (length > record.Length)
            throw Broken("an entry of the directory is cut off");
        var nameBytes = record.Slice(DirectoryRecordSize, nameLength);
        if (nameLength == 0 || !Utf8.IsValid(nameBytes))
            throw Broken("an entry has no name, or one that is not UTF-8");
        var name = Encoding.UTF8.GetString(nameBytes);
        if ((flags & UnreadableFlags) != 0)
            throw Broken($"entry '{NameList.Shorten(name)}' is encrypted or patched; only plain entries are read");
        if (method is not (0 or Deflated))
            throw Broken($"entry '{NameList.Shorten(name)}' is packed by method {method}; only stored and deflated entries are read");
        if (!_entries.TryAdd(name, ReadEntry(record, name, method == Deflated, record.Slice(DirectoryRecordSize + nameLength, extraLength))))
            throw Broken($"two entries are called '{NameList.Shorten(name)}'");
        return length;
    }

    private ZipEntry ReadEntry(ReadOnlySpan<byte> record, string name, bool isDeflated, ReadOnlySpan<byte> extra)
    {
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(record[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(record[42..]);
        var wide = Zip64Field(extra);
        length = Widen(length, ref wide);
        packed = Widen(packed, ref wide);
        offset = Widen(offset, ref wide);
        if (length < 0 || packed < 0 || offset < 0 || !isDeflated && packed != length)
            throw Broken($"entry '{NameList.Shorten(name)}' has impossible sizes");
        return new ZipEntry(name, isDeflated, BinaryPrimitives.ReadUInt32LittleEndian(record[16..]), packed, length, offset);
    }

    /// <summary>The content of the zip64 field, or nothing.</summary>
    private static ReadOnlySpan<byte> Zip64Field(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var size = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
                return extra.Slice(4, size);
            extra = extra[(4 + size)..];
        }
        return [];
    }

    /// <summary>A field of all ones stands for the next number of the zip64 field.</summary>
    private static long Widen(long value, ref ReadOnlySpan<byte> wide)
    {
        if (value != uint.MaxValue || wide.Length < 8)
            return value;
        var number = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[8..];
        return number;
    }

    private void CheckSizes()
    {
        Int128 packed = 0, unpacked = 0;
        foreach (var entry in _entries.Values)
        {
            packed += entry.PackedLength;
            unpacked += entry.IsDeflated ? entry.Length : 0;
            if (entry.IsDeflated && entry.Length > (Int128)entry.PackedLength * DensestPacking)
                throw Broken($"entry '{NameList.Shorten(entry.Name)}' of {entry.PackedLength} bytes claims to unpack to {entry.Length}, which nothing does");
        }
        if (packed > _directoryOffset)
            throw Broken("its entries overlap, or are longer than the file");
        if (unpacked > ExpansionFactor * _source.Length + ExpansionAllowance)
            throw new CheckpointException($"{_source.Name} has {_source.Length} bytes, and its entries would unpack to {unpacked}: this looks like an attempt to fill the memory. If it is none, save the file again with torch.save, which does not pack.");
    }

    private CheckpointException Broken(string how) => new($"{_source.Name} is a damaged zip archive: {how}.");
}
