using System.Numerics;

namespace CimCil.Foundation;

/// <summary>
/// NumPy's legacy generator, <c>numpy.random.seed</c> and the functions on top of it: MT19937 (Matsumoto and Nishimura 1998).
/// Only for what the field has fixed with it, such as the class order; all other chance comes from <see cref="RandomStreams"/>.
/// </summary>
internal sealed class NumPyRandom
{
    private const int StateLength = 624;
    private const int ShiftLength = 397;
    private const uint UpperBit = 0x80000000;
    private const uint LowerBits = 0x7fffffff;

    private readonly uint[] _state = new uint[StateLength];
    private int _position = StateLength;

    /// <summary>The generator after <c>numpy.random.seed(seed)</c>.</summary>
    public NumPyRandom(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < StateLength; i++)
        {
            var previous = _state[i - 1];
            _state[i] = (1812433253u * (previous ^ (previous >> 30))) + (uint)i;
        }
    }

    /// <summary>32 uniform bits.</summary>
    public uint NextUInt32()
    {
        if (_position == StateLength)
            Regenerate();
        var y = _state[_position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    /// <summary>A uniform integer in [0, <paramref name="maximum"/>], found as NumPy does: masked bits, drawn again while too large.</summary>
    public uint NextUpTo(uint maximum)
    {
        if (maximum == 0)
            return 0;
        var mask = uint.MaxValue >> BitOperations.LeadingZeroCount(maximum);
        uint value;
        do
        {
            value = NextUInt32() & mask;
        }
        while (value > maximum);
        return value;
    }

    /// <summary><c>numpy.random.shuffle</c> of a one-dimensional array.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)NextUpTo((uint)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary><c>numpy.random.permutation(count)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] items = [.. Enumerable.Range(0, count)];
        Shuffle<int>(items);
        return items;
    }

    /// <summary><c>numpy.random.choice(count, size, replace=False)</c>: different numbers in [0, count), in the order drawn.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not in [0, count].</exception>
    public int[] ChooseDistinct(int count, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, count);
        return Permutation(count)[..size];
    }

    private void Regenerate()
    {
        for (var i = 0; i < StateLength; i++)
        {
            var y = (_state[i] & UpperBit) | (_state[(i + 1) % StateLength] & LowerBits);
            var twist = (y & 1) == 0 ? 0 : 0x9908b0df;
            _state[i] = _state[(i + ShiftLength) % StateLength] ^ (y >> 1) ^ twist;
        }
        _position = 0;
    }
}
