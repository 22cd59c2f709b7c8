using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace CimCil.Data;

/// <summary>
/// The checksums that a PNG keeps of its parts. Reading them costs a tenth of decoding, and shows damage inside a file whose ends are
/// as they should be.
/// </summary>
internal static class PngChecksums
{
    private const int SignatureLength = 8;
    private const int FrameLength = 12;
    private const int StepLength = 1 << 16;

    /// <summary>Whether a file's first bytes are those of a PNG.</summary>
    public static bool IsPng(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <summary>Whether the file is parts from end to end, each with its checksum. False is no verdict: only decoding tells.</summary>
    public static bool AreRight(SafeFileHandle file, long length)
    {
        var buffer = new byte[StepLength];
        Span<byte> frame = stackalloc byte[4];
        for (long position = SignatureLength; position < length;)
        {
            if (!TryRead(file, position, frame) || BinaryPrimitives.ReadUInt32BigEndian(frame) is var size && position > length - FrameLength - size)
                return false;
            var checksum = new Crc32();
            // The checksum is that of the part's name and content.
            for (var (at, end) = (position + 4, position + 8 + size); at < end;)
            {
                var step = buffer.AsSpan(0, (int)Math.Min(StepLength, end - at));
                if (!TryRead(file, at, step))
                    return false;
                checksum.Append(step);
                at += step.Length;
            }
            position += FrameLength + size;
            if (!TryRead(file, position - 4, frame) || BinaryPrimitives.ReadUInt32BigEndian(frame) != checksum.GetCurrentHashAsUInt32())
                return false;
        }
        return true;
    }

    private static bool TryRead(SafeFileHandle file, long position, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(file, destination, position);
            if (count == 0)
                return false;
            position += count;
            destination = destination[count..];
        }
        return true;
    }
}
