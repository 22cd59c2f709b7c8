namespace CimCil.Exemplars;

/// <summary>Adds up what exemplars use, one after the other.</summary>
internal sealed class UsageSum
{
    private double _boxShares;

    public int ExemplarCount { get; private set; }

    public double ImageEquivalents { get; private set; }

    public long ByteCount { get; private set; }

    /// <summary>In [0, 1]; 0 of none.</summary>
    public double MeanBoxShare => ExemplarCount == 0 ? 0 : _boxShares / ExemplarCount;

    public void Add(ExemplarEntry entry)
    {
        ExemplarCount++;
        ImageEquivalents += entry.Cost;
        ByteCount += entry.ByteCount;
        _boxShares += entry.BoxShare;
    }
}
