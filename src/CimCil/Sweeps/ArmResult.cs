using CimCil.Reporting;

namespace CimCil.Sweeps;

/// <summary>The finished runs of an arm.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Group">Its finished runs, at least one.</param>
/// <param name="Differences">Its networks against those of its baseline; none for the baseline itself and while that has no finished run.</param>
internal sealed record ArmResult(SweepArm Arm, RunGroup Group, IReadOnlyList<Difference> Differences)
{
    /// <summary>The arms that have finished runs.</summary>
    public static IReadOnlyList<ArmResult> Of(SweepFolder sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var groups = new Dictionary<SweepArm, RunGroup>();
        foreach (var runs in sweep.Runs.Where(run => sweep.StateOf(run) == SweepState.Finished).GroupBy(run => run.Arm))
            groups[runs.Key] = new RunGroup(runs.Key.Name, [.. runs.OrderBy(run => run.Seed).Select(run => sweep.FiguresOf(run))]);
        return
        [
            .. from arm in sweep.Grid.Arms
               where groups.ContainsKey(arm)
               let baseline = sweep.Grid.BaselineOf(arm)
               select new ArmResult(arm, groups[arm], baseline != arm && groups.TryGetValue(baseline, out var other) ? [.. Difference.Between(groups[arm], other)] : []),
        ];
    }
}

/// <summary>A figure of a run that is not an accuracy.</summary>
/// <param name="Name">In files for programs.</param>
/// <param name="Title">In tables.</param>
/// <param name="Decimals">In tables.</param>
/// <param name="Of">The figure; null where a run has none.</param>
internal sealed record SweepFigure(string Name, string Title, int Decimals, Func<RunRecord, double?> Of)
{
    /// <summary>What a value is multiplied by in tables for people: 100 where these have percents of what is a share in files for programs, as in a run's.</summary>
    public double InTables { get; private init; } = 1;

    /// <summary>What the memory cost in the unit of the paper.</summary>
    public static SweepFigure ImageEquivalents { get; } = new("imageEquivalents", "image equivalents used", 1, run => run.Phases[^1].ImageEquivalents);

    /// <summary>What the memory cost on the disk.</summary>
    public static SweepFigure MemoryBytes { get; } = new("memoryBytes", "bytes of memory.db", 0, run => run.Phases[^1].FileByteCount);

    /// <summary>What the run cost.</summary>
    public static SweepFigure Hours { get; } = new("hours", "hours", 3, run => run.Phases.Sum(phase => phase.Seconds) / 3600);

    /// <summary>All of them: of the memory after the last phase, coverage in the mean over phases.</summary>
    public static IReadOnlyList<SweepFigure> All { get; } =
    [
        new("exemplarsPerClass", "exemplars per class", 1, run => (double)run.Phases[^1].ExemplarCount / run.Phases[^1].ClassesSeen),
        ImageEquivalents,
        new("budgetUsedPercent", "budget used, percent", 1, run => run.Phases[^1].BudgetUsePercent),
        MemoryBytes,
        new("meanBoxShare", "mean box share of exemplars", 2, run => run.Phases[^1].MeanBoxShare),
        new("trueBoxCoverage", "true box covered, percent", 1, run => run.Phases.Average(phase => phase.TrueBoxCoverage)) { InTables = 100 },
        new("plainCoverage", "covered by the plain class activation map, percent", 1, run => run.Phases.Average(phase => phase.PlainCoverage)) { InTables = 100 },
        Hours,
    ];

    /// <summary>Mean and spread over the seeds, as a cell of a table.</summary>
    public string Cell(RunGroup group) => group.Spread(run => InTables * Of(run), Decimals);
}
