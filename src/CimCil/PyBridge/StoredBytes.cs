namespace CimCil.PyBridge;

/// <summary>Where the bytes of a storage are, how they are packed, and the checksum that they must have.</summary>
internal sealed record StoredBytes(ByteSource Source, string What, long Offset, long PackedLength, long Length, bool IsDeflated = false, uint? Crc32 = null)
{
    public string FileName => Source.Name;

    /// <summary>A reader at the first byte.</summary>
    public StoredBytesReader OpenReader() => new(this);

    /// <summary>All bytes, verified; for the small entries.</summary>
    public byte[] ReadAll()
    {
        var all = new byte[Length];
        using var reader = OpenReader();
        reader.Read(all);
        reader.Finish();
        return all;
    }
}
