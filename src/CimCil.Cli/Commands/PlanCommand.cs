using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Configuration;
using CimCil.Planning;
using Spectre.Console;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil plan NAME</c>: what a run will take, measured before it is begun.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "plan",
            "Show a run's phases, images, exemplars, steps, disk and measured time before it is begun.",
            "cimcil plan shapes",
            "cimcil plan food101-lfs-10-foster-cim --data ~/data/food-101 --device cuda:0");
        var options = new ExperimentOptions();
        options.AddTo(command);
        var machine = new MachineOptions();
        machine.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var experiment = options.Read(parsed);
            experiment.ThrowIfInvalid();
            var run = machine.Read(parsed, "");
            Write(experiment, RunEstimate.Of(experiment, run.Device, run.WorkerCount, cancellation), Terminal.For(parsed.InvocationConfiguration.Output));
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Write(Experiment experiment, RunEstimate estimate, IAnsiConsole console)
    {
        console.WriteLine($"{experiment.Name} on {estimate.Device}");
        var table = Terminal.NewTable(console);
        foreach (var column in new[] { "phase", "new classes", "images", "exemplars", "epochs", "steps", "mask steps", "time" })
            table.AddColumn(new TableColumn(new Text(column)).RightAligned());
        foreach (var phase in estimate.Phases)
        {
            var exemplars = phase.MostExemplars == phase.FewestExemplars ? Number(phase.FewestExemplars) : $"{Number(phase.FewestExemplars)} to {Number(phase.MostExemplars)}";
            table.AddRow(
                $"{phase.Phase.Index}", $"{phase.Phase.NewClassCount}", Number(phase.NewImageCount), exemplars,
                Number(phase.EpochCount), Number(phase.StepCount), Number(phase.MaskStepCount), Words.Duration(TimeSpan.FromSeconds(phase.Seconds)));
        }
        console.Write(table);
        if (!estimate.CountsAreReal)
            console.WriteLine("The images were not looked at: counts are those of the published dataset, and loading is not in the time. Name them with --data DIR.");
        console.WriteLine($"Time: about {Words.Duration(estimate.Time)} of training, evaluation and memory building aside (a step takes {string.Join(", ", estimate.Stages.Select(Described))}{(estimate.LoadedPerSecond is { } rate ? $"; {Words.Fixed(rate, 0)} images/s are loaded" : "")})");
        console.WriteLine($"Disk: about {Words.Bytes(estimate.DiskByteCount)}. Main memory after the largest step that was measured: {Words.Bytes(estimate.ProcessByteCount)}.");
    }

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
