using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>What each class may cost, in the unit of the budget.</summary>
internal sealed class ClassShares
{
    private readonly Budget _budget;
    private readonly ShareRule _rule;
    private readonly int _seenClassCount;
    private readonly double _weights;

    /// <exception cref="ConfigurationException">The rule gives a class a weight that is not a positive number.</exception>
    public ClassShares(Budget budget, ShareRule rule, int seenClassCount)
    {
        (_budget, _rule, _seenClassCount) = (budget, rule, seenClassCount);
        _weights = Enumerable.Range(0, seenClassCount).Sum(WeightOf);
    }

    /// <summary>Whether every class has the same share, but for one more where a total leaves some over.</summary>
    public bool AreEqual => _rule is EqualShares;

    /// <summary>The largest share of a class where they are equal, and the mean where they are not.</summary>
    public double Typical => AreEqual ? Of(0) : _budget.Total(_seenClassCount) / _seenClassCount;

    /// <summary>The share of a class. It never grows when further classes are seen.</summary>
    public double Of(int label)
    {
        if (_rule is not EqualShares equal)
            return _budget.Total(_seenClassCount) * WeightOf(label) / _weights;
        var share = _budget.PerClass(_seenClassCount);
        return equal.Remainder == ShareRemainder.Distributed && _budget.Unit == BudgetUnit.Images
            ? share + Math.Clamp(_budget.Amount - (share * _seenClassCount) - label, 0, 1)
            : share;
    }

    /// <summary>The weight of a class's share.</summary>
    /// <exception cref="ConfigurationException">The rule gives a weight that is not a positive number.</exception>
    public double WeightOf(int label)
    {
        var weight = _rule.WeightOf(label, _seenClassCount);
        return weight > 0 && double.IsFinite(weight)
            ? weight
            : throw new ConfigurationException($"The share rule {_rule.GetType().Name} gives class {label} of {_seenClassCount} the weight {weight}: a weight is a positive number. Correct its WeightOf.");
    }
}
