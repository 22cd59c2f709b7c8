using System.CommandLine;
using CimCil.Foundation;
using CimCil.Reporting;
using Spectre.Console;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil compare RUN...</c>: runs side by side, with mean and spread over seeds.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("RUN...") { Description = "Run folders, two or more.", Arity = ArgumentArity.OneOrMore };
        var place = new Option<string>("--out") { HelpName = "DIR", Description = "Also write compare.html and its tables there." };
        var command = new DocumentedCommand(
            "compare", "Compare runs; finished ones that differ in their seed alone are averaged.", "cimcil compare runs/shapes-* --out runs/comparison")
        { folders, place };
        command.SetAction(parsed =>
        {
            RunRecord[] runs = [.. (parsed.GetValue(folders) ?? []).Select(RunReader.Read)];
            if (runs.GroupBy(run => Path.GetFullPath(run.Path)).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw new ConfigurationException($"{twice.First().Path} is named twice, and a run would be averaged with itself. Name each run once.");
            if (runs.FirstOrDefault(run => run.Phases.Count == 0) is { } empty)
                throw new DataException($"{empty.Path} has no finished phase: there is nothing to compare yet. Wait for it, or leave it out.");
            var console = Terminal.For(parsed.InvocationConfiguration.Output);
            foreach (var table in RunComparison.Tables(runs).Where(table => table.Rows.Count > 0))
                Write(table, console);
            if (parsed.GetValue(place) is { } folder)
                console.WriteLine($"Wrote {RunComparison.Write(runs, folder)} and its tables.");
        });
        return command;
    }

    /// <summary>A table of a report on the console.</summary>
    internal static void Write(ReportTable table, IAnsiConsole console)
    {
        var shown = Terminal.NewTable(console);
        foreach (var column in table.Columns)
            shown.AddColumn(new TableColumn(new Text(column)));
        foreach (var row in table.Rows)
            shown.AddRow(row.Select(cell => new Text(cell)));
        console.WriteLine(table.Title);
        console.Write(shown);
    }
}
