using System.Globalization;

namespace CimCil.Reporting;

/// <summary>The tables of one run.</summary>
internal static class ReportTables
{
    private const int MostConfusions = 20;

    public static IReadOnlyList<ReportTable> Of(RunRecord run) =>
    [
        .. new[] { Headlines(run), Accuracy(run), Memory(run), Boxes(run) }.OfType<ReportTable>(),
        .. run.Networks.Select(network => Matrix(run, network)),
        .. run.Evaluation is { } evaluation ? evaluation.Networks.Select(network => Confusions(evaluation, network.Key, network.Value)) : [],
        .. new[] { Classes(run), Timings(run), Activations(run) }.OfType<ReportTable>(),
        new ReportTable("configuration", "Configuration", ["setting", "value"], [.. run.Settings.Select(setting => (IReadOnlyList<string>)[setting.Key, setting.Value])]),
        new ReportTable("machine", "Machine, versions and times", ["fact", "value"], [.. run.Facts.Select(fact => (IReadOnlyList<string>)[fact.Key, fact.Value])]),
    ];

    public static string Fixed(double value, int decimals = 2) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    public static string Optional(double? value, int decimals = 2) => value is { } number ? Fixed(number, decimals) : "-";

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static ReportTable? Headlines(RunRecord run)
    {
        if (run.Networks.Count == 0)
            return null;
        var paper = PaperFigures.Of(run.Experiment);
        List<IReadOnlyList<string>> rows = [.. run.Networks.Select(network => (IReadOnlyList<string>)[network.Name, Fixed(network.Average), Fixed(network.Last), Fixed(network.Forgetting)])];
        if (paper is not null)
            rows.Add(["the paper", Fixed(paper.Average), Optional(paper.Last), "-"]);
        return new ReportTable("headlines", "Accuracy over all phases, percent; forgetting in points", ["network", "average incremental", "last", "forgetting"], rows);
    }

    private static ReportTable? Accuracy(RunRecord run)
    {
        if (run.Phases.Count == 0)
            return null;
        string[] networks = [.. run.Phases[0].Scores.Keys];
        // k is that of the configuration, or the classes seen where those are fewer: then every phase says its own.
        int[] ks = [.. run.Phases.Select(phase => phase.Scores.Values.First().K)];
        var isOneK = ks.Distinct().Count() == 1;
        var topK = isOneK ? $"top-{ks[0]}" : "top-k";
        return new ReportTable(
            "accuracy", "Accuracy after each phase, percent",
            ["phase", "classes", .. isOneK ? Array.Empty<string>() : ["k"], .. networks.SelectMany(network => new[] { $"{network} top-1", $"{network} {topK}", $"{network} old", $"{network} new" })],
            [.. run.Phases.Select((phase, i) => (IReadOnlyList<string>)
            [
                $"{phase.Index}", $"{phase.ClassesSeen}", .. isOneK ? Array.Empty<string>() : [$"{ks[i]}"],
                .. networks.SelectMany(network => new[] { Fixed(phase.Scores[network].Top1), Fixed(phase.Scores[network].TopK), Optional(phase.Scores[network].Old), Fixed(phase.Scores[network].New) }),
            ])])
        { Groups = networks };
    }

    private static ReportTable? Memory(RunRecord run) => run.Phases.Count == 0 ? null : new ReportTable(
        "memory", "Exemplar memory after each phase",
        ["phase", "exemplars", "per class", "image equivalents", "budget", "used, percent", "mean box share", "bytes of pixels", "bytes of the file"],
        [.. run.Phases.Select(phase => (IReadOnlyList<string>)
        [
            $"{phase.Index}", $"{phase.ExemplarCount}", Fixed((double)phase.ExemplarCount / phase.ClassesSeen, 1), Fixed(phase.ImageEquivalents), Fixed(phase.Budget),
            Optional(phase.BudgetUsePercent, 1), Fixed(phase.MeanBoxShare, 3), Whole(phase.ByteCount), Whole(phase.FileByteCount),
        ])]);

    /// <summary>Where nothing is learnt for the boxes there is nothing to compare them with.</summary>
    private static ReportTable? Boxes(RunRecord run)
    {
        if (!run.Phases.Any(phase => phase.TrueBoxCoverage is not null))
            return null;
        var isLearnt = run.Phases.Any(phase => phase.PlainCoverage is not null);
        return new ReportTable(
            "boxes", "True object boxes covered by the boxes of a phase's images, percent",
            isLearnt ? ["phase", "learned masks", "plain class activation map"] : ["phase", "covered"],
            [.. run.Phases.Select(phase => (IReadOnlyList<string>)
            [
                $"{phase.Index}", Optional(100 * phase.TrueBoxCoverage, 1), .. isLearnt ? new[] { Optional(100 * phase.PlainCoverage, 1) } : [],
            ])]);
    }

    private static ReportTable Matrix(RunRecord run, NetworkRecord network) => new(
        $"matrix-{network.Name}", $"Accuracy matrix of the {network.Name} network: after each phase on the classes of each phase, percent",
        ["after phase", .. Enumerable.Range(0, network.Matrix.Count).Select(phase => $"classes of phase {phase}")],
        [.. network.Matrix.Select((row, t) => (IReadOnlyList<string>)[$"{t}", .. Enumerable.Range(0, network.Matrix.Count).Select(j => j < row.Count ? Fixed(row[j]) : "")])]);

    private static ReportTable Confusions(EvaluationRecord evaluation, string network, ConfusionRecord confusion) => new(
        $"confusions-{network}", $"Most frequent confusions of the {network} network after phase {evaluation.Phase}",
        ["class", "taken for", "images", "of"],
        [.. confusion.Cells.Where(cell => cell.Label != cell.Predicted).OrderByDescending(cell => cell.Count).ThenBy(cell => cell.Label).ThenBy(cell => cell.Predicted).Take(MostConfusions)
            .Select(cell => (IReadOnlyList<string>)[evaluation.NameOf(cell.Label), evaluation.NameOf(cell.Predicted), $"{cell.Count}", $"{confusion.Images[cell.Label]}"])]);

    private static ReportTable? Classes(RunRecord run)
    {
        if (run.Evaluation is not { } evaluation)
            return null;
        var held = evaluation.Classes.ToDictionary(one => one.Label);
        return new ReportTable(
            "classes", $"Classes after phase {evaluation.Phase}",
            ["class", "label", "exemplars", "image equivalents", "mean box share", "bytes", .. evaluation.Networks.Keys.Select(network => $"{network} top-1, percent")],
            [.. Enumerable.Range(0, evaluation.ClassCount).Select(label => (IReadOnlyList<string>)
            [
                evaluation.NameOf(label), $"{label}",
                .. held.TryGetValue(label, out var one)
                    ? new[] { $"{one.ExemplarCount}", Fixed(one.ImageEquivalents), Fixed(one.MeanBoxShare, 3), Whole(one.ByteCount) }
                    : ["0", "0", "-", "0"],
                .. evaluation.Networks.Values.Select(network => network.Images.Count > label && network.Images[label] > 0 ? Fixed(100.0 * network.Correct[label] / network.Images[label]) : "-"),
            ])]);
    }

    /// <summary>Training stages from their epochs, which hold over resumptions; other parts as the last process measured them.</summary>
    private static ReportTable? Timings(RunRecord run)
    {
        if (run.Epochs.Count == 0)
            return null;
        var stages = run.Epochs.GroupBy(epoch => (epoch.Phase, epoch.Stage)).Select(group => (group.Key.Phase, Part: group.Key.Stage, Epochs: $"{group.Count()}", Seconds: group.Sum(epoch => epoch.Seconds),
            Rate: Fixed(group.Sum(epoch => epoch.ImageCount) / Math.Max(1e-9, group.Sum(epoch => epoch.Seconds)), 0),
            Waited: Fixed(100 * group.Sum(epoch => epoch.WaitedSeconds) / Math.Max(1e-9, group.Sum(epoch => epoch.Seconds)), 1)));
        var names = run.Epochs.Select(epoch => epoch.Stage).ToHashSet();
        var parts = run.PartSeconds.Where(part => !names.Contains(part.Part))
            .Select(part => (part.Phase, part.Part, Epochs: "-", part.Seconds, Rate: "-", Waited: "-"));
        return new ReportTable(
            "timings", "Time of each stage, seconds; a stage's time includes its mask steps and box refreshes",
            ["phase", "stage", "epochs", "seconds", "images per second", "waiting for images, percent"],
            [.. stages.Concat(parts).OrderBy(row => row.Phase).Select(row => (IReadOnlyList<string>)[$"{row.Phase}", row.Part, row.Epochs, Fixed(row.Seconds, 1), row.Rate, row.Waited])]);
    }

    private static ReportTable? Activations(RunRecord run) => run.Activations.Count == 0 ? null : new ReportTable(
        "activations", "Learned activations P(x) / Q(x)",
        ["activation", "a0", "a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4"],
        [.. run.Activations.Select(one => (IReadOnlyList<string>)[one.Name, .. one.Numerator.Concat(one.Denominator).Select(value => Fixed(value, 4))])]);
}
