using System.CommandLine;
using CimCil.Cli.Screens;
using CimCil.Configuration;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil list</c>: the experiments and what they are.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("list", "Show all experiments.", "cimcil list", "cimcil list --json") { ResultOptions.AsJson };
        command.SetAction(parsed => Write(ExperimentRegistry.All, parsed));
        return command;
    }

    private static void Write(IReadOnlyList<ExperimentEntry> experiments, ParseResult parsed)
    {
        if (parsed.WriteJson(() => new { Experiments = experiments.Select(entry => new { entry.Name, entry.Summary }) }))
            return;
        var table = new TextTable(Details.All).Name("experiment").Prose("what it is");
        foreach (var entry in experiments)
            table.AddRow(entry.Name, entry.Summary);
        var screen = parsed.Screen();
        screen.Write(table);
        if (experiments.Count == 0)
            screen.WriteLine("There are no experiments: mark a record with [Experiment(\"name\")].");
    }
}
