using System.Numerics.Tensors;
using CimCil.Configuration;
using CimCil.Foundation;
using TorchSharp;

namespace CimCil.Exemplars;

/// <summary>
/// Herding under a fractional budget (algorithm, section 8; decision 8): the images of a class whose running mean stays
/// closest to the class mean, in that order, as long as their costs fit into the class's share.
/// </summary>
internal static class Herding
{
    /// <summary>Chooses exemplars of one class.</summary>
    /// <param name="features">[N, D], one row per candidate, of the images as the store will hold them.</param>
    /// <param name="costs">[N], the candidates' costs in image equivalents; each above 0.</param>
    /// <param name="share">What the class may cost together; 0 and below keeps nothing.</param>
    /// <param name="fill">What happens to a candidate that no longer fits.</param>
    /// <returns>The chosen rows in herding order; all rows when they cost no more than the share.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together, or a cost is not a positive number.</exception>
    public static HerdingSelection Select(FeatureRows features, ReadOnlySpan<double> costs, double share, Fill fill)
    {
        ArgumentNullException.ThrowIfNull(features);
        CheckCosts(costs);
        if (features.Count != costs.Length)
            throw new ArgumentException($"There are features of {features.Count} candidates and {costs.Length} costs; each candidate has one.", nameof(features));
        if (costs.IsEmpty || !(share > 0))
            return HerdingSelection.Nothing;

        var open = new bool[costs.Length];
        open.AsSpan().Fill(true);
        var greedy = Choose(features, open, costs, share, fill);
        if (fill != Fill.Knapsack)
            return greedy;
        // The refined set in herding order, so that a reduction may still drop from its tail.
        var refined = new HerdingExchange(features, costs.ToArray(), share).Refine(greedy.Order);
        open.AsSpan().Clear();
        foreach (var row in refined)
            open[row] = true;
        return Choose(features, open, costs, double.PositiveInfinity, Fill.SkipAndContinue);
    }

    /// <summary>Herding over the open rows, which it closes.</summary>
    private static HerdingSelection Choose(FeatureRows rows, bool[] open, ReadOnlySpan<double> costs, double share, Fill fill)
    {
        var scores = new HerdingScores(rows);
        var order = new List<int>();
        var cost = 0.0;
        while (true)
        {
            // What does not fit now never will, because the sum only grows.
            if (fill != Fill.StopAtFirst)
                CloseWhatExceeds(open, costs, cost, share);
            var best = scores.Best(open);
            if (best < 0 || cost + costs[best] > share)
                return new HerdingSelection(order, cost);
            cost += costs[best];
            order.Add(best);
            open[best] = false;
            scores.Choose(best);
        }
    }

    /// <summary>
    /// How many exemplars a class keeps when its share shrinks: the longest prefix of the stored order that fits. Whatever the
    /// fill, a reduction only drops from the tail, because herding makes every prefix the best set of its length, and a gap
    /// filled from further down would put images before better ones.
    /// </summary>
    /// <param name="costs">The costs of the stored exemplars in their stored order, in image equivalents; each above 0.</param>
    /// <param name="share">What the class may cost together; 0 and below keeps nothing.</param>
    /// <returns>A length in [0, number of costs].</returns>
    /// <exception cref="ArgumentException">A cost is not a positive number.</exception>
    public static int KeptCount(ReadOnlySpan<double> costs, double share)
    {
        CheckCosts(costs);
        var sum = 0.0;
        for (var i = 0; i < costs.Length; i++)
        {
            sum += costs[i];
            if (!(sum <= share))
                return i;
        }
        return costs.Length;
    }

    /// <summary>As for rows, of features [N, D] as a tensor of any type on any device, which stays the caller's.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit together, or a cost is not a positive number.</exception>
    /// <exception cref="CimCilException">A feature is not a finite number: training has diverged.</exception>
    public static HerdingSelection Select(torch.Tensor features, ReadOnlySpan<double> costs, double share, Fill fill) =>
        Select(FeatureRows.Of(features), costs, share, fill);

    /// <summary>The mean of the chosen images' features, each of length 1, scaled to length 1; zeros when nothing is chosen.</summary>
    /// <param name="features">[N, D], on any device.</param>
    /// <param name="chosen">Rows of <paramref name="features"/>.</param>
    /// <returns>[D], float64, on the device of the features; the caller's to dispose.</returns>
    public static torch.Tensor ClassMean(torch.Tensor features, IReadOnlyList<int> chosen)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        var rows = FeatureRows.Of(features);
        var mean = new double[rows.Length];
        foreach (var row in chosen)
            TensorPrimitives.Add(mean, rows[row], mean);
        var length = Math.Sqrt(TensorPrimitives.Dot<double>(mean, mean));
        if (chosen.Count > 0)
            TensorPrimitives.Divide(mean, length, mean);
        using var scope = torch.NewDisposeScope();
        return torch.tensor(mean).to(features.device).MoveToOuterDisposeScope();
    }

    private static void CloseWhatExceeds(bool[] open, ReadOnlySpan<double> costs, double cost, double share)
    {
        for (var i = 0; i < open.Length; i++)
            open[i] &= cost + costs[i] <= share;
    }

    private static void CheckCosts(ReadOnlySpan<double> costs)
    {
        for (var i = 0; i < costs.Length; i++)
        {
            if (!(costs[i] > 0 && double.IsFinite(costs[i])))
                throw new ArgumentException($"Cost {i} is {costs[i]}; an exemplar costs a positive number of image equivalents.", nameof(costs));
        }
    }
}
