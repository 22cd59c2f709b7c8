namespace CimCil.Exemplars;

/// <summary>What a verification of a store found.</summary>
/// <param name="Path">The store.</param>
/// <param name="ExemplarCount">Exemplars that were looked at.</param>
/// <param name="ByteCount">Bytes of their encoded pixels.</param>
/// <param name="LastPhase">The summary of the last phase; null when there is none or it cannot be read.</param>
/// <param name="Problems">What is wrong, each in one sentence; empty for a sound store.</param>
internal sealed record StoreReport(string Path, int ExemplarCount, long ByteCount, PhaseSummary? LastPhase, IReadOnlyList<string> Problems)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;
}
