using System.CommandLine;
using CimCil.Cli.Sweeps;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil sweep status FOLDER...</c>: how far each run is, read from the folders.</summary>
internal static class SweepStatusCommand
{
    public static Command Create()
    {
        var folder = SweepFolderArgument.Many();
        var command = new DocumentedCommand(
            "status", "Show what is waiting, running, finished and failed.", "cimcil sweep status sweeps/shapes-0a1b2c3d", "cimcil sweep status sweeps/*")
        {
            OnlyLooks = true,
        };
        command.Add(folder);
        command.SetAction(parsed =>
        {
            var screen = parsed.Screen();
            foreach (var (i, sweep) in SweepFolderArgument.Read(parsed, folder).Index())
            {
                if (i > 0)
                    screen.WriteLine();
                SweepStatusTable.Write(sweep, screen);
            }
        });
        return command;
    }
}
