namespace CimCil.Evaluation;

/// <summary>Mean and spread of one figure over seeds.</summary>
/// <param name="Count">Values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation (n - 1); null for a single value, which has no spread.</param>
internal sealed record SampleSpread(int Count, double Mean, double? Deviation)
{
    /// <summary>Sums values up; null when there are none.</summary>
    public static SampleSpread? Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return null;
        var mean = values.Average();
        return new SampleSpread(values.Count, mean, values.Count < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}
