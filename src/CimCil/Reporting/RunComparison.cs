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

    /// <summary>The tables of a comparison: figures, accuracy per phase, the settings that differ, and what groups of common seeds differ by.</summary>
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
            Difference.Table(DifferencesOf(groups)),
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
            ("accuracy", "Accuracy", ComparisonCharts.Of(groups) + tables[0].ToHtml() + tables[1].ToHtml() + (tables[3].Rows.Count == 0 ? "" : tables[3].ToHtml())),
            ("settings", "Settings that differ", tables[2].Rows.Count == 0 ? $"<p class=\"none\">None: {(runs.Count == 1 ? "this is one run" : "the runs differ in their seeds alone")}.</p>" : tables[2].ToHtml()),
            ("runs", "Runs", tables[4].ToHtml()),
        ];
        var head = new PageHead("comparison", TitleOf(groups), SummaryOf(runs, groups)) { Cards = [("runs", $"{runs.Count}"), ("groups", $"{groups.Count}")] };
        return ReportFile.Write(folder, "compare.html", ReportFile.Page(head, sections));
    }

    private static string TitleOf(IReadOnlyList<RunGroup> groups)
    {
        string[] experiments = [.. groups.Select(group => group.Runs[0].Experiment).Distinct()];
        return experiments.Length <= 3 ? $"{string.Join(" and ", experiments)}, compared" : $"{experiments.Length} experiments compared";
    }

    private static string SummaryOf(IReadOnlyList<RunRecord> runs, IReadOnlyList<RunGroup> groups)
    {
        string[] summaries = [.. runs.Select(run => run.Summary).Where(summary => summary.Length > 0).Distinct()];
        var how = groups.Any(group => group.Seeds.Count > 1) ? "Runs that differ in their seed alone are one row: mean and spread (standard deviation of the seeds, n - 1)." : "Runs side by side.";
        return summaries.Length == 1 ? $"{summaries[0]}. {how}" : how;
    }

    /// <summary>Runs of equal settings and images, whatever their seeds.</summary>
    private sealed record Kind(string Name, IReadOnlyList<RunRecord> Runs);

    /// <summary>
    /// The finished groups against the first of them, where they may be of the same images; without a common seed the row says so. An unfinished
    /// run's figures are over fewer phases.
    /// </summary>
    private static List<Difference> DifferencesOf(IReadOnlyList<RunGroup> groups)
    {
        var finished = groups.Where(group => group.Runs.All(run => run.Status == RunStatus.Finished)).ToList();
        return [.. finished.Skip(1).Where(group => ImagesMayBeEqual(group, finished[0])).SelectMany(group => Difference.Between(group, finished[0]))];
    }

    /// <summary>What the networks of a row came to: one value for each seed.</summary>
    internal sealed record Row(string Name, string Network, IReadOnlyList<int> Seeds, IReadOnlyList<double> Average, IReadOnlyList<double> Last, IReadOnlyList<double> Forgetting);

    /// <summary>What the table of differences is made of.</summary>
    /// <param name="runs">Runs with at least one finished phase.</param>
    public static IReadOnlyList<Difference> Differences(IReadOnlyList<RunRecord> runs) => DifferencesOf(GroupsOf(KindsOf(runs)));

    /// <summary>The rows of the first table, unrounded.</summary>
    /// <param name="runs">Runs with at least one finished phase.</param>
    public static IReadOnlyList<Row> Rows(IReadOnlyList<RunRecord> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            .. GroupsOf(KindsOf(runs)).SelectMany(group => group.Networks.Select(network => new Row(
                group.Name, network, [.. group.Seeds.Select(seed => seed.Key)],
                [.. group.Values(run => RunGroup.Network(run, network)?.Average).Values], [.. group.Values(run => RunGroup.Network(run, network)?.Last).Values], [.. group.Values(run => RunGroup.Network(run, network)?.Forgetting).Values]))),
        ];
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
    private static IReadOnlyList<RunGroup> GroupsOf(IReadOnlyList<Kind> kinds) =>
    [
        .. from kind in kinds
           from runs in kind.Runs.GroupBy(run => run.Status == RunStatus.Finished ? "" : run.Path).OrderBy(same => same.Key.Length > 0)
           let first = runs.First()
           select new RunGroup(runs.Key.Length == 0 ? kind.Name : $"{kind.Name}, {first.Status.ToString().ToLowerInvariant()} after {first.Progress}", [.. runs.OrderBy(run => run.Seed)]),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Deciding(RunRecord run) => run.Settings.Where(setting => !Ignored.Contains(setting.Key));

    private static string ListOf(RunRecord run) => run.Images is { } images ? $"{images.Train.Hash[..8]} {images.Test.Hash[..8]}" : "";

    private static string ContentOf(RunRecord run) => run.Images is { SeesContent: true } images ? $"{images.Train.Content?[..8]} {images.Test.Content?[..8]}" : "";

    private static string ImagesOf(RunRecord run) => ContentOf(run) is { Length: > 0 } content ? $"{ListOf(run)}, content {content}" : ListOf(run);

    private static bool ImagesMayBeEqual(RunGroup one, RunGroup other) =>
        new Func<RunRecord, string>[] { ListOf, ContentOf }.All(known => one.Runs.Concat(other.Runs).Select(known).Where(images => images.Length > 0).Distinct().Count() <= 1);

    /// <summary>What stands behind a figure, where it is of more than one run.</summary>
    private static string HowAveraged(IReadOnlyList<RunGroup> groups) =>
        (groups.Any(group => group.Seeds.Count > 1) ? ", mean ± spread over seeds" : "")
        + (groups.Any(group => group.HasRepeats) ? "; runs of one seed are repeats and count once, as their mean" : "");

    private static ReportTable Figures(IReadOnlyList<RunGroup> groups) => new(
        "figures", $"Figures over all phases{HowAveraged(groups)}",
        ["run", "network", "seeds", "average incremental, percent", "last, percent", "forgetting, points", "exemplars per class", "budget used, percent", "minutes"],
        [.. groups.SelectMany(group => group.Networks.Select(network => (IReadOnlyList<string>)
        [
            group.Name, network, string.Join(", ", group.Seeds.Select(seed => seed.Count() == 1 ? $"{seed.Key}" : $"{seed.Key} ({seed.Count()} runs)")),
            group.Spread(run => RunGroup.Network(run, network)?.Average), group.Spread(run => RunGroup.Network(run, network)?.Last), group.Spread(run => RunGroup.Network(run, network)?.Forgetting),
            group.Spread(run => (double)run.Phases[^1].ExemplarCount / run.Phases[^1].ClassesSeen),
            group.Spread(run => run.Phases[^1].BudgetUsePercent),
            group.Spread(run => run.Phases.Sum(phase => phase.Seconds) / 60),
        ]))]);

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
}
