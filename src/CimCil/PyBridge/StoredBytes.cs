using System.Buffers;

namespace CimCil.PyBridge;

/// <summary>Where the bytes of a storage are, how they are packed, and the checksum that they must have.</summary>
internal sealed record StoredBytes(ByteSource Source, string What, long Offset, long PackedLength, long Length, bool IsDeflated = false, uint? Crc32 = null)
{
    public string FileName => Source.Name;

    // Fits the processor's cache, where the checksum finds it.
    private const int VerifyStepSize = 1 << 19;

    /// <summary>A reader at the first byte.</summary>
    public StoredBytesReader OpenReader(ReadPurpose purpose = ReadPurpose.Verified) => new(this, purpose);

    /// <summary>Compares the checksum without keeping the bytes.</summary>
    public void Verify()
    {
        if (Crc32 is null)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Length, VerifyStepSize));
        try
        {
            using var reader = OpenReader();
            for (var left = Length; left > 0; left -= Math.Min(left, buffer.Length))
                reader.Read(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
            reader.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

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
