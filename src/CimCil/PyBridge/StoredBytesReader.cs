using System.IO.Compression;

namespace CimCil.PyBridge;

/// <summary>Why stored bytes are read.</summary>
internal enum ReadPurpose
{
    /// <summary>The checksum is compared.</summary>
    Verified,

    /// <summary>The same open file was verified just before.</summary>
    ReadAgain,
}

/// <summary>Reads <see cref="StoredBytes"/> once from the first to the last, unpacks them and verifies their length and checksum.</summary>
internal sealed class StoredBytesReader : IDisposable
{
    // Small enough that the checksum finds the bytes in the processor's cache.
    private const int StepSize = 1 << 19;

    private readonly StoredBytes _stored;
    private readonly EntryChecksum? _checksum;
    private readonly DeflateStream? _inflater;
    private long _position;

    public StoredBytesReader(StoredBytes stored, ReadPurpose purpose)
    {
        _stored = stored;
        _checksum = stored.Crc32 is null || purpose == ReadPurpose.ReadAgain ? null : new EntryChecksum();
        _inflater = stored.IsDeflated ? new DeflateStream(new RegionStream(stored), CompressionMode.Decompress) : null;
    }

    /// <summary>Fills the whole span with the next bytes.</summary>
    public void Read(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var step = destination[..Math.Min(destination.Length, StepSize)];
            ReadStep(step);
            _checksum?.Append(step);
            destination = destination[step.Length..];
        }
    }

    /// <summary>Fails unless all bytes were read and have their checksum.</summary>
    public void Finish()
    {
        if (_position != _stored.Length)
            throw new CheckpointException($"{_stored.FileName}: {_stored.What} has {_stored.Length} bytes, of which {_position} were expected.");
        if (_inflater is not null && InflaterHasMore())
            throw Damaged("its deflated data is longer than the file says");
        if (_checksum is not null && _checksum.Value is var actual && actual != _stored.Crc32)
            throw Damaged($"its CRC-32 is {actual:x8} where the file says {_stored.Crc32:x8}");
    }

    public void Dispose() => _inflater?.Dispose();

    private void ReadStep(Span<byte> step)
    {
        if (step.Length > _stored.Length - _position)
            throw new CheckpointException($"{_stored.FileName}: {_stored.What} has only {_stored.Length} bytes; {_position + step.Length} are needed.");
        if (_inflater is null)
            _stored.Source.Read(_stored.Offset + _position, step);
        else
            Inflate(step);
        _position += step.Length;
    }

    private void Inflate(Span<byte> step)
    {
        try
        {
            _inflater!.ReadExactly(step);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw Damaged("its deflated data cannot be unpacked");
        }
    }

    private bool InflaterHasMore()
    {
        try
        {
            return _inflater!.ReadByte() >= 0;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private CheckpointException Damaged(string how) =>
        new($"{_stored.FileName}: {_stored.What} is damaged: {how}. Copy or download the file again.");

    /// <summary>The packed bytes as the stream that the inflater wants.</summary>
    private sealed class RegionStream(StoredBytes stored) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => stored.PackedLength;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, stored.PackedLength - _position);
            stored.Source.Read(stored.Offset + _position, buffer[..count]);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
