namespace CimCil.Exemplars;

/// <summary>What the exemplar memory holds.</summary>
/// <param name="ExemplarCount">Exemplars.</param>
/// <param name="ImageEquivalents">Their cost, where an uncompressed image costs 1.</param>
/// <param name="ByteCount">Bytes of their encoded pixels.</param>
/// <param name="FileByteCount">Bytes of the database file: pixels, boxes, index and free pages.</param>
/// <param name="MeanBoxShare">Mean share of the box in the image, in [0, 1]; 0 when nothing is held.</param>
/// <param name="Classes">The same by class, in the order of labels; classes without exemplars are missing.</param>
public sealed record MemoryUsage(
    int ExemplarCount, double ImageEquivalents, long ByteCount, long FileByteCount, double MeanBoxShare, IReadOnlyList<ClassUsage> Classes)
{
    internal static MemoryUsage Of(IEnumerable<ExemplarEntry> entries, long fileByteCount)
    {
        var (all, classes) = (new UsageSum(), new SortedDictionary<int, (string ClassName, UsageSum Sum)>());
        foreach (var entry in entries)
        {
            all.Add(entry);
            if (!classes.TryGetValue(entry.Label, out var one))
                classes.Add(entry.Label, one = (entry.ClassName, new UsageSum()));
            one.Sum.Add(entry);
        }
        return new MemoryUsage(all.ExemplarCount, all.ImageEquivalents, all.ByteCount, fileByteCount, all.MeanBoxShare, [.. classes.Select(one => new ClassUsage(
            one.Key, one.Value.ClassName, one.Value.Sum.ExemplarCount, one.Value.Sum.ImageEquivalents, one.Value.Sum.ByteCount, one.Value.Sum.MeanBoxShare))]);
    }
}

/// <summary>What the memory holds of one class.</summary>
/// <param name="Label">The class as position in the class order.</param>
/// <param name="ClassName">The name of the class.</param>
/// <param name="ExemplarCount">Exemplars, at least 1.</param>
/// <param name="ImageEquivalents">Their cost, where an uncompressed image costs 1.</param>
/// <param name="ByteCount">Bytes of their encoded pixels.</param>
/// <param name="MeanBoxShare">Mean share of the box in the image, in [0, 1].</param>
public sealed record ClassUsage(int Label, string ClassName, int ExemplarCount, double ImageEquivalents, long ByteCount, double MeanBoxShare);
