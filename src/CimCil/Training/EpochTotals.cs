using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>
/// Sums of an epoch's losses and counts, kept on the device: reading a figure makes the host wait for the device, so all
/// are read together once the epoch ends.
/// </summary>
internal sealed class EpochTotals : IDisposable
{
    private readonly Dictionary<string, (Tensor Sum, long Weight)> _totals = [];
    private readonly List<string> _order = [];

    /// <summary>Adds a scalar that stands for <paramref name="weight"/> images.</summary>
    public void Add(string name, Tensor value, long weight)
    {
        using var scope = NewDisposeScope();
        var weighted = value.detach().to(ScalarType.Float64) * weight;
        if (_totals.TryGetValue(name, out var total))
        {
            total.Sum.add_(weighted);
            _totals[name] = (total.Sum, total.Weight + weight);
        }
        else
        {
            _order.Add(name);
            _totals[name] = (weighted.DetachFromDisposeScope(), weight);
        }
    }

    /// <summary>Reads the mean of every figure, in the order of their first appearance.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> ReadMeans()
    {
        if (_order.Count == 0)
            return [];
        using var scope = NewDisposeScope();
        var sums = stack(_order.Select(name => _totals[name].Sum)).cpu().data<double>().ToArray();
        return [.. _order.Select((name, i) => new KeyValuePair<string, double>(name, sums[i] / _totals[name].Weight))];
    }

    /// <summary>The names with what their sums stand for, in order.</summary>
    public IReadOnlyList<TotalWeight> Weights => [.. _order.Select(name => new TotalWeight(name, _totals[name].Weight))];

    /// <summary>The sums in the same order, [T] float64, on the device; null when there is none.</summary>
    public Tensor? Sums() => _order.Count == 0 ? null : stack(_order.Select(name => _totals[name].Sum));

    /// <summary>Goes on from sums that were kept; they are copied.</summary>
    public void Restore(IReadOnlyList<TotalWeight> weights, Tensor sums, Device device)
    {
        using var scope = NewDisposeScope();
        foreach (var (i, (name, weight)) in weights.Index())
        {
            _order.Add(name);
            _totals[name] = (sums[i].to(device).clone().DetachFromDisposeScope(), weight);
        }
    }

    public void Dispose()
    {
        foreach (var (sum, _) in _totals.Values)
            sum.Dispose();
    }
}
