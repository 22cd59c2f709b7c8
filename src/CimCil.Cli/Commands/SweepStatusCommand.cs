using System.CommandLine;
using CimCil.Cli.Sweeps;
using CimCil.Sweeps;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil sweep status FOLDER</c>: how far each run is, read from the folder.</summary>
internal static class SweepStatusCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "The sweep's folder." };
        var command = new DocumentedCommand(
            "status", "Show what is waiting, running, finished and failed, from the folder alone.", "cimcil sweep status sweeps/shapes-0a1b2c3d")
        {
            OnlyLooks = true,
        };
        command.Add(folder);
        command.SetAction(parsed =>
        {
            var sweep = SweepFolder.Read(parsed.GetRequiredValue(folder));
            SweepStatusTable.Write(sweep, parsed.Screen());
        });
        return command;
    }
}
