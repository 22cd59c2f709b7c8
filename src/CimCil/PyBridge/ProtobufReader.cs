using System.Text;

namespace CimCil.PyBridge;

/// <summary>Reads the fields of one protobuf message where it lies in a file; what is long, such as weights, is only located.</summary>
/// <param name="source">The file.</param>
/// <param name="offset">The first byte of the message.</param>
/// <param name="length">Its bytes, which end within the file.</param>
internal sealed class ProtobufReader(ByteSource source, long offset, long length)
{
    private const int WindowSize = 1 << 14;

    private readonly long _end = offset + length;
    private readonly byte[] _window = new byte[(int)Math.Min(WindowSize, Math.Max(length, 1))];
    private long _position = offset;
    private long _windowStart = -1;
    private int _windowLength;

    /// <summary>The number of the present field.</summary>
    public int Field { get; private set; }

    /// <summary>How it is written.</summary>
    public WireType Wire { get; private set; }

    /// <summary>The value of a field of fixed or variable length.</summary>
    public ulong Number { get; private set; }

    /// <summary>Where the bytes of a field with a length are.</summary>
    public (long Offset, long Length) Bytes { get; private set; }

    /// <summary>Moves to the next field; false at the end of the message.</summary>
    /// <exception cref="CheckpointException">The message breaks the rules of protobuf.</exception>
    public bool Next()
    {
        if (_position == _end)
            return false;
        var tag = ReadVarint();
        (Field, Wire) = ((int)(tag >> 3), (WireType)(tag & 7));
        if (tag >> 3 is 0 or > int.MaxValue)
            throw Broken();
        switch (Wire)
        {
            case WireType.Varint:
                Number = ReadVarint();
                break;
            case WireType.Fixed64:
                Number = ReadFixed(8);
                break;
            case WireType.Fixed32:
                Number = ReadFixed(4);
                break;
            case WireType.Length:
                var count = ReadVarint();
                if (count > (ulong)(_end - _position))
                    throw new CheckpointException($"{source.Name} is cut off or damaged: a part of {count} bytes begins at position {_position}, and {_end - _position} are left. Copy or download it again.");
                Bytes = (_position, (long)count);
                _position += (long)count;
                break;
            default:
                throw Broken();
        }
        return true;
    }

    /// <summary>The message that the present field holds.</summary>
    public ProtobufReader Message() => Wire == WireType.Length ? new ProtobufReader(source, Bytes.Offset, Bytes.Length) : throw Broken();

    /// <summary>The text that the present field holds.</summary>
    public string Text()
    {
        if (Wire != WireType.Length || Bytes.Length > ushort.MaxValue)
            throw Broken();
        var bytes = new byte[(int)Bytes.Length];
        source.Read(Bytes.Offset, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The whole numbers that the present field holds, packed or one.</summary>
    public IEnumerable<long> Numbers()
    {
        if (Wire == WireType.Varint)
            return [(long)Number];
        return Wire == WireType.Length ? Packed(new ProtobufReader(source, Bytes.Offset, Bytes.Length)) : throw Broken();

        static IEnumerable<long> Packed(ProtobufReader numbers)
        {
            while (numbers._position != numbers._end)
                yield return (long)numbers.ReadVarint();
        }
    }

    private ulong ReadVarint()
    {
        var value = 0ul;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw Broken();
    }

    private ulong ReadFixed(int size)
    {
        var value = 0ul;
        for (var i = 0; i < size; i++)
            value |= (ulong)ReadByte() << (8 * i);
        return value;
    }

    private byte ReadByte()
    {
        if (_position >= _end)
            throw Broken();
        if (_windowStart < 0 || _position < _windowStart || _position >= _windowStart + _windowLength)
        {
            (_windowStart, _windowLength) = (_position, (int)Math.Min(_window.Length, _end - _position));
            source.Read(_windowStart, _window.AsSpan(0, _windowLength));
        }
        return _window[(int)(_position++ - _windowStart)];
    }

    private CheckpointException Broken() => new($"{source.Name} is cut off, damaged or no ONNX file: what stands near position {_position} breaks the rules of the format. Copy or download it again.");
}

/// <summary>How a field of a protobuf message is written.</summary>
internal enum WireType
{
    /// <summary>A whole number of variable length.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length, then so many bytes.</summary>
    Length = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}
