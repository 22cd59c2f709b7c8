using System.Globalization;

namespace CimCil.Reporting;

/// <summary>Runs side by side. Runs that differ in their seed alone are one row, with mean and spread over the seeds.</summary>
internal static class RunComparison
{
    /// <summary>Settings that may differ between the seeds of one row: where things lie, and the seed.</summary>
    private static readonly string[] Ignored = ["seed", "data.root", "data.classListFile"];

    /// <summary>The tables of a comparison: figures, accuracy per phase, and the settings that differ.</summary>
    /// <param name="runs">Runs with at least one finished phase.</param>
    public static IReadOnlyList<ReportTable> Tables(IReadOnlyList<RunRecord> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var groups = GroupsOf(runs);
        return
        [
            Figures(groups),
            new ReportTable(
                "accuracy", "Top-1 after each phase, percent, mean ± spread over seeds",
                ["run", "network", .. Enumerable.Range(0, groups.Max(group => group.Runs.Max(run => run.Phases.Count))).Select(phase => $"phase {phase}")],
                [.. groups.SelectMany(group => group.Networks.Select(network => (IReadOnlyList<string>)
                [
                    group.Name, network,
                    .. Enumerable.Range(0, groups.Max(one => one.Runs.Max(run => run.Phases.Count))).Select(phase => group.Spread(run => run.Phases.ElementAtOrDefault(phase)?.Scores[network].Top1)),
                ]))]),
            Settings(groups),
            new ReportTable(
                "runs", "Runs", ["run", "seed", "status", "fingerprint", "folder"],
                [.. groups.SelectMany(group => group.Runs.Select(run => (IReadOnlyList<string>)[group.Name, $"{run.Seed}", run.Status.ToString().ToLowerInvariant(), run.Fingerprint[..8], run.Path]))]),
        ];
    }

    /// <summary>Writes compare.html and its tables.</summary>
    /// <returns>The HTML file.</returns>
    public static string Write(IReadOnlyList<RunRecord> runs, string folder)
    {
        var tables = Tables(runs);
        ReportFile.WriteTables(folder, tables);
        (string, string, string)[] sections =
        [
            ("accuracy", "Accuracy", $"<div class=\"charts\">{Chart(GroupsOf(runs))}</div>{tables[0].ToHtml()}{tables[1].ToHtml()}"),
            ("settings", "Settings that differ", tables[2].Rows.Count == 0 ? "<p>None.</p>" : tables[2].ToHtml()),
            ("runs", "Runs", tables[3].ToHtml()),
        ];
        return ReportFile.Write(folder, "compare.html", ReportFile.Page("Runs compared", "Mean and spread (standard deviation of the seeds, n - 1) of runs that differ in their seed alone.", [], sections));
    }

    private sealed record Group(string Name, IReadOnlyList<RunRecord> Runs)
    {
        public IEnumerable<string> Networks => Runs[0].Networks.Select(network => network.Name);

        public IReadOnlyList<double> Values(Func<RunRecord, double?> figure) => [.. Runs.Select(figure).OfType<double>()];

        public string Spread(Func<RunRecord, double?> figure)
        {
            var values = Values(figure);
            if (values.Count == 0)
                return "-";
            var mean = values.Average();
            var spread = values.Count < 2 ? "" : string.Create(CultureInfo.InvariantCulture, $" ± {Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)):F2}");
            return ReportTables.Fixed(mean) + spread;
        }
    }

    private static IReadOnlyList<Group> GroupsOf(IReadOnlyList<RunRecord> runs)
    {
        var groups = runs.GroupBy(run => $"{run.Experiment}\n{string.Join('\n', Deciding(run).Select(setting => $"{setting.Key}={setting.Value}"))}").ToList();
        var names = groups.CountBy(group => group.First().Experiment).ToDictionary();
        var numbers = new Dictionary<string, int>();
        return
        [
            .. groups.Select(group =>
            {
                var name = group.First().Experiment;
                var number = numbers[name] = numbers.GetValueOrDefault(name) + 1;
                return new Group(names[name] == 1 ? name : $"{name} ({number})", [.. group.OrderBy(run => run.Seed)]);
            }),
        ];
    }

    private static IEnumerable<KeyValuePair<string, string>> Deciding(RunRecord run) => run.Settings.Where(setting => !Ignored.Contains(setting.Key));

    private static ReportTable Figures(IReadOnlyList<Group> groups) => new(
        "figures", "Figures over all phases, mean ± spread over seeds",
        ["run", "network", "seeds", "average incremental, percent", "last, percent", "forgetting, points", "exemplars per class", "budget used, percent", "minutes"],
        [.. groups.SelectMany(group => group.Networks.Select(network => (IReadOnlyList<string>)
        [
            group.Name, network, string.Join(", ", group.Runs.Select(run => run.Seed)),
            group.Spread(run => Network(run, network).Average), group.Spread(run => Network(run, network).Last), group.Spread(run => Network(run, network).Forgetting),
            group.Spread(run => (double)run.Phases[^1].ExemplarCount / run.Phases[^1].ClassesSeen),
            group.Spread(run => run.Phases[^1].BudgetUsePercent),
            group.Spread(run => run.Phases.Sum(phase => phase.Seconds) / 60),
        ]))]);

    private static NetworkRecord Network(RunRecord run, string name) => run.Networks.First(network => network.Name == name);

    private static ReportTable Settings(IReadOnlyList<Group> groups)
    {
        var paths = groups.SelectMany(group => Deciding(group.Runs[0]).Select(setting => setting.Key)).Distinct()
            .Where(path => groups.Select(group => group.Runs[0].Setting(path)).Distinct().Count() > 1);
        return new ReportTable(
            "settings", "Settings that differ", ["setting", .. groups.Select(group => group.Name)],
            [.. paths.Select(path => (IReadOnlyList<string>)[path, .. groups.Select(group => group.Runs[0].Setting(path))])]);
    }

    private static string Chart(IReadOnlyList<Group> groups) => new LineChart(
        "Top-1 accuracy after each phase on all classes seen, mean over seeds", "classes seen", "top-1, percent",
        [
            .. groups.SelectMany(group => group.Networks.Select(network => new Curve(
                $"{group.Name}, {network}",
                [.. group.Runs[0].Phases.Select((phase, i) => ((double)phase.ClassesSeen, group.Values(run => run.Phases.ElementAtOrDefault(i)?.Scores[network].Top1).Average()))],
                CurveKind.Marked))),
        ])
    { YRange = (0, 100) }.ToHtml();
}
