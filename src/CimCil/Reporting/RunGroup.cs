using CimCil.Evaluation;

namespace CimCil.Reporting;

/// <summary>Runs that differ in their seed alone. Several of one seed are repeats, and count once, as their mean.</summary>
/// <param name="Name">What they are called in tables.</param>
/// <param name="Runs">The runs, at least one.</param>
internal sealed record RunGroup(string Name, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>The scored networks, as the first run has them.</summary>
    public IReadOnlyList<string> Networks => [.. Runs[0].Networks.Select(network => network.Name)];

    /// <summary>The runs by seed.</summary>
    public IReadOnlyList<IGrouping<int, RunRecord>> Seeds => [.. Runs.GroupBy(run => run.Seed)];

    /// <summary>Whether a seed has several runs.</summary>
    public bool HasRepeats => Seeds.Count < Runs.Count;

    /// <summary>One value for each seed that has one.</summary>
    public IReadOnlyDictionary<int, double> Values(Func<RunRecord, double?> figure) =>
        Seeds.Select(seed => (seed.Key, Values: seed.Select(figure).OfType<double>().ToList())).Where(seed => seed.Values.Count > 0).ToDictionary(seed => seed.Key, seed => seed.Values.Average());

    /// <summary>Mean and spread over the seeds; null where no run has the figure.</summary>
    public SampleSpread? SpreadOf(Func<RunRecord, double?> figure) => SampleSpread.Of([.. Values(figure).Values]);

    /// <summary>The same as a cell of a table.</summary>
    public string Spread(Func<RunRecord, double?> figure, int decimals = 2) => SpreadOf(figure) is not { } spread
        ? "-"
        : ReportTables.Fixed(spread.Mean, decimals) + (spread.Deviation is { } deviation ? $" ± {ReportTables.Fixed(deviation, decimals)}" : "");

    /// <summary>What a network came to; null in a run that does not score it.</summary>
    public static NetworkRecord? Network(RunRecord run, string name) => run.Networks.FirstOrDefault(network => network.Name == name);
}
