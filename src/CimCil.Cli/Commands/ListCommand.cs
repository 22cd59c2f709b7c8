using System.CommandLine;
using CimCil.Configuration;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil list</c>: the experiments and what they are.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("list", "Show all experiments.", "cimcil list", "cimcil list | grep food101");
        command.SetAction(parsed => Write(ExperimentRegistry.All, parsed.InvocationConfiguration.Output));
        return command;
    }

    private static void Write(IReadOnlyList<ExperimentEntry> experiments, TextWriter output)
    {
        if (experiments.Count == 0)
            output.WriteLine("There are no experiments: mark a record with [Experiment(\"name\")].");
        var width = experiments.Select(entry => entry.Name.Length).DefaultIfEmpty().Max();
        foreach (var entry in experiments)
            output.WriteLine($"{entry.Name.PadRight(width)}  {entry.Summary}".TrimEnd());
    }
}
