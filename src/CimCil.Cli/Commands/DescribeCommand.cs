using System.CommandLine;
using CimCil.Configuration;
using Spectre.Console;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil describe NAME</c>: every setting with its value, default, rule and meaning.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "describe", "Show every setting of an experiment.", "cimcil describe shapes", "cimcil describe shapes --set mask.kind=full-images");
        var options = new ExperimentOptions();
        options.AddTo(command);
        command.SetAction(parsed => Write(options.Read(parsed), Terminal.For(parsed.InvocationConfiguration.Output)));
        return command;
    }

    private static void Write(Experiment experiment, IAnsiConsole console)
    {
        console.WriteLine($"{experiment.Name}: {experiment.Summary}");
        console.WriteLine($"Fingerprint {experiment.Fingerprint()}");
        console.WriteLine();
        var table = Terminal.NewTable(console).AddColumns("Setting", "Value", "Default", "Type", "Unit", "Rule", "Meaning");
        foreach (var setting in experiment.Describe())
        {
            var isChanged = setting.Value != setting.Default;
            table.AddRow(
                new Text(setting.Path),
                new Text(setting.Value, isChanged ? new Style(decoration: Decoration.Bold) : Style.Plain),
                new Text(setting.Default),
                new Text(setting.Type),
                new Text(setting.Unit),
                new Text(setting.Rule),
                new Text(setting.Summary));
        }
        console.Write(table);
    }
}
