using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Sweeps;
using CimCil.Foundation;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil sweep task FOLDER INDEX</c>: one run of a sweep; what a sweep's processes and the tasks of an array job are.</summary>
internal static class SweepTaskCommand
{
    public static Command Create()
    {
        var folder = SweepFolderArgument.One();
        var index = new Argument<string>("INDEX") { Description = "The run, from 0, as 'cimcil sweep status' numbers them." };
        var forSweep = new Option<bool>("--for-sweep") { Description = "Print to the run's log, and stop at the end of the input.", Hidden = true };
        var command = new DocumentedCommand(
            "task",
            "Run or resume one run of a sweep, as the tasks of an array job do.",
            "cimcil sweep task sweeps/shapes-0a1b2c3d 3",
            "cimcil sweep task sweeps/shapes-0a1b2c3d $SLURM_ARRAY_TASK_ID")
        { folder, index, forSweep };
        command.SetAction((parsed, cancellation) =>
        {
            var sweep = SweepFolderArgument.Read(parsed, folder);
            var typed = parsed.GetRequiredValue(index);
            var run = int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? sweep.Run(number)
                : throw new ConfigurationException($"INDEX cannot be '{typed}': it is the number of a run, from 0 to {sweep.Runs.Count - 1}.");
            var task = new SweepTask(sweep, run, [.. parsed.Tokens.Select(token => token.Value)]);
            if (parsed.GetValue(forSweep))
                task.RunForSweep(cancellation);
            else
                task.Run(parsed.InvocationConfiguration.Output, cancellation);
            return Task.FromResult(0);
        });
        return command;
    }
}
