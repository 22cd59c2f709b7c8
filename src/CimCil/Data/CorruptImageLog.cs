using System.Collections.Concurrent;
using CimCil.Configuration;

namespace CimCil.Data;

/// <summary>
/// Decides what happens to images that cannot be decoded and counts those left out, each once however often it is met. Safe
/// from several threads; one log serves all loaders of a run.
/// </summary>
/// <param name="policy">Stop at the first one, or leave them out.</param>
public sealed class CorruptImageLog(CorruptImagePolicy policy)
{
    private readonly ConcurrentDictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <summary>What happens to a corrupt image.</summary>
    public CorruptImagePolicy Policy { get; } = policy;

    /// <summary>Images left out so far.</summary>
    public int Count => _reasons.Count;

    /// <summary>The names (paths) of the images left out so far, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _reasons.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Why each image was left out, sorted by name.</summary>
    public IReadOnlyList<string> Reasons => [.. _reasons.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)];

    /// <summary>The images that were left out and not yet told of, with the reasons, sorted by name; each is given once.</summary>
    public IReadOnlyList<(string Name, string Reason)> TakeUntold() =>
        [.. _reasons.OrderBy(entry => entry.Key, StringComparer.Ordinal).Where(entry => _told.TryAdd(entry.Key, true)).Select(entry => (entry.Key, entry.Value))];

    /// <summary>Whether <see cref="TakeUntold"/> has given an image.</summary>
    public bool WasTold(string name) => _told.ContainsKey(name);

    /// <summary>Takes up what another log knew, when a run is resumed.</summary>
    /// <param name="name">The image's name.</param>
    /// <param name="reason">Why it was left out.</param>
    /// <param name="wasTold">Whether it was told of.</param>
    public void Restore(string name, string reason, bool wasTold)
    {
        _reasons[name] = reason;
        if (wasTold)
            _told[name] = true;
    }

    /// <summary>Notes a corrupt image.</summary>
    /// <param name="name">The image's name.</param>
    /// <param name="reason">The message of its failure.</param>
    /// <returns>Whether the image is to be left out; otherwise its failure is to be passed on.</returns>
    public bool LeavesOut(string name, string reason)
    {
        if (Policy != CorruptImagePolicy.Skip)
            return false;
        _reasons.TryAdd(name, reason);
        return true;
    }
}
