namespace CimCil.Exemplars;

/// <summary>
/// The knapsack refinement of a herding selection. What herding is after is a set whose mean feature m(S) is close to the class
/// mean m; one at a time it cannot take back a costly choice. Here a chosen image is exchanged for another one as long as that
/// lowers ||m - m(S)||^2 within the share, and room that exchanges free is filled; the set never gets smaller.
/// </summary>
internal sealed class HerdingExchange
{
    /// <summary>A smaller gain is rounding, and could go round in circles.</summary>
    private const double LeastGain = 1e-12;

    /// <summary>Sums in another order may differ in their last digits; the share is not exceeded in any.</summary>
    private const double Slack = 1e-12;

    private readonly FeatureRows _rows;
    private readonly double[] _costs;
    private readonly double _share;
    private readonly double[] _towardsMean; // f . m
    private readonly double[] _towardsSum;  // f . s, with s the sum of the chosen rows
    private readonly double[] _squares;     // ||f||^2
    private readonly Dictionary<int, double[]> _products = []; // of each chosen row with all rows
    private double _cost;

    /// <param name="rows">[N, D].</param>
    /// <param name="costs">[N].</param>
    /// <param name="share">What the class may cost together.</param>
    public HerdingExchange(FeatureRows rows, double[] costs, double share)
    {
        _rows = rows;
        _costs = costs;
        _share = share * (1 - Slack);
        _towardsMean = rows.TimesVector(rows.Mean());
        _squares = rows.Squares();
        _towardsSum = new double[costs.Length];
    }

    /// <summary>Exchanges until nothing is gained; the chosen rows in no particular order.</summary>
    public IReadOnlyCollection<int> Refine(IEnumerable<int> selection)
    {
        foreach (var row in selection)
            Add(row);
        while (_products.Count > 0)
        {
            if (BestExchange() is var (leaving, entering))
            {
                Remove(leaving);
                Add(entering);
            }
            else if (BestAddition() is { } added)
                Add(added);
            else
                break;
        }
        return _products.Keys;
    }

    private (int Leaving, int Entering)? BestExchange()
    {
        var count = (double)_products.Count;
        var (sumSquare, sumMean) = (_products.Keys.Sum(row => _towardsSum[row]), _products.Keys.Sum(row => _towardsMean[row]));
        var lowest = Distance(sumSquare, sumMean, count) - LeastGain;
        (int, int)? best = null;
        foreach (var (leaving, products) in _products)
        {
            for (var entering = 0; entering < _costs.Length; entering++)
            {
                if (_products.ContainsKey(entering) || _cost - _costs[leaving] + _costs[entering] > _share)
                    continue;
                var square = sumSquare + _squares[leaving] + _squares[entering]
                    + (2 * (_towardsSum[entering] - _towardsSum[leaving] - products[entering]));
                var distance = Distance(square, sumMean - _towardsMean[leaving] + _towardsMean[entering], count);
                if (distance < lowest)
                    (lowest, best) = (distance, (leaving, entering));
            }
        }
        return best;
    }

    /// <summary>The image that fits and brings the mean closest; null when none fits.</summary>
    private int? BestAddition()
    {
        var count = (double)_products.Count;
        var (sumSquare, sumMean) = (_products.Keys.Sum(row => _towardsSum[row]), _products.Keys.Sum(row => _towardsMean[row]));
        var (lowest, best) = (double.PositiveInfinity, (int?)null);
        for (var row = 0; row < _costs.Length; row++)
        {
            if (_products.ContainsKey(row) || _cost + _costs[row] > _share)
                continue;
            var distance = Distance(sumSquare + _squares[row] + (2 * _towardsSum[row]), sumMean + _towardsMean[row], count + 1);
            if (distance < lowest)
                (lowest, best) = (distance, row);
        }
        return best;
    }

    /// <summary>||m - s / k||^2 without the constant ||m||^2.</summary>
    private static double Distance(double sumSquare, double sumMean, double count) => (sumSquare / count / count) - (2 * sumMean / count);

    private void Add(int row)
    {
        var products = _rows.TimesVector(_rows[row]);
        _products.Add(row, products);
        for (var i = 0; i < products.Length; i++)
            _towardsSum[i] += products[i];
        _cost += _costs[row];
    }

    private void Remove(int row)
    {
        _products.Remove(row, out var products);
        for (var i = 0; i < products!.Length; i++)
            _towardsSum[i] -= products[i];
        _cost -= _costs[row];
    }
}
