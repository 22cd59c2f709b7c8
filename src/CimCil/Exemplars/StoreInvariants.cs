using CimCil.Configuration;
using CimCil.Data;

namespace CimCil.Exemplars;

/// <summary>What must hold between the rows of a store, each of which is as it was written.</summary>
internal static class StoreInvariants
{
    /// <summary>Sums of costs in another order differ in their last digits.</summary>
    private const double Slack = 1e-9;

    /// <summary>Each broken invariant in a sentence.</summary>
    public static IEnumerable<string> Broken(ExemplarSnapshot snapshot) =>
        snapshot.Entries.SelectMany(BrokenBy).Concat(TwoLabels(snapshot.Entries)).Concat(snapshot.Labels.SelectMany(label => BrokenBy(snapshot, label))).Concat(snapshot.LastPhase < 0 ? [] : BrokenBy(snapshot, snapshot.Phases[^1]));

    /// <summary>Each class that has several labels, in a sentence: a class is known by its name.</summary>
    public static IEnumerable<string> TwoLabels(IEnumerable<ExemplarEntry> entries) => entries
        .GroupBy(entry => entry.ClassName, StringComparer.Ordinal)
        .Select(same => (Name: same.Key, Labels: same.Select(entry => entry.Label).Distinct().Order().ToList()))
        .Where(same => same.Labels.Count > 1)
        .Select(same => $"Class {same.Name} has the labels {string.Join(" and ", same.Labels)}, and a class has one: the dataset was changed while the memory was filled. What was trained with it is wrong; start a new run.");

    private static IEnumerable<string> BrokenBy(ExemplarEntry entry)
    {
        var whole = Box.Whole(entry.Height, entry.Width);
        if (entry.Box != Box.Empty && entry.Box.Intersect(whole) != entry.Box)
            yield return $"The box of exemplar {entry.Id} leaves its image.";
        if (entry.Cost != BoxCompression.Cost(entry.Box, entry.Height, entry.Width, entry.Ratios))
            yield return $"Exemplar {entry.Id} has a cost of {entry.Cost}, and its box makes another.";
        if ((entry.ForegroundCodec is null) != (entry.Box.Area == 0) || (entry.BackgroundCodec is null) != (entry.Box == whole))
            yield return $"Exemplar {entry.Id} has other halves than its box makes.";
    }

    private static IEnumerable<string> BrokenBy(ExemplarSnapshot snapshot, int label)
    {
        var entries = snapshot.OfClass(label);
        if (entries.Where((entry, i) => entry.Rank != i).Any())
            yield return $"The ranks of class {entries[0].ClassName} have a gap.";
        if (entries.Any(entry => entry.ClassName != entries[0].ClassName))
            yield return $"Class {label} has two names.";
    }

    private static IEnumerable<string> BrokenBy(ExemplarSnapshot snapshot, PhaseSummary last)
    {
        var usage = snapshot.Usage;
        if (usage.ByteCount != last.ByteCount || Math.Abs(usage.ImageEquivalents - last.ImageEquivalents) > Slack * (1 + last.ImageEquivalents))
            yield return $"The exemplars are not those that phase {last.Phase} left: {usage.ByteCount} bytes and {usage.ImageEquivalents} image equivalents instead of {last.ByteCount} and {last.ImageEquivalents}.";
        if (snapshot.Entries.Any(entry => entry.Phase > last.Phase || entry.Label >= last.SeenClassCount))
            yield return $"An exemplar is of a phase or a class after phase {last.Phase}.";
        var (used, total) = (last.Budget.Unit == BudgetUnit.Bytes ? usage.FileByteCount : usage.ImageEquivalents, last.Budget.Total(last.SeenClassCount));
        if (used > total * (1 + (last.Budget.Unit == BudgetUnit.Bytes ? 0 : Slack)))
            yield return $"The memory uses {used} of a budget of {last.Budget}: a store never holds more than its budget. Reduce it with 'cimcil memory shrink DB --budget \"{last.Budget}\"', or give it a larger one.";
        if (last.Budget.Unit == BudgetUnit.Bytes || last.ShareRule != "equal")
            yield break;
        foreach (var one in usage.Classes.Where(one => one.ImageEquivalents > last.Share * (1 + Slack)))
            yield return $"Class {one.ClassName} uses {one.ImageEquivalents} image equivalents, and its share is {last.Share}: no class holds more than its share of the budget. Reduce it with 'cimcil memory shrink DB --budget \"{last.Budget}\"'.";
    }
}
