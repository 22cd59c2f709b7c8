namespace CimCil.Exemplars;

/// <summary>What the exemplar memory holds.</summary>
/// <param name="ExemplarCount">Exemplars.</param>
/// <param name="ImageEquivalents">Their cost, where an uncompressed image costs 1.</param>
/// <param name="ByteCount">Bytes of their encoded pixels.</param>
/// <param name="FileByteCount">Bytes of the database file: pixels, boxes, index and free pages.</param>
/// <param name="MeanBoxShare">Mean share of the box in the picture, in [0, 1]; 0 when nothing is held.</param>
/// <param name="Classes">The same by class, in the order of labels; classes without exemplars are missing.</param>
public sealed record MemoryUsage(
    int ExemplarCount, double ImageEquivalents, long ByteCount, long FileByteCount, double MeanBoxShare, IReadOnlyList<ClassUsage> Classes)
{
    internal static MemoryUsage Of(IReadOnlyList<ExemplarEntry> entries, long fileByteCount) => new(
        entries.Count,
        entries.Sum(entry => entry.Cost),
        entries.Sum(entry => entry.ByteCount),
        fileByteCount,
        MeanShare(entries),
        [.. entries.GroupBy(entry => entry.Label).OrderBy(group => group.Key).Select(group => ClassUsage.Of([.. group]))]);

    internal static double MeanShare(IReadOnlyList<ExemplarEntry> entries) => entries.Count == 0 ? 0 : entries.Average(entry => entry.BoxShare);
}

/// <summary>What the memory holds of one class.</summary>
/// <param name="Label">The class as position in the class order.</param>
/// <param name="ClassName">The name of the class.</param>
/// <param name="ExemplarCount">Exemplars, at least 1.</param>
/// <param name="ImageEquivalents">Their cost, where an uncompressed image costs 1.</param>
/// <param name="ByteCount">Bytes of their encoded pixels.</param>
/// <param name="MeanBoxShare">Mean share of the box in the picture, in [0, 1].</param>
public sealed record ClassUsage(int Label, string ClassName, int ExemplarCount, double ImageEquivalents, long ByteCount, double MeanBoxShare)
{
    internal static ClassUsage Of(IReadOnlyList<ExemplarEntry> entries) => new(
        entries[0].Label,
        entries[0].ClassName,
        entries.Count,
        entries.Sum(entry => entry.Cost),
        entries.Sum(entry => entry.ByteCount),
        MemoryUsage.MeanShare(entries));
}
