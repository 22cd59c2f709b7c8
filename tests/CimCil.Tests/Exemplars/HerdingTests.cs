using CimCil.Configuration;
using CimCil.Exemplars;
using CimCil.Foundation;
using CsCheck;
using TorchSharp;

namespace CimCil.Tests.Exemplars;

[TestClass]
public sealed class HerdingTests
{
    /// <summary>Normal features in three dimensions and more: hardly any ties.</summary>
    private static readonly Gen<(float[][] Features, double[] Costs, double Share)> Classes =
        Gen.Select(Gen.Int[1, 40], Gen.Int[3, 8], Gen.Double[0, 12], Gen.ULong).SelectMany((count, size, share, seed) =>
            Gen.Double[0.25, 1].Array[count].Select(costs => (NormalRows(count, size, new RandomStream(seed)), costs, share)));

    private static float[][] NormalRows(int count, int size, RandomStream random) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, size).Select(_ => (float)random.NextNormal()).ToArray())];

    /// <summary>The definition, word for word: the distance of every candidate's mean, all of it in float64.</summary>
    private static List<int> ByDefinition(float[][] features, double[] costs, double share, Fill fill)
    {
        double[][] rows = [.. features.Select(row => row.Select(value => value / (Math.Sqrt(row.Sum(other => (double)other * other)) + 1e-8)).ToArray())];
        var size = rows[0].Length;
        double[] mean = [.. Enumerable.Range(0, size).Select(d => rows.Average(row => row[d]))];
        var (order, cost, rest) = (new List<int>(), 0.0, Enumerable.Range(0, rows.Length).ToList());
        while (rest.Count > 0)
        {
            var k = order.Count + 1;
            double Distance(int i) => Enumerable.Range(0, size).Sum(d => Math.Pow(mean[d] - ((rows[i][d] + order.Sum(j => rows[j][d])) / k), 2));
            // Two images are always equally far from their mean, but for rounding.
            var closest = rest.Min(Distance) + 1e-12;
            var best = rest.First(i => Distance(i) <= closest);
            rest.Remove(best);
            if (cost + costs[best] <= share)
            {
                order.Add(best);
                cost += costs[best];
            }
            else if (fill == Fill.StopAtFirst)
                break;
        }
        return order;
    }

    /// <summary>Whatever the type, the order in memory and how many numbers are copied at once.</summary>
    [TestMethod]
    [DataRow(torch.ScalarType.Float32, 1 << 27)]
    [DataRow(torch.ScalarType.Float32, 12)]
    [DataRow(torch.ScalarType.Float64, 5)]
    [DataRow(torch.ScalarType.BFloat16, 1)]
    public void RowsAreTheFeaturesOfATensor(torch.ScalarType type, int largestCopy)
    {
        using var scope = torch.NewDisposeScope();
        var features = torch.randn(7, 5).to(type);
        var single = features.to(torch.ScalarType.Float32).data<float>().ToArray();
        var expected = FeatureRows.Of(single, 7);
        foreach (var tensor in new[] { features, features.t().contiguous().t(), features.requires_grad_(true) })
        {
            var rows = FeatureRows.Of(tensor, largestCopy);
            Assert.AreEqual((7, 5), (rows.Count, rows.Length));
            for (var row = 0; row < 7; row++)
                CollectionAssert.AreEqual(expected[row].ToArray(), rows[row].ToArray());
        }
        Assert.AreEqual((0, 5), (FeatureRows.Of(torch.empty(0, 5)).Count, FeatureRows.Of(torch.empty(0, 5)).Length));
    }

    [TestMethod]
    public void MatrixProductsChooseWhatTheDefinitionChooses() =>
        Gen.Select(Classes, Gen.OneOf<Fill>(Fill.SkipAndContinue, Fill.StopAtFirst)).Sample((given, fill) =>
            ByDefinition(given.Features, given.Costs, given.Share, fill).SequenceEqual(Select(given.Features, given.Costs, given.Share, fill).Order), iter: 300);

    [TestMethod]
    public void CostIsTheSumInOrderAndStaysWithinTheShare() =>
        Gen.Select(Classes, Gen.OneOf<Fill>(Fill.SkipAndContinue, Fill.StopAtFirst)).Sample((given, fill) =>
        {
            var selection = Select(given.Features, given.Costs, given.Share, fill);
            var sum = 0.0;
            foreach (var row in selection.Order)
                sum += given.Costs[row];
            return selection.Cost == sum && sum <= given.Share && selection.Order.Distinct().Count() == selection.Order.Count;
        }, iter: 200);

    [TestMethod]
    public void SkippingKeepsWhatStoppingKeepsAndMayAddToIt() =>
        Classes.Sample(given =>
        {
            var stopping = Select(given.Features, given.Costs, given.Share, Fill.StopAtFirst);
            var skipping = Select(given.Features, given.Costs, given.Share, Fill.SkipAndContinue);
            return skipping.Order.Take(stopping.Order.Count).SequenceEqual(stopping.Order) && skipping.Cost >= stopping.Cost;
        }, iter: 200);

    [TestMethod]
    public void ExchangesBringTheMeanCloserWithinTheShare()
    {
        var gains = 0;
        Classes.Sample(given =>
        {
            var skipping = Select(given.Features, given.Costs, given.Share, Fill.SkipAndContinue);
            var refined = Select(given.Features, given.Costs, given.Share, Fill.Knapsack);
            if (refined.Order.Distinct().Count() != refined.Order.Count || refined.Cost > given.Share || refined.Order.Count < skipping.Order.Count)
                return false;
            // With as many images the set is at least as good; with more it uses room that exchanges made free.
            if (refined.Order.Count > skipping.Order.Count)
                return true;
            gains += Distance(given.Features, refined.Order) < Distance(given.Features, skipping.Order) - 1e-9 ? 1 : 0;
            return Distance(given.Features, refined.Order) <= Distance(given.Features, skipping.Order) + 1e-9;
        }, iter: 200, threads: 1);
        Assert.IsGreaterThan(20, gains);
    }

    private static double Distance(float[][] features, IReadOnlyList<int> chosen)
    {
        double[][] rows = [.. features.Select(row => row.Select(value => value / (Math.Sqrt(row.Sum(other => (double)other * other)) + 1e-8)).ToArray())];
        return chosen.Count == 0 ? double.PositiveInfinity : Enumerable.Range(0, rows[0].Length).Sum(d => Math.Pow(rows.Average(row => row[d]) - chosen.Average(i => rows[i][d]), 2));
    }

    [TestMethod]
    public void ReductionIsTheLongestPrefixThatFits() =>
        Gen.Select(Gen.Double[0.25, 1].Array[0, 40], Gen.Double[0, 12]).Sample((costs, share) =>
        {
            var kept = Herding.KeptCount(costs, share);
            return costs.Take(kept).Sum() <= share && (kept == costs.Length || costs.Take(kept + 1).Sum() > share);
        });

    [TestMethod]
    public void ClassSmallerThanItsShareIsKeptWhole() =>
        CollectionAssert.AreEquivalent(new[] { 0, 1, 2 }, Select([[1, 0], [0, 1], [1, 1]], [1, 1, 1], 20, Fill.StopAtFirst).Order.ToArray());

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(-1.0)]
    [DataRow(double.NaN)]
    [DataRow(0.2)]
    public void NothingFitsGivesNothing(double share)
    {
        foreach (var fill in Enum.GetValues<Fill>())
            Assert.IsEmpty(Select([[1, 0], [0, 1]], [0.25, 0.25], share, fill).Order);
        Assert.AreEqual(0, Herding.KeptCount([0.25, 0.25], share));
    }

    [TestMethod]
    public void ClassWithoutCandidatesGivesNothing()
    {
        using var features = torch.zeros(0, 4);
        Assert.IsEmpty(Herding.Select(features, [], 5, Fill.SkipAndContinue).Order);
    }

    /// <summary>Rows in the body and in the remainder of a vectorised product round differently; equal images still come in order.</summary>
    [TestMethod]
    public void EqualFeaturesComeInTheirOrder()
    {
        float[] row = [.. Enumerable.Range(0, 37).Select(i => MathF.Sin(i))];
        var features = Enumerable.Repeat(row, 67).ToArray();
        var order = Select(features, [.. features.Select(_ => 1.0)], 67, Fill.StopAtFirst).Order;
        CollectionAssert.AreEqual(Enumerable.Range(0, 67).ToArray(), order.ToArray());
    }

    [TestMethod]
    public void ImageWithoutAnyFeatureIsACandidateLikeOthers() =>
        Assert.HasCount(3, Select([[0, 0], [0, 1], [1, 1]], [1, 1, 1], 3, Fill.StopAtFirst).Order);

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void DivergedFeaturesAreAnError(float value)
    {
        var error = Assert.ThrowsExactly<CimCilException>(() => Select([[1, value]], [1], 3, Fill.StopAtFirst));
        StringAssert.Contains(error.Message, "diverged");
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(-0.5)]
    [DataRow(double.NaN)]
    public void CostsArePositive(double cost) =>
        Assert.ThrowsExactly<ArgumentException>(() => Select([[1, 0]], [cost], 3, Fill.StopAtFirst));

    [TestMethod]
    public void SelectionLeavesNoTensorBehind()
    {
        using var features = torch.rand(50, 16);
        var costs = Enumerable.Repeat(0.5, 50).ToArray();
        var before = torch.Tensor.TotalCount;
        for (var i = 0; i < 5; i++)
        {
            Herding.Select(features, costs, 10, Fill.SkipAndContinue);
            Herding.ClassMean(features, [0, 1]).Dispose();
        }
        Assert.AreEqual(before, torch.Tensor.TotalCount);
    }

    private static HerdingSelection Select(float[][] features, double[] costs, double share, Fill fill)
    {
        using var tensor = torch.tensor(features.SelectMany(row => row).ToArray(), [features.Length, features[0].Length]);
        return Herding.Select(tensor, costs, share, fill);
    }

    /// <summary>The choice is that of float64, though most rows are compared in float32: rows that nearly agree tell them apart.</summary>
    [TestMethod]
    [DataRow(40, 3, 1e-3)]
    [DataRow(60, 37, 1e-7)]
    [DataRow(90, 64, 1e-6)]
    [DataRow(50, 131, 1e-9)]
    public void TheOrderIsThatOfWholePrecision(int count, int length, double difference)
    {
        var random = new Random(count);
        for (var trial = 0; trial < 20; trial++)
        {
            // Groups of rows that differ by little.
            var values = new float[count * length];
            for (var row = 0; row < count; row++)
            {
                for (var i = 0; i < length; i++)
                    values[(row * length) + i] = row % 5 == 0 ? random.NextSingle() : values[((row - 1) * length) + i] * (float)(1 + (difference * random.NextDouble()));
            }
            var rows = FeatureRows.Of(values, count);
            var selection = Herding.Select(rows, Enumerable.Repeat(1.0, count).ToArray(), count - 5, Fill.SkipAndContinue);
            CollectionAssert.AreEqual(InWholePrecision(rows, count - 5), selection.Order.ToArray(), $"trial {trial}");
        }

        static int[] InWholePrecision(FeatureRows rows, int chosenCount)
        {
            var mean = Enumerable.Range(0, rows.Length).Select(i => Enumerable.Range(0, rows.Count).Average(row => rows[row][i])).ToArray();
            var sum = new double[rows.Length];
            var order = new List<int>();
            while (order.Count < chosenCount)
            {
                var step = order.Count + 1;
                var scores = Enumerable.Range(0, rows.Count).Select(row => order.Contains(row) ? double.PositiveInfinity : Score(row)).ToArray();
                // The first of those that rounding cannot tell apart.
                order.Add(Array.FindIndex(scores, score => score <= scores.Min() + (1e-12 * step)));
                for (var i = 0; i < sum.Length; i++)
                    sum[i] += rows[order[^1]][i];

                double Score(int row)
                {
                    var score = 0.0;
                    for (var i = 0; i < sum.Length; i++)
                        score += rows[row][i] * (rows[row][i] - (2 * ((step * mean[i]) - sum[i])));
                    return score;
                }
            }
            return [.. order];
        }
    }
}
