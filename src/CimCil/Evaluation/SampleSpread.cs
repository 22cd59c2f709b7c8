namespace CimCil.Evaluation;

/// <summary>Mean and spread of one figure over seeds.</summary>
/// <param name="Count">Values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation (n - 1); null for a single value, which has no spread.</param>
internal sealed record SampleSpread(int Count, double Mean, double? Deviation)
{
    /// <summary>A sum that is smaller than this share of its parts is what rounding has left of 0.</summary>
    internal const double Rounding = 1e-9;

    /// <summary>Sums values up; null when there are none.</summary>
    public static SampleSpread? Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return null;
        // +0.926 - 0.926 need not be 0 where both are differences of numbers in binary.
        var mean = Math.Abs(values.Sum()) <= Rounding * values.Sum(Math.Abs) ? 0 : values.Average();
        return new SampleSpread(values.Count, mean, values.Count < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}
