using CimCil.Configuration;
using CimCil.Evaluation;
using CimCil.Runs;
using Spectre.Console;

namespace CimCil.Cli.Progress;

/// <summary>Tables of what phases and runs came to.</summary>
internal static class RunSummary
{
    /// <summary>One row per phase; the scores of every network side by side.</summary>
    public static Table PhaseTable(IAnsiConsole console, IReadOnlyList<PhaseResult> phases)
    {
        var table = Terminal.NewTable(console).AddColumn(Right("phase")).AddColumn(Right("classes"));
        // k is that of the configuration, or the classes seen where those are fewer: then every phase says its own.
        var isOneK = phases.Select(KOf).Distinct().Count() == 1;
        if (!isOneK)
            table.AddColumn(Right("k"));
        foreach (var network in phases[0].Scores.Keys)
        {
            foreach (var figure in new[] { "top-1", isOneK ? $"top-{KOf(phases[0])}" : "top-k", "old", "new" })
                table.AddColumn(Right($"{network} {figure}"));
        }
        table.AddColumn(Right("exemplars per class")).AddColumn(Right("budget used"));
        foreach (var phase in phases)
            table.AddRow([.. Cells(phase, isOneK ? null : KOf(phase))]);
        return table;
    }

    /// <summary>The table of all phases and what they come to.</summary>
    public static void Write(IAnsiConsole console, RunResult result, string folder)
    {
        if (result.Phases.Count == 0)
            return;
        console.WriteLine();
        console.Write(PhaseTable(console, result.Phases));
        WriteFigure(console, result, "Average incremental accuracy", scores => scores.Average, " %");
        WriteFigure(console, result, "Last accuracy", scores => scores.Last, " %");
        WriteFigure(console, result, "Forgetting", scores => scores.Forgetting, " points");
        var last = result.Phases[^1];
        if (last.Boxes is { TrueBoxCoverage: { } coverage } boxes)
        {
            var plain = boxes.PlainCoverage is { } other ? $"; plain class activation {Words.Percent(100 * other)} %" : "";
            console.WriteLine($"True box covered (last phase): {Words.Percent(100 * coverage)} %{plain}");
        }
        if (result.CorruptImageCount > 0)
            console.WriteLine($"Corrupt images left out: {result.CorruptImageCount}");
        var fullImages = last.BudgetUnit == BudgetUnit.Bytes ? "" : $" (full images would be {Words.Fixed(last.Budget / last.Phase.SeenClassCount, 1)})";
        console.WriteLine($"Exemplars per class: {Words.Fixed(last.ExemplarsPerClass, 1)}{fullImages}");
        console.WriteLine($"Budget use: {Words.BudgetUse(last)}");
        console.WriteLine($"Run folder: {folder}");
    }

    private static void WriteFigure(IAnsiConsole console, RunResult result, string name, Func<IncrementalScores, double> figure, string unit) =>
        console.WriteLine($"{name}: {string.Join(", ", result.Networks.Select(network => $"{network} {Words.Fixed(figure(result.Scores(network)), 2)}{unit}"))}");

    private static int KOf(PhaseResult phase) => phase.Scores.Values.First().K;

    private static IEnumerable<Text> Cells(PhaseResult phase, int? k)
    {
        yield return new Text($"{phase.Phase.Index}");
        yield return new Text($"{phase.Phase.SeenClassCount}");
        if (k is not null)
            yield return new Text($"{k}");
        foreach (var scores in phase.Scores.Values)
        {
            yield return new Text(Words.Percent(scores.Top1));
            yield return new Text(Words.Percent(scores.TopK));
            yield return new Text(scores.Old is { } old ? Words.Percent(old) : "-");
            yield return new Text(Words.Percent(scores.New));
        }
        yield return new Text(Words.Fixed(phase.ExemplarsPerClass, 1));
        yield return new Text($"{Words.Percent(phase.BudgetUsePercent)} %");
    }

    private static TableColumn Right(string title) => new TableColumn(new Text(title)).RightAligned();
}
