using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Planning;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil plan NAME</c>: what a run will take, measured before it is begun.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "plan",
            "Show what a run will take, measured: phases, images, steps, disk and time.",
            "cimcil plan shapes",
            "cimcil plan food101-lfs-10-foster-cim --data ~/data/food-101 --device cuda:0");
        var options = new ExperimentOptions();
        options.AddTo(command);
        var machine = new MachineOptions();
        machine.AddTo(command);
        command.Add(ResultOptions.Wide);
        command.Add(ResultOptions.AsJson);
        command.SetAction((parsed, cancellation) =>
        {
            var experiment = options.Read(parsed);
            experiment.ThrowIfInvalid();
            var run = machine.Read(parsed, "");
            var estimate = RunEstimate.Of(experiment, run.Device, run.WorkerCount, SayThatItLasts, cancellation);
            if (!parsed.WriteJson(() => Document(experiment, estimate)))
                Write(experiment, estimate, parsed.Screen(), parsed.Details());
            return Task.FromResult(0);

            void SayThatItLasts()
            {
                if (!parsed.GetValue(ResultOptions.AsJson))
                    parsed.Screen().WriteLine("Measuring steps of each stage.");
            }
        });
        return command;
    }

    private static void Write(Experiment experiment, RunEstimate estimate, Screen screen, Details details)
    {
        screen.WriteLine($"{experiment.Name} on {estimate.Device}");
        var table = new TextTable(details).Number("phase").Number("new classes").Number("images").Number("exemplars")
            .Number("epochs").Number("steps", Details.All).Number("mask steps", Details.All).Number("time");
        foreach (var phase in estimate.Phases)
        {
            var exemplars = phase.MostExemplars == phase.FewestExemplars ? Number(phase.FewestExemplars) : $"{Number(phase.FewestExemplars)} to {Number(phase.MostExemplars)}";
            table.AddRow(
                $"{phase.Phase.Index}", $"{phase.Phase.NewClassCount}", Number(phase.NewImageCount), exemplars,
                Number(phase.EpochCount), Number(phase.StepCount), Number(phase.MaskStepCount), Words.Duration(TimeSpan.FromSeconds(phase.Seconds)));
        }
        screen.Write(table);
        if (!estimate.CountsAreReal)
            screen.WriteLine("The images were not looked at: counts are those of the published dataset, and loading is not in the time. Name them with --data DIR.");
        screen.WriteLine($"Time: about {Words.Duration(estimate.Time)} of training, evaluation and memory building aside (a step takes {string.Join(", ", estimate.Stages.Select(Described))}{(estimate.LoadedPerSecond is { } rate ? $"; {Words.Fixed(rate, 0)} images/s are loaded" : "")})");
        screen.WriteLine($"Disk: about {Words.Bytes(estimate.DiskByteCount)}. Main memory after the largest step that was measured: {Words.Bytes(estimate.ProcessByteCount)}.");
    }

    private static object Document(Experiment experiment, RunEstimate estimate) => new
    {
        Experiment = experiment.Name,
        experiment.Seed,
        Fingerprint = experiment.Fingerprint(),
        estimate.Device,
        estimate.CountsAreReal,
        Phases = estimate.Phases.Select(phase => new
        {
            Phase = phase.Phase.Index,
            NewClasses = phase.Phase.NewClassCount,
            Images = phase.NewImageCount,
            phase.FewestExemplars,
            phase.MostExemplars,
            Epochs = phase.EpochCount,
            Steps = phase.StepCount,
            MaskSteps = phase.MaskStepCount,
            phase.Seconds,
        }),
        Stages = estimate.Stages.Select(stage => new { stage.Name, Epochs = stage.EpochCount, stage.StepSeconds, stage.MaskStepSeconds }),
        estimate.Time.TotalSeconds,
        estimate.LoadedPerSecond,
        DiskBytes = estimate.DiskByteCount,
        ProcessBytes = estimate.ProcessByteCount,
    };

    private static string Described(StageTime stage) =>
        $"{Seconds(stage.StepSeconds)} in stage {stage.Name}{(stage.MaskStepSeconds > 0 ? $", with mask steps of {Seconds(stage.MaskStepSeconds)}" : "")}";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(double value) => value switch
    {
        0 => "-",
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{1000 * value:F0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:F1} s"),
    };
}
