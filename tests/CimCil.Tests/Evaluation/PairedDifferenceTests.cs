using CimCil.Evaluation;

namespace CimCil.Tests.Evaluation;

/// <summary>Statistics over seeds against values that are derived by hand or taken from tables.</summary>
[TestClass]
public sealed class PairedDifferenceTests
{
    /// <summary>Two-sided 95 % quantiles of Student's t, as every printed table has them.</summary>
    [TestMethod]
    [DataRow(2, 12.7062)]
    [DataRow(3, 4.3027)]
    [DataRow(4, 3.1824)]
    [DataRow(5, 2.7764)]
    [DataRow(10, 2.2622)]
    [DataRow(31, 2.0423)]
    public void TheIntervalIsStudents(int count, double quantile)
    {
        // Differences of mean 3 and, by their symmetry, a sum of squares of 2 (a middle one is 3).
        double[] differences = [.. Enumerable.Repeat(3.0, count)];
        (differences[0], differences[1]) = (2, 4);
        var deviation = Math.Sqrt(2.0 / (count - 1));
        var interval = PairedDifference.Of(differences)!.Interval!.Value;
        Assert.AreEqual(3 - (quantile * deviation / Math.Sqrt(count)), interval.Low, 1e-4);
        Assert.AreEqual(3 + (quantile * deviation / Math.Sqrt(count)), interval.High, 1e-4);
    }

    /// <summary>With one degree of freedom t is Cauchy's, whose quantile is a tangent; with two it has a closed form as well.</summary>
    [TestMethod]
    public void SmallIntervalsAreTheClosedForms()
    {
        var two = PairedDifference.Of([1, 3])!;
        Assert.AreEqual(2, two.Mean);
        Assert.AreEqual(2 + Math.Tan(Math.PI * 0.475), two.Interval!.Value.High, 1e-9);
        var three = PairedDifference.Of([1.0, 2.0, 3.0])!;
        // t(p, 2) = (2p - 1) / sqrt(2 p (1 - p)).
        Assert.AreEqual(2 - (0.95 / Math.Sqrt(2 * 0.975 * 0.025) / Math.Sqrt(3)), three.Interval!.Value.Low, 1e-9);
    }

    /// <summary>SciPy 1.10.1: stats.ttest_1samp(d, 0).confidence_interval(), and stats.permutation_test of pairs (permutation_type="samples", n_resamples=inf).</summary>
    [TestMethod]
    [DataRow(new[] { 2.3, -0.7 }, 0.8, -18.25930710464814, 19.859307104648142, 1.0)]
    [DataRow(new[] { 1.25, 0.5, 3.75, -1.5, 2.0 }, 1.2, -1.1984532805121406, 3.5984532805121408, 0.25)]
    [DataRow(new[] { 0.4, 1.1, -0.2, 0.9, 1.6, 0.3, -0.5, 2.2 }, 0.725, -0.03303767301690996, 1.4830376730169101, 0.0703125)]
    [DataRow(new[] { 5.5, 5.5, 5.5 }, 5.5, 5.5, 5.5, 0.25)]
    public void TheFiguresAreSciPys(double[] differences, double mean, double low, double high, double p)
    {
        var found = PairedDifference.Of(differences)!;
        Assert.AreEqual(mean, found.Mean, 1e-12);
        Assert.AreEqual(low, found.Interval!.Value.Low, 1e-9);
        Assert.AreEqual(high, found.Interval.Value.High, 1e-9);
        Assert.AreEqual(p, found.PValue!.Value, 1e-12);
    }

    [TestMethod]
    public void OnePairHasNoInterval()
    {
        var one = PairedDifference.Of([1.5])!;
        Assert.AreEqual((1, 1.5, null, 1.0, 1.0), (one.Count, one.Mean, one.Interval, one.PValue, one.SmallestPValue));
        Assert.IsNull(PairedDifference.Of([]));
        Assert.IsNull(SampleSpread.Of([2])!.Deviation);
    }

    [TestMethod]
    public void EqualDifferencesHaveAnIntervalWithoutWidth()
    {
        var equal = PairedDifference.Of([0.5, 0.5, 0.5, 0.5, 0.5])!;
        Assert.AreEqual((0.5, 0.5), equal.Interval);
        Assert.AreEqual(2.0 / 32, equal.PValue);
        Assert.AreEqual(2.0 / 32, equal.SmallestPValue);
        Assert.AreEqual(1.0, PairedDifference.Of([0, 0, 0])!.PValue);
        Assert.AreEqual(1.0, PairedDifference.Of([1, -1])!.PValue);
    }

    /// <summary>Sums of flipped signs that are at least 4 or at most -4: 1+2+3, -1+2+3, and their mirrors.</summary>
    [TestMethod]
    public void ThePermutationTestCountsByHand()
    {
        Assert.AreEqual(4.0 / 8, PairedDifference.Of([-1, 2, 3])!.PValue);
        Assert.AreEqual(2.0 / 8, PairedDifference.Of([1, 2, 3])!.PValue);
        // In binary 0.1 + 0.2 is more than 0.3, and 0.3 - 0.1 - 0.2 is not 0: as exact numbers all eight sums count.
        Assert.AreEqual(1.0, PairedDifference.Of([0.1, 0.2, -0.3])!.PValue);
        Assert.AreEqual(6.0 / 8, PairedDifference.Of([0.1, 0.2, -0.1])!.PValue, "0.2 is reached by +-0.1 +-0.1 + 0.2 in three of four ways, and mirrored");
    }

    [TestMethod]
    public void ThePermutationTestIsTheOneThatGoesThroughAllSigns()
    {
        var random = new Random(5);
        for (var count = 1; count <= 12; count++)
        {
            double[] differences = [.. Enumerable.Range(0, count).Select(_ => Math.Round((random.NextDouble() * 4) - 1, 1))];
            var least = Math.Abs(differences.Sum()) - 1e-9;
            var far = Enumerable.Range(0, 1 << count).Count(signs => Math.Abs(differences.Select((difference, i) => (signs >> i & 1) == 0 ? difference : -difference).Sum()) >= least);
            Assert.AreEqual((double)far / (1 << count), PairedDifference.Of(differences)!.PValue!.Value, 1e-12, $"{count} pairs");
        }
    }

    /// <summary>In exact arithmetic these are 0: differences that cancel, and equal sums that are added up in another order.</summary>
    [TestMethod]
    public void WhatRoundingAloneHasLeftIsNothing()
    {
        Dictionary<int, double> values = new() { [1] = 60.474, [2] = 62.736, [3] = 50 }, baseline = new() { [1] = 59.548, [2] = 63.662, [3] = 50 };
        Assert.AreNotEqual(0, (values[1] - baseline[1]) + (values[2] - baseline[2]), "or this shows nothing");
        Assert.AreEqual((0.0, 1.0), (PairedDifference.Of(values, baseline)!.Mean, PairedDifference.Of(values, baseline)!.PValue));
        var equal = PairedDifference.Of(new Dictionary<int, double> { [1] = 0.1 + 0.2, [2] = 0.7 }, new Dictionary<int, double> { [1] = 0.3, [2] = 0.7 })!;
        Assert.AreEqual((0.0, (0.0, 0.0)), (equal.Mean, equal.Interval!.Value));
        Assert.AreEqual(0.0, SampleSpread.Of([0.1, 0.2, -0.3])!.Mean);
        Assert.AreEqual(1e-7, PairedDifference.Of([1, 1e-7, -1 + 1e-7])!.Mean * 3 / 2, 1e-12, "a small mean is one");
    }

    [TestMethod]
    public void ManyPairsAreTestedExactlyUpToALimit()
    {
        Assert.AreEqual(Math.Pow(2, -39), PairedDifference.Of([.. Enumerable.Repeat(1.0, 40)])!.PValue!.Value, 1e-18);
        Assert.IsNull(PairedDifference.Of([.. Enumerable.Repeat(1.0, 41)])!.PValue);
    }

    [TestMethod]
    public void OnlyCommonSeedsAreAPair()
    {
        var paired = PairedDifference.Of(new Dictionary<int, double> { [1] = 5, [3] = 9, [4] = 1 }, new Dictionary<int, double> { [4] = 2, [2] = 100, [1] = 1 })!;
        Assert.AreEqual((2, 1.5), (paired.Count, paired.Mean));
        Assert.IsNull(PairedDifference.Of(new Dictionary<int, double> { [1] = 5 }, new Dictionary<int, double> { [2] = 5 }));
    }
}
