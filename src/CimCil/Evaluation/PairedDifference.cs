using MathNet.Numerics.Distributions;

namespace CimCil.Evaluation;

/// <summary>
/// What pairs of values say of a difference, such as the accuracies of two methods under the same seeds. What a seed draws for
/// both, such as initial weights and the order of images, drops out of the difference as far as it helps or harms both alike.
/// </summary>
/// <param name="Count">Pairs.</param>
/// <param name="Mean">Mean difference.</param>
/// <param name="Interval">The 95 % interval of the mean difference by Student's t with n - 1 degrees of freedom; null for a single pair.</param>
/// <param name="PValue">
/// The two-sided p of the exact permutation test: the share of all 2^n ways to flip the signs of the differences whose mean lies at least as
/// far from 0. Null for more than <see cref="MostTestedPairs"/> pairs.
/// </param>
internal sealed record PairedDifference(int Count, double Mean, (double Low, double High)? Interval, double? PValue)
{
    /// <summary>Pairs up to which the permutation test is exact: half of them have 2^20 sums, which are held at once.</summary>
    public const int MostTestedPairs = 40;

    private const double Confidence = 0.95;

    /// <summary>Two values that differ by less than this share of them are equal but for the last bits of the sums that they are.</summary>
    private const double Rounding = 1e-12;

    /// <summary>The smallest p that so many pairs can have: all signs as they are, or all flipped.</summary>
    public double SmallestPValue => Math.Pow(2, 1 - Count);

    /// <summary>Pairs values by their keys; a key that one side lacks is left out. Null when no key is common.</summary>
    /// <param name="values">The values by seed.</param>
    /// <param name="baseline">What they are compared with, by seed.</param>
    public static PairedDifference? Of(IReadOnlyDictionary<int, double> values, IReadOnlyDictionary<int, double> baseline)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(baseline);
        return Of([.. values.Where(value => baseline.ContainsKey(value.Key)).OrderBy(value => value.Key).Select(value => Between(value.Value, baseline[value.Key]))]);
    }

    /// <summary>Sums differences up; null when there are none.</summary>
    public static PairedDifference? Of(IReadOnlyList<double> differences) => SampleSpread.Of(differences) is { } spread
        ? new PairedDifference(spread.Count, spread.Mean, IntervalOf(spread), PermutationTest(differences))
        : null;

    private static double Between(double value, double baseline) => Math.Abs(value - baseline) <= Rounding * Math.Max(Math.Abs(value), Math.Abs(baseline)) ? 0 : value - baseline;

    private static (double Low, double High)? IntervalOf(SampleSpread spread)
    {
        if (spread.Deviation is not { } deviation)
            return null;
        var half = StudentT.InvCDF(0, 1, spread.Count - 1, (1 + Confidence) / 2) * deviation / Math.Sqrt(spread.Count);
        return (spread.Mean - half, spread.Mean + half);
    }

    /// <summary>All 2^n sums of flipped signs are those of one half of the differences added to those of the other half.</summary>
    private static double? PermutationTest(IReadOnlyList<double> differences)
    {
        if (differences.Count > MostTestedPairs)
            return null;
        // Sums that are equal in exact arithmetic differ in their last bits, and count as equal.
        var least = Math.Abs(differences.Sum()) - (SampleSpread.Rounding * differences.Sum(Math.Abs));
        if (least <= 0)
            return 1;
        var half = differences.Count / 2;
        var (lower, upper) = (SignedSums(differences.Take(half)), SignedSums(differences.Skip(half)));
        var (far, start) = (0L, upper.Length);
        foreach (var sum in lower)
        {
            while (start > 0 && sum + upper[start - 1] >= least)
                start--;
            far += upper.Length - start;
        }
        // Flipping every sign mirrors the sums: as many lie as far on the other side.
        return 2 * far / Math.Pow(2, differences.Count);
    }

    /// <summary>The sums under all ways to flip signs, the smallest first.</summary>
    private static double[] SignedSums(IEnumerable<double> differences)
    {
        double[] sums = [0];
        foreach (var difference in differences)
            sums = [.. sums.Select(sum => sum - difference), .. sums.Select(sum => sum + difference)];
        Array.Sort(sums);
        return sums;
    }
}
