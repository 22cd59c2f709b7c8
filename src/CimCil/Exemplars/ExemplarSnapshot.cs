namespace CimCil.Exemplars;

/// <summary>The memory as it is after a phase: an immutable value, whatever happens to the store later. It holds no pixels.</summary>
public sealed class ExemplarSnapshot
{
    private readonly ExemplarEntry[] _entries;
    private readonly Dictionary<int, (int Start, int Count)> _classes = [];

    /// <param name="entries">In any order; those of a class have different ranks.</param>
    /// <param name="phases">The stored phases, in order.</param>
    /// <param name="fileByteCount">Bytes of the database file.</param>
    /// <param name="readers">Load the pixels.</param>
    internal ExemplarSnapshot(IEnumerable<ExemplarEntry> entries, IReadOnlyList<PhaseSummary> phases, long fileByteCount, ExemplarReaders readers)
    {
        _entries = [.. entries.OrderBy(entry => entry.Label).ThenBy(entry => entry.Rank)];
        Phases = phases;
        Usage = MemoryUsage.Of(_entries, fileByteCount);
        Images = [.. _entries.Select(entry => new ExemplarImage(entry, readers))];
        for (var i = 0; i < _entries.Length; i++)
        {
            var (start, count) = _classes.GetValueOrDefault(_entries[i].Label, (i, 0));
            _classes[_entries[i].Label] = (start, count + 1);
        }
    }

    /// <summary>The exemplars by label and rank.</summary>
    public IReadOnlyList<ExemplarEntry> Entries => _entries;

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
        return new ArraySegment<ExemplarEntry>(_entries, start, count);
    }

    /// <summary>Exemplars of a class.</summary>
    public int CountOf(int label) => _classes.GetValueOrDefault(label).Count;
}
