namespace CimCil.Exemplars;

/// <summary>
/// Brings classes down to a common level until all of them fit: again and again the class that holds most, for its weight,
/// gives up the last of its exemplars. What a class does not need is the others' to use, and so is what a whole exemplar
/// leaves over, which shares of bytes would waste.
/// </summary>
internal sealed class ShareLevelling
{
    private readonly Dictionary<int, Stack<double>> _costs = [];
    private readonly Dictionary<int, double> _held = [];
    private readonly Func<int, double> _weightOf;
    private readonly PriorityQueue<int, (double Level, int Label)> _largest = new();

    /// <summary>All exemplars are held at first.</summary>
    /// <param name="exemplars">Label and cost of every exemplar; those of a class in its order, best first.</param>
    /// <param name="weightOf">The weight of a label's share.</param>
    public ShareLevelling(IEnumerable<(int Label, double Cost)> exemplars, Func<int, double> weightOf)
    {
        _weightOf = weightOf;
        foreach (var (label, cost) in exemplars)
        {
            if (!_costs.TryGetValue(label, out var stack))
                _costs.Add(label, stack = new Stack<double>());
            stack.Push(cost);
            _held[label] = _held.GetValueOrDefault(label) + cost;
            Total += cost;
        }
        foreach (var label in _costs.Keys)
            Enqueue(label);
    }

    /// <summary>The cost of what is held.</summary>
    public double Total { get; private set; }

    /// <summary>How many exemplars a label holds.</summary>
    public int CountOf(int label) => _costs.TryGetValue(label, out var stack) ? stack.Count : 0;

    /// <summary>Drops exemplars until the total is no more than <paramref name="limit"/>.</summary>
    public void LowerTo(double limit)
    {
        while (Total > limit && DropOne() is not null)
        {
        }
    }

    /// <summary>Drops one exemplar; of equal classes the last one gives.</summary>
    /// <returns>Its label; null when nothing is held.</returns>
    public int? DropOne()
    {
        if (!_largest.TryDequeue(out var label, out _))
            return null;
        var cost = _costs[label].Pop();
        _held[label] -= cost;
        Total -= cost;
        Enqueue(label);
        return label;
    }

    private void Enqueue(int label)
    {
        if (_costs[label].Count > 0)
            _largest.Enqueue(label, (-_held[label] / _weightOf(label), -label));
    }
}
