using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace CimCil.Data;

/// <summary>
/// What a PNG proves of itself: the checksums of its parts, and that its packed bytes unpack to as many as its size asks for, with their
/// own checksum. That shows damage inside a file whose ends are as they should be, for less than decoding costs.
/// </summary>
internal static class PngStructure
{
    private const int SignatureLength = 8;
    private const int FrameLength = 12;
    private const int HeaderLength = 13;
    private const int LastFilter = 4;

    /// <summary>No bytes are packed tighter than this.</summary>
    private const long MostRatio = 1032;

    /// <summary>Whether a file's first bytes are those of a PNG.</summary>
    public static bool IsPng(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <summary>Whether the file is parts from end to end, each as it must be. False is no verdict: only decoding tells.</summary>
    public static bool IsRight(SafeFileHandle file, long length)
    {
        if (length > Array.MaxLength)
            return false;
        var bytes = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            for (int done = 0, count; done < length; done += count)
            {
                count = RandomAccess.Read(file, bytes.AsSpan(done, (int)length - done), done);
                if (count == 0)
                    return false;
            }
            return IsRight(bytes, (int)length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool IsRight(byte[] bytes, int length)
    {
        ReadOnlySpan<byte> header = [];
        var hasPalette = false;
        var packedLength = 0;
        for (var position = SignatureLength; position < length;)
        {
            if (position > length - FrameLength || BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(position)) is var size && position > length - FrameLength - size)
                return false;
            // The checksum is that of the part's name and content.
            var name = bytes.AsSpan(position + 4, 4);
            var content = bytes.AsSpan(position + 8, (int)size);
            if (Crc32.HashToUInt32(bytes.AsSpan(position + 4, 4 + (int)size)) != BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(position + 8 + (int)size)))
                return false;
            if (name.SequenceEqual("IHDR"u8) && size == HeaderLength && position == SignatureLength)
                header = content.ToArray();
            hasPalette |= name.SequenceEqual("PLTE"u8);
            position += FrameLength + (int)size;
            if (!name.SequenceEqual("IDAT"u8))
                continue;
            // The pieces of the packed bytes come one behind the other, at the start of the buffer, which was read already.
            content.CopyTo(bytes.AsSpan(packedLength));
            packedLength += content.Length;
        }
        return RowLength(header, hasPalette) is { } row && Unpacks(bytes, packedLength, row, BinaryPrimitives.ReadInt32BigEndian(header[4..]));
    }

    /// <summary>Bytes of a row with its filter; null where the header is none, or the rows are interlaced.</summary>
    private static long? RowLength(ReadOnlySpan<byte> header, bool hasPalette)
    {
        if (header.IsEmpty || header[10] != 0 || header[11] != 0 || header[12] != 0)
            return null;
        var (width, bits, kind) = (BinaryPrimitives.ReadInt32BigEndian(header), header[8], header[9]);
        var channels = (kind, bits) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) => 1,
            (2, 8 or 16) => 3,
            (3, 1 or 2 or 4 or 8) when hasPalette => 1,
            (4, 8 or 16) => 2,
            (6, 8 or 16) => 4,
            _ => 0,
        };
        return width > 0 && channels > 0 ? 1 + ((((long)width * bits * channels) + 7) / 8) : null;
    }

    private static bool Unpacks(byte[] packed, int packedLength, long rowLength, int rowCount)
    {
        const int StepLength = 1 << 14;
        var expected = rowLength * Math.Max(rowCount, 0);
        if (expected == 0 || expected > MostRatio * packedLength)
            return false;
        var step = ArrayPool<byte>.Shared.Rent(StepLength);
        try
        {
            using var stream = new ZLibStream(new MemoryStream(packed, 0, packedLength), CompressionMode.Decompress);
            var filter = 0L;
            for (long done = 0; done < expected;)
            {
                var count = stream.Read(step, 0, (int)Math.Min(StepLength, expected - done));
                if (count == 0)
                    return false;
                for (; filter < done + count; filter += rowLength)
                {
                    if (step[filter - done] > LastFilter)
                        return false;
                }
                done += count;
            }
            // Reading on is what compares the checksum.
            return stream.ReadByte() < 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(step);
        }
    }
}
