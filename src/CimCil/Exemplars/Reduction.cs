using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>What a memory may be reduced or merged to: to less than before, and to one exemplar of every class at least.</summary>
internal static class Reduction
{
    /// <summary>Refuses a budget that is larger than the memory's, or that gives a class less than one image.</summary>
    /// <exception cref="ConfigurationException">It is.</exception>
    public static void Require(ExemplarSnapshot current, Budget budget)
    {
        ArgumentNullException.ThrowIfNull(current);
        var last = current.Phases[^1];
        if ((budget.Unit == BudgetUnit.Bytes) == (last.Budget.Unit == BudgetUnit.Bytes) && budget.Total(last.SeenClassCount) > last.Budget.Total(last.SeenClassCount))
            throw new ConfigurationException($"The budget {budget} is larger than the memory's, {last.Budget}: a memory is reduced, and does not get back what it dropped. Give a smaller one.");
        RequireRoom(budget, last.SeenClassCount);
    }

    /// <summary>Refuses a budget of images that gives a class less than one.</summary>
    /// <exception cref="ConfigurationException">It does.</exception>
    public static void RequireRoom(Budget budget, int classCount)
    {
        if (budget.Unit != BudgetUnit.Bytes && budget.PerClass(classCount) < 1)
            throw new ConfigurationException($"The budget {budget} gives each of the {classCount} classes less than one image: every class must have room for one. Use {classCount} or more, or 1/class or more.");
    }

    /// <summary>Refuses what leaves nothing of a class.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="before">The exemplars that there were.</param>
    /// <param name="labels">The labels that keep one.</param>
    /// <exception cref="ConfigurationException">A class keeps none.</exception>
    public static void RequireEveryClass(Budget budget, IEnumerable<(int Label, string ClassName)> before, IReadOnlySet<int> labels)
    {
        var emptied = before.Where(entry => !labels.Contains(entry.Label)).DistinctBy(entry => entry.Label).ToList();
        if (emptied.Count > 0)
            throw new ConfigurationException($"The budget {budget} leaves no exemplar of class {emptied[0].ClassName}{(emptied.Count > 1 ? $" and {emptied.Count - 1} more" : "")}: every class must have room for one. Give a larger one.");
    }
}
