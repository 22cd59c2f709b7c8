using System.CommandLine;
using CimCil.Cli.Sweeps;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil sweep resume FOLDER</c>: goes on with a sweep from what its folder says.</summary>
internal static class SweepResumeCommand
{
    public static Command Create()
    {
        var folder = SweepFolderArgument.One();
        var command = new DocumentedCommand(
            "resume",
            "Go on with a sweep, and write its results.",
            "cimcil sweep resume sweeps/shapes-0a1b2c3d",
            "cimcil sweep resume sweeps/shapes-0a1b2c3d --jobs 4")
        { folder };
        var drive = new SweepDriveOptions();
        drive.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            drive.Check(parsed);
            var sweep = SweepFolderArgument.Read(parsed, folder);
            return drive.DriveAsync(parsed, sweep.With(drive.MachineFor(parsed, sweep.Machine)), cancellation);
        });
        return command;
    }
}
