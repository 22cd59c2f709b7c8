using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>
/// Makes one store of several: the encoded pixels are copied as they are. Classes are the same where their names are; those of a
/// later store get labels after those of the earlier ones. The exemplars of a class that several stores hold take turns, in
/// their own orders, and one that both hold counts once.
/// </summary>
internal static class StoreMerge
{
    /// <summary>Writes a new store, whose phase 0 is all classes.</summary>
    /// <param name="paths">At least two stores.</param>
    /// <param name="output">The new file; after a failure it is not there.</param>
    /// <param name="budget">What it may hold; null for the sum of the stores' own budgets.</param>
    /// <returns>What it holds, and what it does not.</returns>
    /// <exception cref="DataException">A store is damaged, has one class under two labels or holds no phase, or the new file exists.</exception>
    /// <exception cref="ConfigurationException">A store is named twice, the new file's folder does not exist, the budgets are of several units and none is given, or the new one leaves a class without an exemplar.</exception>
    public static MergedMemory Merge(IReadOnlyList<string> paths, string output, Budget? budget)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (paths.GroupBy(RealPath.Of).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ConfigurationException($"{twice.First()} is named twice, and its budget would count twice. Name each store once.");
        NewFile.Check(output);
        var stores = new List<ExemplarStore>();
        try
        {
            foreach (var path in paths)
                stores.Add(ExemplarStore.OpenReadOnly(path));
            if (stores.Find(store => store.Snapshot.LastPhase < 0) is { } empty)
                throw new DataException($"{empty.Path} holds no phase yet: there is nothing to merge. Leave it out.");
            if (stores.SelectMany(store => StoreInvariants.TwoLabels(store.Snapshot.Entries).Select(problem => $"{store.Path} is not sound: {problem}")).FirstOrDefault() is { } unsound)
                throw new DataException(unsound);
            return Write(stores, output, budget ?? Sum(stores));
        }
        finally
        {
            foreach (var store in stores)
                store.Dispose();
        }
    }

    private static MergedMemory Write(List<ExemplarStore> stores, string output, Budget budget)
    {
        var (labels, classCount) = Labels(stores);
        Reduction.RequireRoom(budget, classCount);
        var merged = InOrder(stores, labels);
        var phase = new Phase(0, 0, classCount);
        var planned = ExemplarsWithin(merged, phase, budget);
        using var target = ExemplarStore.Create(output, budget);
        try
        {
            var plan = new MemoryPlan(phase, budget, new Dictionary<int, int>(), []);
            var made = target.CommitEncoded(plan, planned.Select(one => EncodedExemplar.Copy(one.Entry, one.Store.ReadHalves(one.Entry), one.Label)));
            Reduction.RequireEveryClass(budget, merged.Select(one => (one.Label, one.Entry.ClassName)), made.Labels.ToHashSet());
            var all = stores.Sum(store => store.Snapshot.Entries.Count);
            return new MergedMemory(made.Usage, all - merged.Count, merged.Count - made.Usage.ExemplarCount);
        }
        catch
        {
            target.Dispose();
            foreach (var suffix in new[] { "", "-wal", "-shm", "-journal", ".lock", ".writer" })
                File.Delete(output + suffix);
            throw;
        }
    }

    /// <summary>The sum of the stores' budgets; a share of each class is the largest one.</summary>
    private static Budget Sum(List<ExemplarStore> stores)
    {
        var budgets = stores.Select(store => store.Snapshot.Phases[^1].Budget).ToArray();
        if (budgets.Any(budget => budget.Unit != budgets[0].Unit))
            throw new ConfigurationException($"The stores have budgets of {string.Join(" and ", budgets)}, which have no sum. Give the new one's with --budget.");
        return budgets[0].Unit switch
        {
            BudgetUnit.Images => Budget.Images(budgets.Sum(budget => budget.Amount)),
            BudgetUnit.ImagesPerClass => Budget.ImagesPerClass(budgets.Max(budget => budget.Amount)),
            _ => Budget.Bytes(FormattableString.Invariant($"{budgets.Sum(budget => budget.Amount):R} B")),
        };
    }

    /// <summary>The new label of each class of each store.</summary>
    private static (Dictionary<(ExemplarStore Store, int Label), int> Labels, int ClassCount) Labels(List<ExemplarStore> stores)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        var labels = new Dictionary<(ExemplarStore, int), int>();
        var next = 0;
        foreach (var store in stores)
        {
            // Labels without exemplars keep their place in the first store.
            var offset = next;
            foreach (var entry in store.Snapshot.Labels.Select(label => store.Snapshot.OfClass(label)[0]))
            {
                if (!byName.TryGetValue(entry.ClassName, out var label))
                    byName.Add(entry.ClassName, label = offset == 0 ? entry.Label : next);
                next = Math.Max(next, label + 1);
                labels.Add((store, entry.Label), label);
            }
            next = Math.Max(next, offset == 0 ? store.Snapshot.Phases[^1].SeenClassCount : 0);
        }
        return (labels, next);
    }

    private static List<(ExemplarStore Store, ExemplarEntry Entry, int Label)> InOrder(
        List<ExemplarStore> stores, Dictionary<(ExemplarStore Store, int Label), int> labels) =>
    [
        .. stores.SelectMany((store, turn) => store.Snapshot.Entries.Select(entry => (Store: store, Entry: entry, Label: labels[(store, entry.Label)], Turn: turn)))
            .OrderBy(one => one.Label).ThenBy(one => one.Entry.Rank).ThenBy(one => one.Turn)
            .DistinctBy(one => (one.Label, one.Entry.Source, one.Entry.PixelChecksum, one.Entry.Box))
            .Select(one => (one.Store, one.Entry, one.Label)),
    ];

    private static IEnumerable<(ExemplarStore Store, ExemplarEntry Entry, int Label)> ExemplarsWithin(
        List<(ExemplarStore Store, ExemplarEntry Entry, int Label)> merged, Phase phase, Budget budget)
    {
        var shares = new ClassShares(budget, new EqualShares(), phase.SeenClassCount);
        // Under a budget of bytes the store itself brings the classes to a level as it measures the file.
        return budget.Unit == BudgetUnit.Bytes
            ? merged
            : merged.GroupBy(one => one.Label).SelectMany(group => group.Take(Herding.KeptCount([.. group.Select(one => one.Entry.Cost)], shares.Of(group.Key))));
    }
}

/// <summary>What a merge came to.</summary>
/// <param name="Usage">What the new store holds.</param>
/// <param name="RepeatedCount">Exemplars that were left out because an earlier store holds the same one.</param>
/// <param name="CrowdedCount">Exemplars that were left out because the budget has no room for them.</param>
internal sealed record MergedMemory(MemoryUsage Usage, int RepeatedCount, int CrowdedCount);
