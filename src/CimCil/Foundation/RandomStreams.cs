using System.IO.Hashing;
using System.Text;

namespace CimCil.Foundation;

/// <summary>
/// Every source of chance in a run, derived from the experiment's seed and a name. A stream depends on what it is for
/// (name, phase, epoch, index) and never on when or on which thread it is asked for, so runs repeat bit for bit whatever
/// the number of workers.
/// </summary>
/// <param name="seed">The experiment's seed.</param>
public sealed class RandomStreams(long seed)
{
    /// <summary>The seed that all streams derive from.</summary>
    public long Seed { get; } = seed;

    /// <summary>The stream for <paramref name="name"/> at the given coordinates; the same arguments give the same numbers.</summary>
    public RandomStream For(string name, long phase = 0, long epoch = 0, long index = 0) => new(StateOf(name, phase, epoch, index));

    /// <summary>A non-negative seed for a generator that is not ours (such as libtorch's), derived like a stream.</summary>
    public long SeedFor(string name, long phase = 0, long epoch = 0, long index = 0) =>
        (long)(StateOf(name, phase, epoch, index) & long.MaxValue);

    private ulong StateOf(string name, long phase, long epoch, long index)
    {
        Span<byte> key = stackalloc byte[40 + Encoding.UTF8.GetByteCount(name)];
        BitConverter.TryWriteBytes(key, Seed);
        BitConverter.TryWriteBytes(key[8..], phase);
        BitConverter.TryWriteBytes(key[16..], epoch);
        BitConverter.TryWriteBytes(key[24..], index);
        BitConverter.TryWriteBytes(key[32..], (long)name.Length);
        Encoding.UTF8.GetBytes(name, key[40..]);
        return XxHash3.HashToUInt64(key);
    }
}
