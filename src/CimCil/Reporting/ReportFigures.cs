namespace CimCil.Reporting;

/// <summary>The figures of one run.</summary>
internal static class ReportFigures
{
    /// <summary>More classes than this are summed up by phase.</summary>
    private const int MostClassesShown = 120;

    public static string Accuracy(RunRecord run)
    {
        if (run.Phases.Count == 0)
            return "";
        double[] classes = [.. run.Phases.Select(phase => (double)phase.ClassesSeen)];
        List<Curve> curves =
        [
            .. run.Networks.Select(network => new Curve(
                $"{network.Name}, average {ReportTables.Fixed(network.Average)}",
                [.. run.Phases.Select(phase => ((double)phase.ClassesSeen, phase.Scores[network.Name].Top1))], CurveKind.Marked)),
        ];
        if (PaperFigures.Of(run.Experiment) is { } paper)
        {
            curves.Add(new Curve($"the paper's average {ReportTables.Fixed(paper.Average)}", [(classes[0], paper.Average), (classes[^1], paper.Average)], CurveKind.Reference));
            if (paper.Last is { } last)
                curves.Add(new Curve($"the paper's last {ReportTables.Fixed(last)}", [(classes[^1], last)], CurveKind.Marked));
        }
        return new LineChart("Top-1 accuracy after each phase on all classes seen", "classes seen", "top-1, percent", curves) { YRange = (0, 100), XMarks = Few(classes) }.ToHtml();
    }

    public static string Memory(RunRecord run)
    {
        if (run.Phases.Count == 0)
            return "";
        double[] phases = [.. run.Phases.Select(phase => (double)phase.Index)];
        return new LineChart(
            "Memory against its budget", "phase", run.Phases[0].CountsBytes ? "bytes" : "image equivalents",
            [
                new Curve("used", [.. run.Phases.Select(phase => ((double)phase.Index, phase.BudgetUsed))], CurveKind.Marked),
                new Curve("budget", [.. run.Phases.Select(phase => ((double)phase.Index, phase.Budget))], CurveKind.Reference),
                // A count among bytes would be a line on the floor.
                .. run.Phases[0].CountsBytes ? (IEnumerable<Curve>)[] : [new Curve("exemplars", [.. run.Phases.Select(phase => ((double)phase.Index, (double)phase.ExemplarCount))], CurveKind.Marked)],
            ])
        { XMarks = Few(phases) }.ToHtml();
    }

    public static string Losses(RunRecord run) => Epochs(run, "Training loss, epoch by epoch over all stages", "loss", name => name == "loss" || name.StartsWith("loss.", StringComparison.Ordinal));

    public static string MaskLosses(RunRecord run) => Epochs(run, "Mask losses, epoch by epoch over all stages", "loss", name => name.StartsWith("mask.", StringComparison.Ordinal) && name != "mask.flatImages");

    public static string TrainingAccuracy(RunRecord run) => Epochs(run, "Accuracy on training images, epoch by epoch", "percent", name => name == "accuracy");

    public static string Activations(RunRecord run)
    {
        if (run.Activations.Count == 0)
            return "";
        double[] places = [.. Enumerable.Range(0, 121).Select(i => -3 + (i * 0.05))];
        return new LineChart(
            "Learned activations against ReLU", "x", "y",
            [
                .. run.Activations.Select(one => new Curve(one.Name, [.. places.Select(x => (x, one.At(x)))])),
                new Curve("ReLU", [.. places.Select(x => (x, Math.Max(0, x)))], CurveKind.Reference),
            ])
        { XMarks = [-3, -2, -1, 0, 1, 2, 3] }.ToHtml();
    }

    public static string Confusion(RunRecord run) => run.Evaluation is not { } evaluation
        ? ""
        : string.Concat(evaluation.Networks.Select(network => Confusion(run, evaluation, network.Key, network.Value)));

    private static string Confusion(RunRecord run, EvaluationRecord evaluation, string network, ConfusionRecord confusion)
    {
        var byPhase = evaluation.ClassCount > MostClassesShown;
        var starts = run.Phases.Select(phase => phase.ClassesSeen).Prepend(0).ToArray();
        int GroupOf(int label) => byPhase ? Array.FindLastIndex(starts, start => start <= label) : label;
        string NameOf(int group) => byPhase ? $"classes of phase {group}" : evaluation.NameOf(group);
        var count = byPhase ? run.Phases.Count : evaluation.ClassCount;
        var totals = Enumerable.Range(0, evaluation.ClassCount).GroupBy(GroupOf).ToDictionary(group => group.Key, group => group.Sum(label => confusion.Images[label]));
        var cells = confusion.Cells.GroupBy(cell => (Row: GroupOf(cell.Label), Column: GroupOf(cell.Predicted))).Select(group =>
        {
            var images = group.Sum(cell => cell.Count);
            return (group.Key.Row, group.Key.Column, (double)images / Math.Max(1, totals[group.Key.Row]), $"{NameOf(group.Key.Row)} taken for {NameOf(group.Key.Column)}: {images} of {totals[group.Key.Row]}");
        });
        var title = $"Confusion matrix of the {network} network after phase {evaluation.Phase}{(byPhase ? ", classes summed up by phase" : "")}: rows are true classes";
        return new HeatGrid(title, [.. Enumerable.Range(0, count).Select(NameOf)], [.. cells]).ToHtml();
    }

    /// <summary>One curve per figure, over all epochs of the run in their order.</summary>
    private static string Epochs(RunRecord run, string title, string unit, Func<string, bool> shows)
    {
        string[] names = [.. run.Epochs.SelectMany(epoch => epoch.Values.Keys).Where(shows).Distinct()];
        return names.Length == 0 ? "" : new LineChart(
            title, "epochs since the start", unit,
            [.. names.Select(name => new Curve(name, [.. run.Epochs.Select((epoch, i) => ((double)i + 1, epoch.Values.GetValueOrDefault(name, double.NaN)))]))]).ToHtml();
    }

    /// <summary>At most about a dozen of the marks.</summary>
    private static IReadOnlyList<double> Few(double[] marks) => marks.Length <= 12 ? marks : [.. marks.Where((_, i) => i % ((marks.Length + 11) / 12) == 0)];
}
