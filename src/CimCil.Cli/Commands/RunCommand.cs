using System.CommandLine;
using CimCil.Cli.Progress;
using CimCil.Planning;
using CimCil.Runs;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil run NAME</c>: trains an experiment over all its phases.</summary>
internal static class RunCommand
{
    private static readonly Option<string> Out = new("--out") { HelpName = "DIR", Description = "The run folder, new or empty; usually runs/NAME-SEED-FINGERPRINT." };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "run",
            "Run an experiment over all its phases.",
            "cimcil run shapes",
            "cimcil run shapes --quick",
            "cimcil run shapes --seed 2 --set mask.threshold=0.6 --set memory.budget=6/class",
            "cimcil run food101-lfs-10-foster-cim --data ~/data/food-101 --device cuda:0 --out runs/food");
        var options = new ExperimentOptions();
        options.AddTo(command);
        command.Add(Out);
        var machine = new MachineOptions();
        machine.AddTo(command);
        command.Add(ResultOptions.Wide);
        command.SetAction((parsed, cancellation) =>
        {
            var experiment = options.Read(parsed);
            experiment.ThrowIfInvalid();
            var run = machine.Read(parsed, parsed.GetValue(Out) ?? RunFolder.DefaultPath(experiment));
            RunFolder.CheckIsFree(run.OutputFolder, experiment);
            var screen = parsed.Screen();
            var estimate = LongRun.Estimate(experiment, run.Device, run.WorkerCount, () => screen.WriteLine("Measuring a step of each stage, to say how long this will take."), cancellation);
            RunNotice.Write(screen, experiment, options.QuickChanges(parsed), estimate);
            RunDisplay.Show(screen, parsed.Details(), run.OutputFolder, progress => ExperimentRunner.Run(experiment, run, progress, cancellation));
            return Task.FromResult(0);
        });
        return command;
    }
}
