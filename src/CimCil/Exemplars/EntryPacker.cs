using System.Buffers.Binary;
using System.Text;
using CimCil.Data;

namespace CimCil.Exemplars;

/// <summary>Packs entries one after the other into <see cref="PackedEntries"/>.</summary>
internal sealed class EntryPacker
{
    /// <summary>The longest that the numbers of one entry get: 13 of up to 10 bytes, and two of 8.</summary>
    private const int MostNumberBytes = 146;

    private readonly Dictionary<EntryKind, int> _kinds = [];
    private readonly List<int> _starts = [];
    private byte[] _bytes = new byte[1024];
    private int _at;
    private int _count;
    private long _id;
    private int _rank;
    private byte[] _source = [];

    /// <summary>Adds an entry after those that were added before.</summary>
    public void Add(ExemplarEntry entry)
    {
        if (_count++ % PackedEntries.Interval == 0)
        {
            _starts.Add(_at);
            (_id, _rank, _source) = (0, -1, []);
        }
        var source = Encoding.UTF8.GetBytes(entry.Source);
        Reserve(source.Length + MostNumberBytes);
        var hasOwnCost = !IsCostOfItsBox(entry);
        AddNumber(((ulong)KindOf(entry) << 1) | (hasOwnCost ? 1UL : 0));
        AddDifference(entry.Rank - (_rank + 1));
        AddDifference(entry.Id - _id);
        AddSource(source);
        AddNumber((uint)entry.Height);
        AddNumber((uint)entry.Width);
        AddNumber((uint)entry.Box.Top);
        AddNumber((uint)entry.Box.Left);
        AddNumber((uint)entry.Box.Height);
        AddNumber((uint)entry.Box.Width);
        AddNumber((ulong)entry.ByteCount);
        AddFixed(entry.PixelChecksum);
        if (hasOwnCost)
            AddFixed(BitConverter.DoubleToInt64Bits(entry.Cost));
        (_id, _rank, _source) = (entry.Id, entry.Rank, source);
    }

    /// <summary>All that were added.</summary>
    public PackedEntries Pack() => new(_bytes.AsSpan(0, _at).ToArray(), [.. _starts], [.. _kinds.OrderBy(kind => kind.Value).Select(kind => kind.Key)], _count);

    /// <summary>A cost that follows from the box is computed again; one that does not, which only a damaged store has, is kept.</summary>
    private static bool IsCostOfItsBox(ExemplarEntry entry) =>
        entry.Ratio >= 1 && double.IsFinite(entry.Ratio)
        && BitConverter.DoubleToInt64Bits(BoxCompression.Cost(entry.Box, entry.Height, entry.Width, entry.Ratio)) == BitConverter.DoubleToInt64Bits(entry.Cost);

    private int KindOf(ExemplarEntry entry)
    {
        var kind = new EntryKind(entry.Label, entry.ClassName, entry.Phase, entry.Ratio, entry.ForegroundCodec, entry.BackgroundCodec);
        if (!_kinds.TryGetValue(kind, out var number))
            _kinds.Add(kind, number = _kinds.Count);
        return number;
    }

    private void AddSource(byte[] source)
    {
        var start = source.AsSpan().CommonPrefixLength(_source);
        var (end, most) = (0, Math.Min(source.Length, _source.Length) - start);
        while (end < most && source[^(end + 1)] == _source[^(end + 1)])
            end++;
        var middle = source.AsSpan(start, source.Length - start - end);
        AddNumber((ulong)start);
        AddNumber((ulong)end);
        AddNumber((ulong)middle.Length);
        middle.CopyTo(_bytes.AsSpan(_at));
        _at += middle.Length;
    }

    /// <summary>Seven bits a byte, the lowest first; the highest bit says that more follow.</summary>
    private void AddNumber(ulong number)
    {
        while (number >= 0x80)
        {
            _bytes[_at++] = (byte)(number | 0x80);
            number >>= 7;
        }
        _bytes[_at++] = (byte)number;
    }

    /// <summary>Small numbers of either sign stay short.</summary>
    private void AddDifference(long number) => AddNumber((ulong)((number << 1) ^ (number >> 63)));

    private void AddFixed(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_at), number);
        _at += sizeof(long);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _at < count)
            Array.Resize(ref _bytes, Math.Max(_at + count, checked(_bytes.Length + (_bytes.Length / 2))));
    }
}
