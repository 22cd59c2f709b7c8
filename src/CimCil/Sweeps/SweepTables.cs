using System.Globalization;
using CimCil.Reporting;

namespace CimCil.Sweeps;

/// <summary>The tables of a sweep.</summary>
internal static class SweepTables
{
    /// <summary>Accuracy per arm, paired differences, memory and time per arm, and the runs.</summary>
    public static IReadOnlyList<ReportTable> Of(SweepFolder sweep, IReadOnlyList<ArmResult> results) =>
    [
        Accuracy(results),
        Difference.Table([.. results.SelectMany(result => result.Differences)], "arm"),
        new ReportTable(
            "costs", "Memory after the last phase, coverage in the mean over phases, and time; mean ± standard deviation over seeds",
            ["arm", .. SweepFigure.All.Select(figure => figure.Title)],
            [.. results.Select(result => (IReadOnlyList<string>)[result.Arm.Name, .. SweepFigure.All.Select(figure => figure.Cell(result.Group))])]),
        Runs(sweep),
    ];

    /// <summary>One row for each run and network, unrounded: what somebody computes with.</summary>
    public static ReportTable EachRun(SweepFolder sweep, IReadOnlyList<ArmResult> results) => new(
        "each-run", "Each finished run",
        ["arm", .. sweep.Grid.Request.Axes.Select(axis => axis.Path), "seed", "network", "average", "last", "forgetting", .. SweepFigure.All.Select(figure => figure.Name)],
        [
            .. from result in results
               from run in result.Group.Runs
               from network in run.Networks
               select (IReadOnlyList<string>)
               [
                   result.Arm.Name, .. result.Arm.Values.Select(value => value.Value), $"{run.Seed}", network.Name,
                   Exact(network.Average), Exact(network.Last), Exact(network.Forgetting), .. SweepFigure.All.Select(figure => Exact(figure.Of(run))),
               ],
        ]);

    /// <summary>One row for each arm and network, unrounded.</summary>
    public static ReportTable EachArm(SweepFolder sweep, IReadOnlyList<ArmResult> results) => new(
        "sweep", "Each arm",
        [
            "arm", .. sweep.Grid.Request.Axes.Select(axis => axis.Path), "network", "seeds", "average", "averageDeviation", "last", "lastDeviation",
            "baseline", "baselineNetwork", "pairs", .. Columns("averageDifference"), .. Columns("lastDifference"), "leastP",
            .. SweepFigure.All.SelectMany(figure => new[] { figure.Name, $"{figure.Name}Deviation" }),
        ],
        [.. results.SelectMany(result => result.Group.Networks.SelectMany(network => RowsOf(result, network)))]);

    private static IEnumerable<IReadOnlyList<string>> RowsOf(ArmResult result, string network)
    {
        var (average, last) = (result.Group.SpreadOf(run => RunGroup.Network(run, network)?.Average), result.Group.SpreadOf(run => RunGroup.Network(run, network)?.Last));
        foreach (var difference in result.Differences.Where(difference => difference.Network == network).DefaultIfEmpty())
        {
            yield return
            [
                result.Arm.Name, .. result.Arm.Values.Select(value => value.Value), network, $"{result.Group.Seeds.Count}",
                Exact(average?.Mean), Exact(average?.Deviation), Exact(last?.Mean), Exact(last?.Deviation),
                difference?.Baseline.Name ?? "", difference?.Against ?? "", difference is null ? "" : $"{difference.Average?.Count ?? 0}",
                .. Cells(difference?.Average), .. Cells(difference?.Last), Exact(difference?.Average?.SmallestPValue),
                .. SweepFigure.All.SelectMany(figure => result.Group.SpreadOf(figure.Of) is var spread ? new[] { Exact(spread?.Mean), Exact(spread?.Deviation) } : []),
            ];
        }
    }

    private static string[] Columns(string name) => [name, $"{name}Low", $"{name}High", $"{name}P"];

    private static string[] Cells(Evaluation.PairedDifference? difference) => [Exact(difference?.Mean), Exact(difference?.Interval?.Low), Exact(difference?.Interval?.High), Exact(difference?.PValue)];

    private static string Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static ReportTable Accuracy(IReadOnlyList<ArmResult> results) => new(
        "accuracy", "Accuracy per arm, percent; mean ± standard deviation over seeds (n - 1)",
        ["arm", "network", "seeds", "average incremental", "last", "forgetting, points"],
        [
            .. from result in results
               let seeds = SeedList.Format([.. result.Group.Seeds.Select(seed => seed.Key)])
               from network in result.Group.Networks
               select (IReadOnlyList<string>)
               [
                   result.Arm.Name, network, seeds,
                   result.Group.Spread(run => RunGroup.Network(run, network)?.Average),
                   result.Group.Spread(run => RunGroup.Network(run, network)?.Last),
                   result.Group.Spread(run => RunGroup.Network(run, network)?.Forgetting),
               ],
        ]);

    private static ReportTable Runs(SweepFolder sweep) => new(
        "runs", "Runs", ["arm", "seed", "state", "folder", "message"],
        [
            .. sweep.Runs.Select(run => (IReadOnlyList<string>)
            [
                run.Arm.Name, $"{run.Seed}", sweep.StateOf(run).ToString().ToLowerInvariant(), run.FolderName,
                sweep.TroubleOf(run)?.ReplaceLineEndings(" ") ?? "",
            ]),
        ]);
}
