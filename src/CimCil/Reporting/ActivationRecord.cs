namespace CimCil.Reporting;

/// <summary>A learned activation y = P(x) / Q(x).</summary>
/// <param name="Name">Its place in the network.</param>
/// <param name="Numerator">a_0 .. a_5.</param>
/// <param name="Denominator">b_1 .. b_4.</param>
internal sealed record ActivationRecord(string Name, IReadOnlyList<float> Numerator, IReadOnlyList<float> Denominator)
{
    /// <summary>The activation of a number, P(x) / (1 + sum of |b_i x^i|).</summary>
    public double At(double x)
    {
        var (numerator, denominator, power) = (0.0, 1.0, 1.0);
        for (var i = 0; i < Numerator.Count; i++, power *= x)
        {
            numerator += Numerator[i] * power;
            if (i > 0 && i <= Denominator.Count)
                denominator += Math.Abs(Denominator[i - 1] * power);
        }
        return numerator / denominator;
    }
}
