using System.CommandLine;
using CimCil.Cli.Doctor;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil doctor</c>: whether this machine can run experiments, and if not, why.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var place = new Option<string>("--out") { HelpName = "DIR", Description = "Where runs are to be written; usually runs." };
        var command = new DocumentedCommand(
            "doctor",
            "Look at whether this machine can run experiments, and train for two seconds.",
            "cimcil doctor",
            "cimcil doctor --out /scratch/runs")
        { place };
        command.SetAction(parsed => FindingList.Write([.. Checkup.Run(parsed.GetValue(place) ?? "runs")], parsed.Screen()));
        return command;
    }
}
