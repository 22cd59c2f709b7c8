using System.Buffers.Binary;
using System.Collections;
using System.Text;
using CimCil.Configuration;
using CimCil.Data;

namespace CimCil.Exemplars;

/// <summary>
/// Entries in some 30 bytes each, unpacked when they are asked for, so that a memory of 200,000 exemplars is held in a few
/// megabytes. An entry takes the space of what the one before it does not tell; every sixteenth is packed whole, so that any
/// entry is found in a few steps.
/// </summary>
internal sealed class PackedEntries : IReadOnlyList<ExemplarEntry>
{
    /// <summary>Entries from one that is packed whole to the next.</summary>
    internal const int Interval = 16;

    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly EntryKind[] _kinds;

    internal PackedEntries(byte[] bytes, int[] starts, EntryKind[] kinds, int count)
    {
        (_bytes, _starts, _kinds) = (bytes, starts, kinds);
        Count = count;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public ExemplarEntry this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var unpacking = new Unpacking(this, index);
            unpacking.Next();
            return unpacking.Entry();
        }
    }

    /// <summary>Packs entries in the order in which they come.</summary>
    public static PackedEntries Of(IEnumerable<ExemplarEntry> entries)
    {
        if (entries is PackedEntries packed)
            return packed;
        var packer = new EntryPacker();
        foreach (var entry in entries)
            packer.Add(entry);
        return packer.Pack();
    }

    /// <summary>Packs entries by label and rank.</summary>
    public static PackedEntries InOrder(IEnumerable<ExemplarEntry> entries)
    {
        var packed = Of(entries);
        var (keys, order, isInOrder) = (new long[packed.Count], new int[packed.Count], true);
        var unpacking = new Unpacking(packed, 0);
        for (var i = 0; i < keys.Length; i++)
        {
            unpacking.Next();
            (keys[i], order[i]) = (((long)unpacking.Label << 32) | (uint)unpacking.Rank, i);
            isInOrder &= i == 0 || keys[i - 1] <= keys[i];
        }
        // As a rule they are: phases come one after the other, and their classes too.
        if (isInOrder)
            return packed;
        Array.Sort(keys, order);
        return Of(order.Select(i => packed[i]));
    }

    /// <summary>Some of the entries, one after the other.</summary>
    public IEnumerable<ExemplarEntry> Range(int start, int count)
    {
        if (count == 0)
            yield break;
        var unpacking = new Unpacking(this, start);
        for (var i = 0; i < count; i++)
        {
            unpacking.Next();
            yield return unpacking.Entry();
        }
    }

    /// <summary>All labels, one for each entry.</summary>
    public IEnumerable<int> Labels()
    {
        var unpacking = new Unpacking(this, 0);
        for (var i = 0; i < Count; i++)
        {
            unpacking.Next();
            yield return unpacking.Label;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<ExemplarEntry> GetEnumerator() => Range(0, Count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A walk over packed entries. <see cref="EntryPacker.Add"/> is its mirror image.</summary>
    private sealed class Unpacking
    {
        private readonly PackedEntries _entries;
        private int _next;
        private int _at;
        private bool _hasOwnCost;
        private EntryKind _kind;
        private long _id;
        private byte[] _source = new byte[64];
        private int _sourceLength;
        private (int Height, int Width) _size;
        private Box _box;
        private double _cost;
        private long _byteCount;
        private long _pixelChecksum;

        /// <summary>Stands before an entry.</summary>
        public Unpacking(PackedEntries entries, int start)
        {
            _entries = entries;
            _next = start / Interval * Interval;
            while (_next < start)
                Next();
        }

        public int Label => _kind.Label;

        public int Rank { get; private set; }

        public void Next()
        {
            if (_next % Interval == 0)
                (_at, _id, Rank, _sourceLength) = (_entries._starts[_next / Interval], 0, -1, 0);
            _next++;
            var header = Number();
            _hasOwnCost = (header & 1) != 0;
            _kind = _entries._kinds[(int)(header >> 1)];
            Rank += 1 + (int)Difference();
            _id += Difference();
            ReadSource();
            _size = ((int)Number(), (int)Number());
            var (top, left) = ((int)Number(), (int)Number());
            _box = new Box(top, top + (int)Number(), left, left + (int)Number());
            _byteCount = (long)Number();
            _pixelChecksum = Fixed();
            _cost = _hasOwnCost ? BitConverter.Int64BitsToDouble(Fixed()) : 0;
        }

        public ExemplarEntry Entry() => new()
        {
            Id = _id,
            Label = _kind.Label,
            ClassName = _kind.ClassName,
            Rank = Rank,
            Phase = _kind.Phase,
            Source = Encoding.UTF8.GetString(_source, 0, _sourceLength),
            Height = _size.Height,
            Width = _size.Width,
            Box = _box,
            Ratio = _kind.Ratio,
            Cost = _hasOwnCost ? _cost : BoxCompression.Cost(_box, _size.Height, _size.Width, _kind.Ratio),
            ForegroundCodec = _kind.ForegroundCodec,
            BackgroundCodec = _kind.BackgroundCodec,
            ByteCount = _byteCount,
            PixelChecksum = _pixelChecksum,
        };

        /// <summary>The start and the end of a name are those of the one before.</summary>
        private void ReadSource()
        {
            var (start, end, middle) = ((int)Number(), (int)Number(), (int)Number());
            var length = start + middle + end;
            if (length > _source.Length)
                Array.Resize(ref _source, 2 * length);
            _source.AsSpan(_sourceLength - end, end).CopyTo(_source.AsSpan(start + middle));
            _entries._bytes.AsSpan(_at, middle).CopyTo(_source.AsSpan(start));
            (_at, _sourceLength) = (_at + middle, length);
        }

        private ulong Number()
        {
            var (number, shift) = (0UL, 0);
            while (true)
            {
                var part = _entries._bytes[_at++];
                number |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80)
                    return number;
                shift += 7;
            }
        }

        private long Difference() => Number() is var number && (number & 1) == 0 ? (long)(number >> 1) : ~(long)(number >> 1);

        private long Fixed()
        {
            var number = BinaryPrimitives.ReadInt64LittleEndian(_entries._bytes.AsSpan(_at));
            _at += sizeof(long);
            return number;
        }
    }
}

/// <summary>What many entries have in common.</summary>
internal readonly record struct EntryKind(int Label, string ClassName, int Phase, double Ratio, PixelCodec? ForegroundCodec, PixelCodec? BackgroundCodec);
