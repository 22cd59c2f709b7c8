namespace CimCil.Exemplars;

/// <summary>The memory as it is after a phase: an immutable value, whatever happens to the store later.</summary>
public sealed class ExemplarSnapshot
{
    private readonly Dictionary<int, (int Start, int Count)> _classes;

    internal ExemplarSnapshot(IReadOnlyList<ExemplarEntry> entries, IReadOnlyList<PhaseSummary> phases, long fileByteCount, ExemplarReaders readers)
    {
        Entries = entries;
        Phases = phases;
        Usage = MemoryUsage.Of(entries, fileByteCount);
        Images = [.. entries.Select(entry => new ExemplarImage(entry, readers))];
        _classes = [];
        for (var i = 0; i < entries.Count; i++)
        {
            var (start, count) = _classes.GetValueOrDefault(entries[i].Label, (i, 0));
            _classes[entries[i].Label] = (start, count + 1);
        }
    }

    /// <summary>The exemplars by label and rank.</summary>
    public IReadOnlyList<ExemplarEntry> Entries { get; }

    /// <summary>The exemplars' images, in the order of <see cref="Entries"/>.</summary>
    public IReadOnlyList<ExemplarImage> Images { get; }

    /// <summary>The stored phases, in order.</summary>
    public IReadOnlyList<PhaseSummary> Phases { get; }

    /// <summary>The phase this is the state after; -1 before the first one.</summary>
    public int LastPhase => Phases.Count - 1;

    /// <summary>The labels that have exemplars, in order.</summary>
    public IReadOnlyCollection<int> Labels => _classes.Keys;

    /// <summary>What the memory holds, in every unit.</summary>
    public MemoryUsage Usage { get; }

    /// <summary>The exemplars of a class by rank; empty for a class that has none.</summary>
    public IReadOnlyList<ExemplarEntry> OfClass(int label)
    {
        var (start, count) = _classes.GetValueOrDefault(label);
        return [.. Entries.Skip(start).Take(count)];
    }

    /// <summary>Exemplars of a class.</summary>
    public int CountOf(int label) => _classes.GetValueOrDefault(label).Count;
}
