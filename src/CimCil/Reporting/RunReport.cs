using CimCil.Foundation;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>The report of one run: a single HTML file that needs nothing else, and its tables as CSV and Markdown.</summary>
internal static class RunReport
{
    /// <summary>Writes report.html and tables/NAME.csv and .md.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Where to; usually the run folder itself.</param>
    /// <returns>The HTML file.</returns>
    /// <exception cref="CimCilException">A file cannot be written.</exception>
    public static string Write(RunRecord run, string folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var tables = ReportTables.Of(run);
        ReportFile.WriteTables(folder, tables);
        return ReportFile.Write(folder, "report.html", Html(run, tables));
    }

    /// <summary>The page.</summary>
    internal static string Html(RunRecord run, IReadOnlyList<ReportTable> tables)
    {
        string Table(string name) => tables.FirstOrDefault(table => table.Name == name && table.Rows.Count > 0)?.ToHtml() ?? "";
        string Closed(string name) => tables.FirstOrDefault(table => table.Name == name)?.ToClosedHtml() ?? "";
        (string Id, string Title, string Content)[] sections =
        [
            ("accuracy", "Accuracy", Beside(ReportFigures.Accuracy(run), Table("headlines")) + Table("accuracy")),
            ("forgetting", "Forgetting", ByNetwork(run, network => ReportFigures.Matrix(network) + Closed($"matrix-{network.Name}"))),
            ("confusion", "Confusion", run.Evaluation is null ? "" : ByNetwork(run, network => ReportFigures.Confusion(run, network.Name) + Table($"confusions-{network.Name}"))),
            ("memory", "Memory", Beside(ReportFigures.Memory(run), ReportFigures.ExemplarsPerClass(run)) + Table("memory") + Table("boxes") + Table("classes")),
            ("gallery", "Exemplars", ReportGallery.Of(run)),
            ("training", "Training", Beside(ReportFigures.Losses(run), ReportFigures.TrainingAccuracy(run), ReportFigures.MaskLosses(run))),
            ("activations", "Activations", Beside(ReportFigures.Activations(run)) + Table("activations")),
            ("timings", "Time", Table("timings")),
            ("notes", "Notes", run.Notes.Count == 0 ? "" : $"<ul>{string.Concat(run.Notes.Select(note => $"<li>{PageText.Html(note)}</li>"))}</ul>"),
            ("setup", "Setup", Table("configuration") + Table("machine")),
        ];
        if (run.Phases.Count == 0)
            sections[0].Content = "<p class=\"none\">No phase has finished yet, so there are no accuracies: they are measured at the end of each phase.</p>";
        var head = new PageHead("run report", $"{run.Experiment}, seed {run.Seed}", run.Summary)
        {
            Warning = string.Join(' ', new[] { run.Status == RunStatus.Finished ? "" : $"This run is not complete ({run.Progress}): {run.State}.", run.Lacks }.Where(part => part.Length > 0)),
            Cards = Headlines(run),
        };
        return ReportFile.Page(head, [.. sections.Where(section => section.Content.Length > 0)]);
    }

    /// <summary>Figures and tables side by side where there is room for it.</summary>
    private static string Beside(params ReadOnlySpan<string> parts)
    {
        var all = string.Concat(parts);
        return all.Length == 0 ? "" : $"<div class=\"charts\">{all}</div>\n";
    }

    /// <summary>A column for each network.</summary>
    private static string ByNetwork(RunRecord run, Func<NetworkRecord, string> content) => run.Networks.Count == 0
        ? ""
        : $"<div class=\"pair\">{string.Concat(run.Networks.Select(network => $"<div><h3>{PageText.Html(network.Name)} network</h3>{content(network)}</div>"))}</div>\n";

    private static IReadOnlyList<(string Name, string Value)> Headlines(RunRecord run)
    {
        var cards = new List<(string, string)>();
        foreach (var network in run.Networks)
        {
            cards.Add(($"{network.Name}: average incremental", $"{ReportTables.Fixed(network.Average)} %"));
            cards.Add(($"{network.Name}: last", $"{ReportTables.Fixed(network.Last)} %"));
        }
        if (run.Networks.Count > 0)
            cards.Add(($"forgetting ({run.Networks[0].Name})", $"{ReportTables.Fixed(run.Networks[0].Forgetting)} points"));
        if (run.Phases.Count > 0)
        {
            var last = run.Phases[^1];
            cards.Add(("exemplars per class", ReportTables.Fixed((double)last.ExemplarCount / last.ClassesSeen, 1)));
            cards.Add(("budget used", last.BudgetUsePercent is { } percent ? $"{ReportTables.Fixed(percent, 1)} %" : "-"));
            cards.Add(("time", TimeSpan.FromSeconds((long)run.Phases.Sum(phase => phase.Seconds)).ToString("c", System.Globalization.CultureInfo.InvariantCulture)));
        }
        return cards;
    }
}
