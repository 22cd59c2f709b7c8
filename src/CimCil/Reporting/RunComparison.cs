using System.Globalization;
using CimCil.Data;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>
/// Runs side by side. Runs that differ in their seed alone are one row, with mean and spread over the seeds; several of one seed are
/// repeats and count once, as their mean. A run that has not finished is a row of its own: its figures are over fewer phases.
/// </summary>
internal static class RunComparison
{
    /// <summary>Settings that may differ between the seeds of one row: where things lie, and the seed.</summary>
    private static readonly string[] Ignored = ["seed", "data.root", "data.classListFile"];

    /// <summary>The tables of a comparison: figures, accuracy per phase, and the settings that differ.</summary>
    /// <param name="runs">Runs with at least one finished phase.</param>
    public static IReadOnlyList<ReportTable> Tables(IReadOnlyList<RunRecord> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var kinds = KindsOf(runs);
        var groups = GroupsOf(kinds);
        var phases = Enumerable.Range(0, runs.Max(run => run.Phases.Count)).ToList();
        return
        [
            Figures(groups),
            new ReportTable(
                "accuracy", $"Top-1 after each phase, percent{HowAveraged(groups)}",
                ["run", "network", .. phases.Select(phase => $"phase {phase}")],
                [.. groups.SelectMany(group => group.Networks.Select(network => (IReadOnlyList<string>)
                [
                    group.Name, network, .. phases.Select(phase => group.Spread(run => run.Phases.ElementAtOrDefault(phase)?.Scores[network].Top1)),
                ]))]),
            Settings(kinds),
            new ReportTable(
                "runs", "Runs", ["run", "seed", "status", "phases", "fingerprint", "folder"],
                [.. groups.SelectMany(group => group.Runs.Select(run => (IReadOnlyList<string>)[group.Name, $"{run.Seed}", run.State, run.Progress, run.Fingerprint[..8], run.Path]))]),
        ];
    }

    /// <summary>Writes compare.html and its tables.</summary>
    /// <returns>The HTML file.</returns>
    public static string Write(IReadOnlyList<RunRecord> runs, string folder)
    {
        var tables = Tables(runs);
        var groups = GroupsOf(KindsOf(runs));
        ReportFile.WriteTables(folder, tables);
        (string, string, string)[] sections =
        [
            ("accuracy", "Accuracy", Charts(groups) + tables[0].ToHtml() + tables[1].ToHtml()),
            ("settings", "Settings that differ", tables[2].Rows.Count == 0 ? $"<p class=\"none\">None: {(runs.Count == 1 ? "this is one run" : "the runs differ in their seeds alone")}.</p>" : tables[2].ToHtml()),
            ("runs", "Runs", tables[3].ToHtml()),
        ];
        var head = new PageHead("comparison", TitleOf(groups), SummaryOf(runs, groups)) { Cards = [("runs", $"{runs.Count}"), ("groups", $"{groups.Count}")] };
        return ReportFile.Write(folder, "compare.html", ReportFile.Page(head, sections));
    }

    private static string TitleOf(IReadOnlyList<Group> groups)
    {
        string[] experiments = [.. groups.Select(group => group.Runs[0].Experiment).Distinct()];
        return experiments.Length <= 3 ? $"{string.Join(" and ", experiments)}, compared" : $"{experiments.Length} experiments compared";
    }

    private static string SummaryOf(IReadOnlyList<RunRecord> runs, IReadOnlyList<Group> groups)
    {
        string[] summaries = [.. runs.Select(run => run.Summary).Where(summary => summary.Length > 0).Distinct()];
        var how = groups.Any(group => group.Seeds.Count > 1) ? "Runs that differ in their seed alone are one row: mean and spread (standard deviation of the seeds, n - 1)." : "Runs side by side.";
        return summaries.Length == 1 ? $"{summaries[0]}. {how}" : how;
    }

    /// <summary>A chart for each network, side by side, in which a group has one colour.</summary>
    private static string Charts(IReadOnlyList<Group> groups)
    {
        string[] networks = [.. groups.SelectMany(group => group.Networks).Distinct()];
        var isSpread = groups.Any(group => group.Seeds.Count > 1);
        // One axis for all, so that heights can be compared.
        var range = ChartAxis.PercentsAround(groups.SelectMany(group => group.Runs).SelectMany(run => run.Phases).SelectMany(phase => phase.Scores.Values).Select(score => score.Top1));
        return $"<p class=\"soft\">On all classes seen.{(isSpread ? " A line is the mean of the seeds, the band around it one standard deviation up and down." : "")}</p><div class=\"charts\">{string.Concat(networks.Select(network => Chart(groups, network, range)))}</div>\n";
    }

    /// <summary>Runs of equal settings and images, whatever their seeds.</summary>
    private sealed record Kind(string Name, IReadOnlyList<RunRecord> Runs);

    /// <summary>A row.</summary>
    private sealed record Group(string Name, IReadOnlyList<RunRecord> Runs)
    {
        public IEnumerable<string> Networks => Runs[0].Networks.Select(network => network.Name);

        public IReadOnlyList<IGrouping<int, RunRecord>> Seeds => [.. Runs.GroupBy(run => run.Seed)];

        public bool HasRepeats => Seeds.Count < Runs.Count;

        /// <summary>One value for each seed.</summary>
        public IReadOnlyList<double> Values(Func<RunRecord, double?> figure) =>
            [.. Seeds.Select(seed => seed.Select(figure).OfType<double>().ToList()).Where(values => values.Count > 0).Select(values => values.Average())];

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

    private static IReadOnlyList<Kind> KindsOf(IReadOnlyList<RunRecord> runs)
    {
        var kinds = runs.GroupBy(run => $"{run.Experiment}\n{string.Join('\n', Deciding(run).Select(setting => $"{setting.Key}={setting.Value}"))}").SelectMany(ByImages).ToList();
        var names = GroupNames.Of([.. kinds.Select(kind => (kind[0].Experiment, Traits(kind)))]);
        return [.. kinds.Zip(names, (kind, name) => new Kind(name, kind))];
    }

    /// <summary>What may tell a kind of runs from others of its experiment: settings, and the images.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> Traits(IReadOnlyList<RunRecord> kind) =>
        [.. Deciding(kind[0]), .. ImageTrait("training images", kind, images => images.Train), .. ImageTrait("test images", kind, images => images.Test)];

    private static IEnumerable<KeyValuePair<string, string>> ImageTrait(string name, IReadOnlyList<RunRecord> kind, Func<DatasetFingerprint, ImageListFingerprint> part)
    {
        var lists = kind.Select(run => run.Images).OfType<DatasetFingerprint>().Select(part).ToList();
        if (lists.Count > 0)
            yield return new(name, lists[0].Hash[..8]);
        if (lists.Select(list => list.Content).FirstOrDefault(content => content is not null) is { } known)
            yield return new($"content of the {name}", known[..8]);
    }

    /// <summary>Runs of other images are no seeds of each other. A run that did not record its images may be of any.</summary>
    private static IEnumerable<IReadOnlyList<RunRecord>> ByImages(IEnumerable<RunRecord> runs) => Apart([.. runs], ListOf).SelectMany(same => Apart(same, ContentOf));

    private static IEnumerable<IReadOnlyList<RunRecord>> Apart(IReadOnlyList<RunRecord> runs, Func<RunRecord, string> known) =>
        runs.Select(known).Where(images => images.Length > 0).Distinct().Count() <= 1 ? [runs] : runs.GroupBy(known).Select(same => (IReadOnlyList<RunRecord>)[.. same]);

    /// <summary>The rows: the finished runs of a kind are one, every other run is one.</summary>
    private static IReadOnlyList<Group> GroupsOf(IReadOnlyList<Kind> kinds) =>
    [
        .. from kind in kinds
           from runs in kind.Runs.GroupBy(run => run.Status == RunStatus.Finished ? "" : run.Path).OrderBy(same => same.Key.Length > 0)
           let first = runs.First()
           select new Group(runs.Key.Length == 0 ? kind.Name : $"{kind.Name}, {first.Status.ToString().ToLowerInvariant()} after {first.Progress}", [.. runs.OrderBy(run => run.Seed)]),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Deciding(RunRecord run) => run.Settings.Where(setting => !Ignored.Contains(setting.Key));

    private static string ListOf(RunRecord run) => run.Images is { } images ? $"{images.Train.Hash[..8]} {images.Test.Hash[..8]}" : "";

    private static string ContentOf(RunRecord run) => run.Images is { SeesContent: true } images ? $"{images.Train.Content?[..8]} {images.Test.Content?[..8]}" : "";

    private static string ImagesOf(RunRecord run) => ContentOf(run) is { Length: > 0 } content ? $"{ListOf(run)}, content {content}" : ListOf(run);

    /// <summary>What stands behind a figure, where it is of more than one run.</summary>
    private static string HowAveraged(IReadOnlyList<Group> groups) =>
        (groups.Any(group => group.Seeds.Count > 1) ? ", mean ± spread over seeds" : "")
        + (groups.Any(group => group.HasRepeats) ? "; runs of one seed are repeats and count once, as their mean" : "");

    private static ReportTable Figures(IReadOnlyList<Group> groups) => new(
        "figures", $"Figures over all phases{HowAveraged(groups)}",
        ["run", "network", "seeds", "average incremental, percent", "last, percent", "forgetting, points", "exemplars per class", "budget used, percent", "minutes"],
        [.. groups.SelectMany(group => group.Networks.Select(network => (IReadOnlyList<string>)
        [
            group.Name, network, string.Join(", ", group.Seeds.Select(seed => seed.Count() == 1 ? $"{seed.Key}" : $"{seed.Key} ({seed.Count()} runs)")),
            group.Spread(run => Network(run, network).Average), group.Spread(run => Network(run, network).Last), group.Spread(run => Network(run, network).Forgetting),
            group.Spread(run => (double)run.Phases[^1].ExemplarCount / run.Phases[^1].ClassesSeen),
            group.Spread(run => run.Phases[^1].BudgetUsePercent),
            group.Spread(run => run.Phases.Sum(phase => phase.Seconds) / 60),
        ]))]);

    private static NetworkRecord Network(RunRecord run, string name) => run.Networks.First(network => network.Name == name);

    private static ReportTable Settings(IReadOnlyList<Kind> kinds)
    {
        IEnumerable<(string Path, string[] Values)> settings =
        [
            .. kinds.SelectMany(kind => Deciding(kind.Runs[0]).Select(setting => setting.Key)).Distinct().Select(path => (path, kinds.Select(kind => kind.Runs[0].Setting(path)).ToArray())),
            ("images (training and test, by their fingerprints)", [.. kinds.Select(kind => kind.Runs.Select(ImagesOf).Max()!)]),
        ];
        return new ReportTable(
            "settings", "Settings that differ", ["setting", .. kinds.Select(kind => kind.Name)],
            [.. settings.Where(setting => setting.Values.Distinct().Count() > 1).Select(setting => (IReadOnlyList<string>)[setting.Path, .. setting.Values])]);
    }

    private static string Chart(IReadOnlyList<Group> groups, string network, (double, double) range)
    {
        var curves = groups.Index().Where(group => group.Item.Networks.Contains(network)).Select(group => CurveOf(group.Item, network, group.Index)).ToList();
        double[] classes = [.. curves.SelectMany(curve => curve.Points.Select(point => point.X)).Distinct().Order()];
        return new LineChart(
            $"Top-1 of the {network} network after each phase", "classes seen", "top-1, percent", curves)
        { YRange = range, XKind = AxisKind.Whole, XMarks = classes.Length <= 12 ? classes : null }.ToHtml();
    }

    private static Curve CurveOf(Group group, string network, int hue)
    {
        var phases = group.Runs[0].Phases.Select((phase, i) => (X: (double)phase.ClassesSeen, Values: group.Values(run => run.Phases.ElementAtOrDefault(i)?.Scores[network].Top1))).ToList();
        return new Curve(group.Name, [.. phases.Select(phase => (phase.X, phase.Values.Average()))], CurveKind.Marked)
        {
            Hue = hue,
            Band = group.Seeds.Count < 2 ? [] : [.. phases.Select(phase => (phase.X, phase.Values.Average() - SpreadOf(phase.Values), phase.Values.Average() + SpreadOf(phase.Values)))],
        };
    }

    /// <summary>The standard deviation, n - 1; 0 of one value.</summary>
    private static double SpreadOf(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
