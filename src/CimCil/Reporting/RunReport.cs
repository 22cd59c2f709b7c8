using System.Net;
using System.Text;
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
        string Table(string name) => tables.FirstOrDefault(table => table.Name == name)?.ToHtml() ?? "";
        string Tables(string start) => string.Concat(tables.Where(table => table.Name.StartsWith(start, StringComparison.Ordinal)).Select(table => table.ToHtml()));
        var gallery = new StringBuilder();
        ReportGallery.Append(gallery, run);
        (string Id, string Title, string Content)[] sections =
        [
            ("accuracy", "Accuracy per phase", Charts(ReportFigures.Accuracy(run)) + Table("headlines") + Table("accuracy")),
            ("forgetting", "Accuracy matrix and forgetting", Tables("matrix-")),
            ("confusion", "Confusion matrix", ReportFigures.Confusion(run) + Tables("confusions-")),
            ("memory", "Memory", Charts(ReportFigures.Memory(run)) + Table("memory") + Table("boxes") + Table("classes")),
            ("training", "Training", Charts(ReportFigures.Losses(run), ReportFigures.TrainingAccuracy(run), ReportFigures.MaskLosses(run))),
            ("activations", "Learned activations", Charts(ReportFigures.Activations(run)) + Table("activations")),
            ("gallery", "Exemplars", gallery.Length == 0 ? "" : $"<p>The solid frame is the box that keeps its pixels, the dashed one the true object where it is known.</p><div class=\"gallery\">{gallery}</div>"),
            ("timings", "Time", Table("timings")),
            ("notes", "Notes", run.Notes.Count == 0 ? "" : $"<ul>{string.Concat(run.Notes.Select(note => $"<li>{WebUtility.HtmlEncode(note)}</li>"))}</ul>"),
            ("setup", "Configuration and machine", Table("configuration") + Table("machine")),
        ];
        var state = run.Status == RunStatus.Finished ? "" : $" This run is not complete ({run.Progress}): {run.State}.";
        return ReportFile.Page($"{run.Experiment}, seed {run.Seed}", $"Class-incremental learning with compressed exemplars.{state}", Headlines(run), [.. sections.Where(section => section.Content.Length > 0)]);
    }

    private static string Charts(params ReadOnlySpan<string> charts)
    {
        var all = string.Concat(charts);
        return all.Length == 0 ? "" : $"<div class=\"charts\">{all}</div>";
    }

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
