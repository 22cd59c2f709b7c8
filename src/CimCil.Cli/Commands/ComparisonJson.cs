using CimCil.Evaluation;
using CimCil.Reporting;

namespace CimCil.Cli.Commands;

/// <summary>A comparison of runs as JSON: the figures of each run and of each row as they are, and the tables of the comparison as they are shown.</summary>
internal static class ComparisonJson
{
    public static object Of(IReadOnlyList<RunRecord> runs) => new
    {
        Runs = runs.Select(run => new
        {
            Folder = run.Path,
            run.Experiment,
            run.Seed,
            run.Fingerprint,
            Status = run.Status.ToString().ToLowerInvariant(),
            run.PhaseCount,
            Networks = run.Networks.Select(network => new { network.Name, network.Average, network.Last, network.Forgetting }),
            Phases = run.Phases.Select(phase => new
            {
                Phase = phase.Index,
                ClassesSeen = phase.ClassesSeen,
                Scores = phase.Scores.Select(score => new { Network = score.Key, score.Value.Top1, score.Value.TopK, score.Value.K, score.Value.Old, score.Value.New }),
                Exemplars = phase.ExemplarCount,
                phase.BudgetUsed,
                phase.Budget,
                BudgetUnit = phase.CountsBytes ? "bytes" : "imageEquivalents",
                phase.Seconds,
            }),
        }),
        Rows = RunComparison.Rows(runs),
        Differences = RunComparison.Differences(runs).Select(difference => new
        {
            Run = difference.Group.Name,
            difference.Network,
            Baseline = difference.Baseline.Name,
            BaselineNetwork = difference.Against,
            Average = Of(difference.Average),
            Last = Of(difference.Last),
        }),
        Tables = RunComparison.Tables(runs).Select(table => new { table.Name, table.Title, table.Columns, table.Rows }),
    };

    private static object? Of(PairedDifference? difference) => difference is null ? null : new
    {
        Pairs = difference.Count,
        difference.Mean,
        difference.Interval?.Low,
        difference.Interval?.High,
        difference.PValue,
        difference.SmallestPValue,
    };
}
