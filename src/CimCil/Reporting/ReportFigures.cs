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
        return new LineChart("Top-1 accuracy after each phase on all classes seen", "classes seen", "top-1, percent", curves)
        { YRange = ChartAxis.PercentsAround(curves.SelectMany(curve => curve.Points.Select(point => point.Y))), XMarks = Few(classes), XKind = AxisKind.Whole }.ToHtml();
    }

    public static string Memory(RunRecord run)
    {
        if (run.Phases.Count == 0)
            return "";
        double[] phases = [.. run.Phases.Select(phase => (double)phase.Index)];
        var isOfBytes = run.Phases[0].CountsBytes;
        var (unit, size) = isOfBytes ? ByteUnit(run.Phases.Max(phase => Math.Max(phase.Budget, phase.BudgetUsed))) : ("image equivalents", 1);
        return new LineChart(
            "Memory against its budget", "phase", isOfBytes ? $"size of the file, {unit}" : unit,
            [
                new Curve("used", [.. run.Phases.Select(phase => ((double)phase.Index, phase.BudgetUsed / size))], CurveKind.Marked),
                new Curve("budget", [.. run.Phases.Select(phase => ((double)phase.Index, phase.Budget / size))], CurveKind.Reference),
            ])
        { XMarks = Few(phases), XKind = AxisKind.Whole, YRange = (0, Nice(run.Phases.Max(phase => Math.Max(phase.Budget, phase.BudgetUsed)) / size)) }.ToHtml();
    }

    /// <summary>How many exemplars the budget holds, beside the whole images that it would hold.</summary>
    public static string ExemplarsPerClass(RunRecord run)
    {
        if (run.Phases.Count == 0)
            return "";
        double[] phases = [.. run.Phases.Select(phase => (double)phase.Index)];
        var exemplars = run.Phases.Select(phase => (X: (double)phase.Index, Y: (double)phase.ExemplarCount / phase.ClassesSeen)).ToList();
        var whole = run.Phases[0].CountsBytes ? [] : run.Phases.Select(phase => ((double)phase.Index, phase.Budget / phase.ClassesSeen)).ToList();
        return new LineChart(
            "Exemplars of each class", "phase", "exemplars per class",
            [new Curve("exemplars", exemplars, CurveKind.Marked), .. whole.Count > 0 ? [new Curve("whole images of the same budget", whole, CurveKind.Reference)] : (Curve[])[]])
        { XMarks = Few(phases), XKind = AxisKind.Whole, YRange = (0, Nice(exemplars.Select(point => point.Y).Concat(whole.Select(point => point.Item2)).Max())) }.ToHtml();
    }

    public static string Losses(RunRecord run) => Epochs(run, "Training loss, epoch by epoch over all stages", "loss", name => name == "loss" || name.StartsWith("loss.", StringComparison.Ordinal));

    public static string MaskLosses(RunRecord run) => Epochs(run, "Mask losses, epoch by epoch over all stages", "loss", name => name.StartsWith("mask.", StringComparison.Ordinal) && name != "mask.flatImages");

    public static string TrainingAccuracy(RunRecord run) => Epochs(run, "Accuracy on training images, epoch by epoch", "top-1, percent", name => name == "accuracy");

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

    /// <summary>How accurate a network was after each phase on the classes of each.</summary>
    public static string Matrix(NetworkRecord network) => new HeatGrid(
        "Accuracy after each phase on the classes of each phase", [.. Enumerable.Range(0, network.Matrix.Count).Select(phase => $"{phase}")],
        [.. network.Matrix.SelectMany((row, t) => row.Take(t + 1).Select((value, j) => (t, j, value / 100, $"after phase {t}, classes of phase {j}: {ReportTables.Fixed(value)} %")))])
    { RowTitle = "after phase", ColumnTitle = "classes of phase", ScaleTitle = "top-1, percent", Missing = MissingCell.Nothing }.ToHtml();

    /// <summary>What a network took each class for; empty where nothing is known of it.</summary>
    public static string Confusion(RunRecord run, string network) =>
        run.Evaluation is { } evaluation && evaluation.Networks.TryGetValue(network, out var confusion) ? Confusion(run, evaluation, confusion) : "";

    private static string Confusion(RunRecord run, EvaluationRecord evaluation, ConfusionRecord confusion)
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
        var title = $"Confusion matrix after phase {evaluation.Phase}{(byPhase ? ", classes summed up by phase" : "")}";
        return new HeatGrid(title, [.. Enumerable.Range(0, count).Select(NameOf)], [.. cells]) { ScaleTitle = "percent of the true class" }.ToHtml();
    }

    /// <summary>One curve per figure, over all epochs of the run in their order.</summary>
    private static string Epochs(RunRecord run, string title, string unit, Func<string, bool> shows)
    {
        string[] names = [.. run.Epochs.SelectMany(epoch => epoch.Values.Keys).Where(shows).Distinct()];
        return names.Length == 0 ? "" : new LineChart(
            title, "epochs since the start", unit,
            [.. names.Select(name => new Curve(name, [.. run.Epochs.Select((epoch, i) => ((double)i + 1, epoch.Values.GetValueOrDefault(name, double.NaN)))]))])
        { XKind = AxisKind.Whole }.ToHtml();
    }

    /// <summary>The unit that keeps sizes of files readable.</summary>
    private static (string Name, double Size) ByteUnit(double largest) => largest < 1 << 20 ? ("KiB", 1 << 10) : largest < 1L << 30 ? ("MiB", 1 << 20) : ("GiB", 1L << 30);

    /// <summary>The end of an axis from 0 that holds a value.</summary>
    private static double Nice(double largest)
    {
        if (largest <= 0)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(largest)));
        return new[] { 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12 }.Select(factor => factor * power).First(end => end >= largest * 1.02);
    }

    /// <summary>At most about a dozen of the marks.</summary>
    private static IReadOnlyList<double> Few(double[] marks) => marks.Length <= 12 ? marks : [.. marks.Where((_, i) => i % ((marks.Length + 11) / 12) == 0)];
}
