using System.Diagnostics;
using CimCil.Foundation;
using CimCil.Reporting;

namespace CimCil.Sweeps;

/// <summary>The results of a sweep so far: sweep.md, sweep.csv, sweep.html, results.json and tables. Made from the run folders alone.</summary>
internal static class SweepReport
{
    private const string BudgetPath = "memory.budget";

    /// <summary>How long another process may take to write the results.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Writes all files, each in one step. The runs are read after the right to write is had, so that the last writer has seen all of them.</summary>
    /// <returns>The tables.</returns>
    /// <exception cref="CimCilException">A file cannot be written.</exception>
    public static IReadOnlyList<ReportTable> Write(SweepFolder sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        using var taken = Take(sweep);
        var results = ArmResult.Of(sweep);
        var tables = SweepTables.Of(sweep, results);
        var summary = Summary(sweep);
        ReportFile.WriteTables(sweep.Path, [.. tables, SweepTables.EachRun(sweep, results)]);
        ReportFile.Write(sweep.Path, "sweep.csv", SweepTables.EachArm(sweep, results).ToCsv());
        ReportFile.Write(sweep.Path, "sweep.md", $"# {Title(sweep)}\n\n{summary}\n{string.Concat(tables.Where(table => table.Rows.Count > 0).Select(table => "\n" + table.ToMarkdown()))}");
        ReportFile.Write(sweep.Path, "results.json", SweepResultsJson.Of(sweep, results));
        ReportFile.Write(sweep.Path, "sweep.html", Page(sweep, results, tables, summary));
        return tables;
    }

    /// <summary>What was asked and how much of it is done, in a few sentences.</summary>
    public static string Summary(SweepFolder sweep)
    {
        var (request, states) = (sweep.Grid.Request, sweep.Runs.CountBy(sweep.StateOf).ToDictionary());
        var parts = states.Where(state => state.Key != SweepState.Finished).Select(state => $"{state.Value} {state.Key.ToString().ToLowerInvariant()}");
        var settings = request.Settings.Count > 0 ? $" with {string.Join(" ", request.Settings)}" : "";
        var axes = request.Axes.Count > 0 ? $", {string.Join(" and ", request.Axes)}" : "";
        return $"{request.Experiment}{(request.IsQuick ? ", a quick look in few epochs" : "")}{settings}, seeds {SeedList.Format(request.Seeds)}{axes}: {states.GetValueOrDefault(SweepState.Finished)} of {sweep.Runs.Count} runs finished{string.Concat(parts.Select(part => $", {part}"))}.";
    }

    private static string Title(SweepFolder sweep) => $"Sweep of {sweep.Grid.Request.Experiment}";

    private static WriterLock Take(SweepFolder sweep)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience)
        {
            if (sweep.TryTakeResults() is { } taken)
                return taken;
            Thread.Sleep(50);
        }
        throw new CimCilException($"The results of {sweep.Path} have been written by another process for longer than a minute. No run is touched by this; 'cimcil sweep resume {sweep.Path}' writes the results when it has ended.");
    }

    private static string Page(SweepFolder sweep, IReadOnlyList<ArmResult> results, IReadOnlyList<ReportTable> tables, string summary)
    {
        string Html(string name) => tables.First(table => table.Name == name) is { Rows.Count: > 0 } table ? table.ToHtml() : "";
        string[] networks = [.. results.SelectMany(result => result.Group.Networks).Distinct()];
        SweepFigure[] against = [SweepFigure.ImageEquivalents, SweepFigure.MemoryBytes, SweepFigure.Hours];
        // One axis for all, so that heights can be compared.
        var range = ChartAxis.PercentsAround(results.SelectMany(result => result.Group.Networks.Select(network => Mean(result, run => RunGroup.Network(run, network)?.Average))));
        var charts = string.Concat(networks.SelectMany(network => against.Select(figure => Chart(sweep, results, network, figure, range))));
        (string Id, string Title, string Content)[] sections =
        [
            ("accuracy", "Accuracy", Html("accuracy")),
            ("differences", "Paired differences", Html("differences")),
            // Of a single arm there is no chart.
            ("costs", charts.Length == 0 ? "Memory and time" : "Accuracy against memory and time", (charts.Length == 0 ? "" : $"<div class=\"charts\">{charts}</div>") + Html("costs")),
            ("runs", "Runs", Html("runs")),
        ];
        var head = new PageHead("sweep", Title(sweep), summary)
        {
            Cards = [("arms", $"{sweep.Grid.Arms.Count}"), ("seeds", SeedList.Format(sweep.Grid.Request.Seeds)), ("finished", $"{results.Sum(result => result.Group.Runs.Count)} of {sweep.Runs.Count}")],
        };
        return ReportFile.Page(head, [.. sections.Where(section => section.Content.Length > 0)]);
    }

    /// <summary>Arms that differ in their budget alone are joined by a line. Against a figure that is the same for all arms there is nothing to see.</summary>
    private static string Chart(SweepFolder sweep, IReadOnlyList<ArmResult> results, string network, SweepFigure figure, (double, double) range)
    {
        if (results.Select(result => Mean(result, figure.Of)).Distinct().Count() < 2)
            return "";
        var isJoined = figure != SweepFigure.Hours && sweep.Grid.Request.Axes.Any(axis => axis.Path == BudgetPath);
        var curves = from result in results
                     where result.Group.Networks.Contains(network)
                     let values = result.Arm.Values.Where(value => !isJoined || value.Key != BudgetPath).Select(value => $"{value.Key}={value.Value}")
                     group result by isJoined ? string.Join(", ", values) : result.Arm.Name into joined
                     select new Curve(
                         joined.Key.Length == 0 ? sweep.Grid.Request.Experiment : joined.Key,
                         [.. joined.Select(result => (X: Mean(result, figure.Of), Y: Mean(result, run => RunGroup.Network(run, network)?.Average))).OrderBy(point => point.X)],
                         CurveKind.Marked);
        return new LineChart($"Average incremental accuracy of {network} against {figure.Title}", figure.Title, "average top-1, percent", [.. curves]) { YRange = range }.ToHtml();
    }

    private static double Mean(ArmResult result, Func<RunRecord, double?> figure) => result.Group.SpreadOf(figure)?.Mean ?? double.NaN;
}
