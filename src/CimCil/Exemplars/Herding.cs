using CimCil.Configuration;
using CimCil.Foundation;
using TorchSharp;

namespace CimCil.Exemplars;

/// <summary>
/// Herding under a fractional budget (algorithm, section 8; decision 8): the pictures of a class whose running mean stays
/// closest to the class mean, in that order, as long as their costs fit into the class's share.
/// </summary>
public static class Herding
{
    /// <summary>Keeps a feature vector of length 0 finite; the reference's constant.</summary>
    private const double NormEpsilon = 1e-8;

    /// <summary>
    /// Scores closer than this are a tie, which the first picture wins. Equal features in different rows of a matrix product may
    /// differ by its rounding (about 1e-15), while distinct float32 features differ by 1e-8 and more.
    /// </summary>
    private const double TieTolerance = 1e-12;

    /// <summary>Chooses exemplars of one class.</summary>
    /// <param name="features">
    /// [N, D], one row per candidate, of the pictures as the store will hold them, on any device. Rows are scaled to length 1 and
    /// all arithmetic is float64, so that near ties fall the same way on every device.
    /// </param>
    /// <param name="costs">[N], the candidates' costs in image equivalents; each above 0.</param>
    /// <param name="share">What the class may cost together; 0 and below keeps nothing.</param>
    /// <param name="fill">What happens to a candidate that no longer fits.</param>
    /// <returns>The chosen rows in herding order; all rows when they cost no more than the share.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together, or a cost is not a positive number.</exception>
    /// <exception cref="CimCilException">A feature is not a finite number: training has diverged.</exception>
    public static HerdingSelection Select(torch.Tensor features, ReadOnlySpan<double> costs, double share, Fill fill)
    {
        CheckCosts(costs);
        if (features.Dimensions != 2 || features.shape[0] != costs.Length)
            throw new ArgumentException($"Features have the shape [{string.Join(", ", features.shape)}]; {costs.Length} costs need [{costs.Length}, D].", nameof(features));
        if (costs.IsEmpty || !(share > 0))
            return HerdingSelection.Nothing;

        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var rows = Normalised(features);
        var open = new bool[costs.Length];
        open.AsSpan().Fill(true);
        var greedy = Choose(rows, open, costs, share, fill);
        if (fill != Fill.Knapsack)
            return greedy;
        // The refined set in herding order, so that a reduction may still drop from its tail.
        var refined = new HerdingExchange(rows, costs.ToArray(), share).Refine(greedy.Order);
        open.AsSpan().Clear();
        foreach (var row in refined)
            open[row] = true;
        return Choose(rows, open, costs, double.PositiveInfinity, Fill.SkipAndContinue);
    }

    /// <summary>Herding over the open rows, which it closes.</summary>
    private static HerdingSelection Choose(torch.Tensor rows, bool[] open, ReadOnlySpan<double> costs, double share, Fill fill)
    {
        var scores = new Scores(rows);
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
    /// filled from further down would put pictures before better ones.
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

    /// <summary>The mean of the chosen pictures' features, each of length 1, scaled to length 1; zeros when nothing is chosen.</summary>
    /// <param name="features">[N, D], as for <see cref="Select"/>.</param>
    /// <param name="chosen">Rows of <paramref name="features"/>.</param>
    /// <returns>[D], float64, on the device of the features; the caller's to dispose.</returns>
    public static torch.Tensor ClassMean(torch.Tensor features, IReadOnlyList<int> chosen)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        if (chosen.Count == 0)
            return torch.zeros(features.shape[1], torch.float64, features.device).MoveToOuterDisposeScope();
        var rows = torch.tensor(chosen.Select(row => (long)row).ToArray(), device: features.device);
        var mean = Normalised(features.index_select(0, rows)).mean([0]);
        return (mean / mean.norm()).MoveToOuterDisposeScope();
    }

    private static torch.Tensor Normalised(torch.Tensor features)
    {
        var wide = features.to(torch.float64);
        if (!wide.isfinite().all().item<bool>())
            throw new CimCilException("Herding needs finite features, but some are not a number or infinite: training has diverged. Lower the learning rate.");
        return wide / (wide.square().sum(1, keepdim: true).sqrt() + NormEpsilon);
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

    /// <summary>
    /// The distances of step k, up to a constant and the factor k^2: with S the sum of the chosen rows,
    /// || mean - (f + S) / k ||^2 k^2 = ||f||^2 - 2 f.(k mean - S) + const, so a step needs one matrix-vector product.
    /// </summary>
    private sealed class Scores
    {
        private readonly torch.Tensor _rows;      // [N, D]
        private readonly double[] _squares;       // ||f||^2
        private readonly double[] _towardsMean;   // f . mean
        private readonly double[] _towardsChosen; // f . S
        private int _step = 1;

        public Scores(torch.Tensor rows)
        {
            _rows = rows;
            _squares = rows.square().sum(1).cpu().data<double>().ToArray();
            _towardsMean = rows.mv(rows.mean([0])).cpu().data<double>().ToArray();
            _towardsChosen = new double[_squares.Length];
        }

        /// <summary>The first of the closest open rows; -1 when none is open.</summary>
        public int Best(bool[] open)
        {
            var lowest = double.PositiveInfinity;
            for (var i = 0; i < open.Length; i++)
            {
                if (open[i])
                    lowest = Math.Min(lowest, Score(i));
            }
            var tie = lowest + (TieTolerance * _step);
            for (var i = 0; i < open.Length; i++)
            {
                if (open[i] && Score(i) <= tie)
                    return i;
            }
            return -1;
        }

        /// <summary>Adds a row to the chosen ones and goes to the next step.</summary>
        public void Choose(int row)
        {
            using var scope = torch.NewDisposeScope();
            var products = _rows.mv(_rows[row]).cpu().data<double>();
            for (var i = 0; i < _towardsChosen.Length; i++)
                _towardsChosen[i] += products[i];
            _step++;
        }

        private double Score(int i) => _squares[i] - (2 * ((_step * _towardsMean[i]) - _towardsChosen[i]));
    }
}
