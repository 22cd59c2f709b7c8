using CimCil.Configuration;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;

namespace CimCil.Exemplars;

/// <summary>Makes a plan so, in one transaction: reductions, new exemplars, the fit into the budget, and the summary.</summary>
/// <param name="connection">The store, opened for writing.</param>
/// <param name="before">The memory before the phase.</param>
internal sealed class PhaseWriter(SqliteConnection connection, ExemplarSnapshot before)
{
    /// <summary>Writes and commits; after an exception nothing is stored.</summary>
    /// <param name="plan">For the next phase; or for the last one again, which its summary then replaces.</param>
    /// <param name="added">What the plan adds, encoded as it is asked for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CimCilException">The budget would be exceeded.</exception>
    /// <exception cref="DataException">A class would have two labels.</exception>
    /// <exception cref="ConfigurationException">Not even a store without exemplars is within the budget, or a reduction would leave a class without an exemplar.</exception>
    public (IReadOnlyList<ExemplarEntry> Entries, PhaseSummary Summary) Write(MemoryPlan plan, IEnumerable<EncodedExemplar> added, CancellationToken cancellation = default)
    {
        using var transaction = connection.BeginTransaction();
        ExemplarTable.Delete(connection, before.Entries.Where(entry => !plan.Keeps(entry)));
        List<ExemplarEntry> entries = [.. before.Entries.Where(plan.Keeps).Concat(Insert(added, plan.Phase.Index)).OrderBy(entry => entry.Label).ThenBy(entry => entry.Rank)];
        // Not where the memory is only reduced: what is wrong in it already is for a verification to say.
        if (plan.Phase.Index != before.LastPhase && StoreInvariants.TwoLabels(entries).FirstOrDefault() is { } twice)
            throw new DataException(twice);
        plan.CheckBudget(entries.Select(entry => (entry.Label, entry.Cost)));
        var summary = Settle(plan, entries, cancellation);
        if (plan.Phase.Index == before.LastPhase)
            Reduction.RequireEveryClass(plan.Budget, before.Entries.Select(entry => (entry.Label, entry.ClassName)), entries.Select(entry => entry.Label).ToHashSet());
        cancellation.ThrowIfCancellationRequested();
        transaction.Commit();
        return (entries, summary);
    }

    private List<ExemplarEntry> Insert(IEnumerable<EncodedExemplar> exemplars, int phase)
    {
        using var insertion = new ExemplarInsertion(connection, phase);
        return [.. exemplars.Select(insertion.Insert)];
    }

    /// <summary>
    /// Writes the summary and releases free pages until the file is within a budget of bytes and the summary says its size.
    /// Dropped exemplars leave <paramref name="entries"/>.
    /// </summary>
    private PhaseSummary Settle(MemoryPlan plan, List<ExemplarEntry> entries, CancellationToken cancellation)
    {
        // A first summary, so that its row is counted.
        ExemplarTable.Write(connection, Summary(plan, entries, ExemplarTable.UsedByteCount(connection)));
        var byRank = new Lazy<Dictionary<(int, int), ExemplarEntry>>(() => entries.ToDictionary(entry => (entry.Label, entry.Rank)));
        ShareLevelling? levelling = null;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var used = ExemplarTable.UsedByteCount(connection);
            if (IsWithin(plan.Budget, used))
            {
                if (levelling is not null)
                    entries.RemoveAll(entry => entry.Rank >= levelling.CountOf(entry.Label));
                var summary = Summary(plan, entries, used);
                ExemplarTable.Write(connection, summary);
                ExemplarTable.ReleaseFreePages(connection);
                var actual = ExemplarTable.FileByteCount(connection);
                if (actual == used)
                    return summary;
                // Fewer pages need fewer pages of pointers; the summary then tells the size that came out.
                if (IsWithin(plan.Budget, actual))
                {
                    summary = summary with { FileByteCount = actual };
                    ExemplarTable.Write(connection, summary);
                    return summary;
                }
            }
            levelling ??= plan.Levelling(entries.Select(entry => (entry.Label, entry.ByteCount)));
            var label = levelling.DropOne()
                ?? throw new ConfigurationException($"A store without exemplars is larger than the budget of {plan.Budget}: the file must hold its tables and at least one exemplar. Give it more bytes.");
            ExemplarTable.Delete(connection, [byRank.Value[(label, levelling.CountOf(label))]]);
        }
    }

    private static bool IsWithin(Budget budget, long fileByteCount) => budget.Unit != BudgetUnit.Bytes || fileByteCount <= budget.Amount;

    private PhaseSummary Summary(MemoryPlan plan, List<ExemplarEntry> entries, long fileByteCount)
    {
        var isAgain = plan.Phase.Index == before.LastPhase;
        var last = isAgain ? before.Phases[^1] : null;
        var firstNewId = before.Entries.Select(entry => entry.Id).DefaultIfEmpty().Max();
        var (sum, addedCount) = (new UsageSum(), 0);
        foreach (var entry in entries)
        {
            sum.Add(entry);
            addedCount += entry.Id > firstNewId ? 1 : 0;
        }
        return new PhaseSummary
        {
            Phase = plan.Phase.Index,
            SeenClassCount = plan.Phase.SeenClassCount,
            Budget = plan.Budget,
            Share = plan.Share,
            ShareRule = plan.Shares.GetSchema().Kind,
            ExemplarCount = entries.Count,
            ImageEquivalents = sum.ImageEquivalents,
            ByteCount = sum.ByteCount,
            MeanBoxShare = sum.MeanBoxShare,
            AddedCount = addedCount + (last?.AddedCount ?? 0),
            DroppedCount = before.Entries.Count - (entries.Count - addedCount) + (last?.DroppedCount ?? 0),
            FileByteCount = fileByteCount,
        };
    }
}
