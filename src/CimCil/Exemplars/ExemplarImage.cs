using CimCil.Data;

namespace CimCil.Exemplars;

/// <summary>An exemplar as an image: its pixels come from the store alone. Loading is safe from several threads while the store is open.</summary>
public sealed class ExemplarImage : DatasetImage
{
    private readonly PackedEntries _entries;
    private readonly int _index;
    private readonly ExemplarReaders _readers;

    internal ExemplarImage(PackedEntries entries, int index, int label, ExemplarReaders readers)
    {
        _entries = entries;
        _index = index;
        Class = label;
        _readers = readers;
    }

    /// <summary>What the store knows about it; unpacked at every call.</summary>
    public ExemplarEntry Entry => _entries[_index];

    /// <summary>The name of the image it was made from.</summary>
    public override string Name => Entry.Source;

    /// <summary>The class as position in the class order, unlike other images': the store knows no other order.</summary>
    public override int Class { get; }

    /// <inheritdoc/>
    public override void LoadInto(RgbImage picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        _readers.LoadInto(Entry, picture);
    }
}
