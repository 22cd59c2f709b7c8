namespace CimCil.Evaluation;

/// <summary>Shares in percent.</summary>
internal static class Percent
{
    /// <summary>100 <paramref name="count"/> / <paramref name="total"/>, unrounded.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="total"/> is not positive: a share of nothing has no value.</exception>
    public static double Of(long count, long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total);
        return count * 100.0 / total;
    }

    /// <summary>Two decimals as NumPy's <c>around</c> gives them: scaled by 100, to the nearest integer (ties to even), scaled back.</summary>
    /// <remarks>Not the same as rounding the exact decimal value: 0.015 becomes 0.02, because 0.015 * 100 is 1.5 in float64.</remarks>
    public static double Rounded(double percent) => Math.Round(percent * 100, MidpointRounding.ToEven) / 100;
}
