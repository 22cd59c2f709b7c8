using System.CommandLine;
using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.Reporting;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil compare RUN...</c>: runs side by side, with mean and spread over seeds.</summary>
internal static class CompareCommand
{
    /// <summary>Columns that are shown with <c>--wide</c> alone.</summary>
    private static readonly string[] OnlyWide = ["forgetting, points", "budget used, percent", "minutes", "fingerprint"];

    public static Command Create()
    {
        var folders = new Argument<string[]>("RUN...") { Description = "Run folders; a shell makes of runs/shapes-* all that begin so.", Arity = ArgumentArity.OneOrMore };
        var place = new Option<string>("--out") { HelpName = "DIR", Description = "Also write compare.html and its tables there." };
        var command = new DocumentedCommand(
            "compare", "Compare runs; finished ones that differ in their seed alone are averaged.", "cimcil compare runs/shapes-*", "cimcil compare runs/shapes-* --out runs/comparison --wide")
        { folders, place, ResultOptions.Wide, ResultOptions.AsJson };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(place) is { } typed)
                ReportPlace.Check(typed);
            RunRecord[] runs = [.. (parsed.GetValue(folders) ?? []).Select(RunReader.Read)];
            if (runs.GroupBy(run => RealPath.Of(run.Path)).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw new ConfigurationException($"{twice.First().Path} is named twice, and a run would be averaged with itself. Name each run once.");
            if (runs.FirstOrDefault(run => run.Phases.Count == 0) is { } empty)
                throw new DataException($"{empty.Path} has no finished phase: there is nothing to compare yet. Wait for it, or leave it out.");
            var page = parsed.GetValue(place) is { } folder ? RunComparison.Write(runs, folder) : null;
            if (parsed.WriteJson(() => ComparisonJson.Of(runs)))
                return;
            var screen = parsed.Screen();
            foreach (var (i, table) in RunComparison.Tables(runs).Where(table => table.Rows.Count > 0).Index())
            {
                if (i > 0)
                    screen.WriteLine();
                Write(table, screen, parsed.Details());
            }
            if (page is not null)
                screen.WriteLine($"Wrote {page} and its tables.");
        });
        return command;
    }

    /// <summary>A table of a report on the screen.</summary>
    internal static void Write(ReportTable table, Screen screen, Details details)
    {
        var shown = new TextTable(details);
        foreach (var (i, column) in table.Columns.Index())
        {
            var shownIn = OnlyWide.Contains(column) ? Details.All : Details.Few;
            if (IsNumber(table, i))
                shown.Number(column, shownIn);
            else
                shown.Name(column, shownIn);
        }
        foreach (var row in table.Rows)
            shown.AddRow(row);
        screen.WriteLine(table.Title);
        screen.Write(shown);
        if (table.Note.Length > 0)
            screen.WriteLine(table.Note);
    }

    private static bool IsNumber(ReportTable table, int column) => column > 0 && table.Rows.All(row => row[column] is "-" || (row[column] is [var first, ..] && (char.IsAsciiDigit(first) || first is '-')));
}
