namespace CimCil.Exemplars;

/// <summary>
/// What exemplars take in the database file. How rows fall into pages cannot be told beforehand, so a plan counts the least
/// that they take, and the store measures the file and drops what does not fit.
/// </summary>
internal static class StoredSize
{
    /// <summary>The other columns of a row with short names, and its place in the index.</summary>
    private const int LeastRowBytes = 160;

    /// <summary>A plan aims this much above the budget, because it can be reduced to it but not filled up.</summary>
    private const double Surplus = 1.03;

    /// <summary>The least that an exemplar takes.</summary>
    /// <param name="byteCount">Bytes of its encoded pixels.</param>
    public static double Of(long byteCount) => byteCount + LeastRowBytes;

    /// <summary>What a plan may hold by <see cref="Of"/>, so that the file is full when it has been reduced to its budget.</summary>
    /// <param name="budget">Bytes of the file.</param>
    /// <param name="current">The memory before the plan, which shows how much more the file takes than <see cref="Of"/> counts.</param>
    public static double PlanFor(double budget, ExemplarSnapshot current)
    {
        var counted = current.Entries.Sum(entry => Of(entry.ByteCount));
        var packing = counted > 0 ? Math.Max(1, current.Usage.FileByteCount / counted) : 1;
        // A small store is mostly its tables; what a full one will take is then still unknown.
        return budget / (current.Usage.FileByteCount > budget / 2 ? packing : 1) * Surplus;
    }
}
