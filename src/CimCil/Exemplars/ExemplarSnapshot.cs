using System.Collections;

namespace CimCil.Exemplars;

/// <summary>
/// The memory as it is after a phase: an immutable value, whatever happens to the store later. It holds some 30 bytes for each
/// exemplar; entries and images are made when they are asked for.
/// </summary>
public sealed class ExemplarSnapshot
{
    private readonly PackedEntries _entries;
    private readonly Dictionary<int, (int Start, int Count)> _classes = [];

    internal ExemplarSnapshot(IEnumerable<ExemplarEntry> entries, IReadOnlyList<PhaseSummary> phases, long fileByteCount, ExemplarReaders readers)
    {
        _entries = PackedEntries.Of(entries);
        Phases = phases;
        Usage = MemoryUsage.Of(_entries, fileByteCount);
        Images = new ImageList(_entries, readers);
        var next = 0;
        foreach (var label in _entries.Labels())
        {
            var (start, count) = _classes.GetValueOrDefault(label, (next, 0));
            _classes[label] = (start, count + 1);
            next++;
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
        return [.. _entries.Range(start, count)];
    }

    /// <summary>Exemplars of a class.</summary>
    public int CountOf(int label) => _classes.GetValueOrDefault(label).Count;

    private sealed class ImageList(PackedEntries entries, ExemplarReaders readers) : IReadOnlyList<ExemplarImage>
    {
        public int Count => entries.Count;

        public ExemplarImage this[int index] => new(entries, index, entries[index].Label, readers);

        public IEnumerator<ExemplarImage> GetEnumerator() => entries.Labels().Select((label, i) => new ExemplarImage(entries, i, label, readers)).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
