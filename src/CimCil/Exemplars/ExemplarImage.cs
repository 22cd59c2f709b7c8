using CimCil.Data;

namespace CimCil.Exemplars;

/// <summary>An exemplar as an image: its pixels come from the store alone. Loading is safe from several threads while the store is open.</summary>
public sealed class ExemplarImage : DatasetImage
{
    private readonly ExemplarReaders _readers;

    internal ExemplarImage(ExemplarEntry entry, ExemplarReaders readers)
    {
        Entry = entry;
        _readers = readers;
    }

    /// <summary>What the store knows about it.</summary>
    public ExemplarEntry Entry { get; }

    /// <summary>The name of the image it was made from.</summary>
    public override string Name => Entry.Source;

    /// <summary>The class as position in the class order, unlike other images': the store knows no other order.</summary>
    public override int Class => Entry.Label;

    /// <inheritdoc/>
    public override void LoadInto(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _readers.LoadInto(Entry, image);
    }
}
