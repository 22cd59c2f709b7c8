using System.Collections.Concurrent;

namespace CimCil.Exemplars;

/// <summary>
/// Encoded exemplars that have been read and verified, so that later epochs need the database no more. It fills up to a limit of
/// bytes and keeps what it has: every exemplar is loaded as often as any other, and giving one up for another would gain nothing.
/// </summary>
/// <param name="limit">Bytes of pixels at most.</param>
internal sealed class ExemplarCache(long limit)
{
    private readonly ConcurrentDictionary<long, EncodedHalves> _halves = new();
    private long _byteCount;

    /// <summary>The halves of an exemplar; null when they are not held.</summary>
    public EncodedHalves? Find(long id) => _halves.TryGetValue(id, out var halves) ? halves : null;

    /// <summary>Whether an exemplar of that size still fits.</summary>
    public bool HasRoomFor(long byteCount) => Interlocked.Read(ref _byteCount) + byteCount <= limit;

    /// <summary>Holds verified halves from now on.</summary>
    public void Add(long id, EncodedHalves halves)
    {
        // Two threads may add at once and go past the limit together; they take it back.
        if (Interlocked.Add(ref _byteCount, halves.ByteCount) > limit || !_halves.TryAdd(id, halves))
            Interlocked.Add(ref _byteCount, -halves.ByteCount);
    }

    /// <summary>Gives up exemplars that were dropped.</summary>
    public void Remove(IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            if (_halves.TryRemove(id, out var halves))
                Interlocked.Add(ref _byteCount, -halves.ByteCount);
        }
    }
}
