using System.Buffers.Binary;
using System.Text;

namespace CimCil.PyBridge;

/// <summary>Reads a pickle's bytes from a position on; the end of the source is an error of the file.</summary>
internal sealed class PickleReader(ByteSource source, long position, MemoryBudget budget)
{
    private const int BufferSize = 1 << 14;
    private const int LongestLine = 512;

    private readonly byte[] _buffer = new byte[(int)Math.Clamp(source.Length - position, 0, BufferSize)];
    private int _start;
    private int _end;
    private long _next = position;

    /// <summary>The position of the next byte in the source.</summary>
    public long Position => _next - (_end - _start);

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double ReadBigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>Bytes whose count stands before them in the file.</summary>
    public byte[] ReadBytes(long count)
    {
        if (count < 0 || count > source.Length - Position)
            throw CutOff();
        budget.Charge(count);
        var bytes = new byte[checked((int)Math.Min(count, Array.MaxLength))];
        if (bytes.Length != count)
            throw Broken($"holds a value of {count} bytes");
        var buffered = Math.Min(bytes.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(bytes);
        _start += buffered;
        source.Read(_next, bytes.AsSpan(buffered));
        _next += bytes.Length - buffered;
        return bytes;
    }

    /// <summary>Text in UTF-8. Half surrogate pairs, which Python allows, become the replacement character.</summary>
    public string ReadText(long byteCount)
    {
        budget.Charge(2 * Math.Max(byteCount, 0));
        return Encoding.UTF8.GetString(ReadBytes(byteCount));
    }

    /// <summary>A line of a name, without its end.</summary>
    public string ReadLine()
    {
        var line = new StringBuilder();
        for (var next = ReadByte(); next != '\n'; next = ReadByte())
        {
            if (line.Length == LongestLine)
                throw Broken($"holds a name of more than {LongestLine} bytes");
            line.Append((char)next);
        }
        return line.ToString();
    }

    public CheckpointException Broken(string how) => new($"{source.Name}: its pickle {how} (at byte {Position}).");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _start < count)
            Fill(count);
        _start += count;
        return _buffer.AsSpan(_start - count, count);
    }

    private void Fill(int count)
    {
        var kept = _end - _start;
        _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        (_start, _end) = (0, kept);
        var more = (int)Math.Min(_buffer.Length - kept, source.Length - _next);
        if (kept + more < count)
            throw CutOff();
        source.Read(_next, _buffer.AsSpan(kept, more));
        _next += more;
        _end += more;
    }

    private CheckpointException CutOff() => new($"{source.Name} is cut off within its pickle (at byte {Position}). Copy or download it again.");
}
