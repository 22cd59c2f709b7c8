using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Evaluation;
using CimCil.Runs;

namespace CimCil.Cli.Progress;

/// <summary>Tables of what phases and runs came to.</summary>
internal static class RunSummary
{
    /// <summary>One row per phase; top-1 of every scored network side by side, with all details the other figures too.</summary>
    public static TextTable PhaseTable(Details details, IReadOnlyList<PhaseResult> phases)
    {
        var table = new TextTable(details).Number("phase").Number("classes");
        // k is that of the configuration, or the classes seen where those are fewer: then every phase says its own.
        var isOneK = phases.Select(KOf).Distinct().Count() == 1;
        if (!isOneK)
            table.Number("k", Details.All);
        foreach (var network in phases[0].Scores.Keys)
        {
            table.Number($"{network} top-1");
            foreach (var figure in new[] { isOneK ? $"top-{KOf(phases[0])}" : "top-k", "old", "new" })
                table.Number($"{network} {figure}", Details.All);
        }
        table.Number("exemplars per class").Number("budget used");
        foreach (var phase in phases)
            table.AddRow([.. Cells(phase, isOneK ? null : KOf(phase))]);
        return table;
    }

    /// <summary>The table of all phases and what they come to.</summary>
    public static void Write(Screen screen, Details details, RunResult result, string folder)
    {
        if (result.Phases.Count == 0)
            return;
        screen.WriteLine();
        screen.Write(PhaseTable(details, result.Phases));
        screen.WriteLine();
        WriteFigure(screen, result, "Average incremental accuracy", scores => scores.Average, " %");
        WriteFigure(screen, result, "Last accuracy", scores => scores.Last, " %");
        WriteFigure(screen, result, "Forgetting", scores => scores.Forgetting, " points");
        var last = result.Phases[^1];
        if (last.Boxes is { TrueBoxCoverage: { } coverage } boxes)
        {
            var plain = boxes.PlainCoverage is { } other ? $"; plain class activation {Words.Percent(100 * other)} %" : "";
            screen.WriteLine($"True box covered (last phase): {Words.Percent(100 * coverage)} %{plain}");
        }
        if (result.CorruptImageCount > 0)
            screen.WriteLine($"Corrupt images left out: {result.CorruptImageCount}");
        // Where fewer are kept than whole images have room, there are no more images.
        var whole = last.Budget / last.Phase.SeenClassCount;
        var fullImages = last.BudgetUnit == BudgetUnit.Bytes || last.ExemplarsPerClass < whole ? "" : $" (full images would be {Words.Fixed(whole, 1)})";
        screen.WriteLine($"Exemplars per class: {Words.Fixed(last.ExemplarsPerClass, 1)}{fullImages}");
        screen.WriteLine($"Budget use: {Words.BudgetUse(last)}");
        screen.WriteLine($"Run folder: {folder}");
    }

    private static void WriteFigure(Screen screen, RunResult result, string name, Func<IncrementalScores, double> figure, string unit) =>
        screen.WriteLine($"{name}: {string.Join(", ", result.Networks.Select(network => $"{network} {Words.Fixed(figure(result.Scores(network)), 2)}{unit}"))}");

    private static int KOf(PhaseResult phase) => phase.Scores.Values.First().K;

    private static IEnumerable<string> Cells(PhaseResult phase, int? k)
    {
        yield return $"{phase.Phase.Index}";
        yield return $"{phase.Phase.SeenClassCount}";
        if (k is not null)
            yield return $"{k}";
        foreach (var scores in phase.Scores.Values)
        {
            yield return Words.Percent(scores.Top1);
            yield return Words.Percent(scores.TopK);
            yield return scores.Old is { } old ? Words.Percent(old) : "-";
            yield return Words.Percent(scores.New);
        }
        yield return Words.Fixed(phase.ExemplarsPerClass, 1);
        yield return $"{Words.Percent(phase.BudgetUsePercent)} %";
    }
}
