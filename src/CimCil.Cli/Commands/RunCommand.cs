using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Configuration;
using CimCil.Foundation;
using CimCil.Runs;
using Spectre.Console;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil run NAME</c>: trains an experiment over all its phases.</summary>
internal static class RunCommand
{
    private static readonly Option<string> Out = new("--out") { HelpName = "DIR", Description = "The run folder; usually runs/NAME-SEED-FINGERPRINT." };

    private static readonly Option<string> Device = new("--device") { HelpName = "auto|cpu|cuda[:i]", Description = "Where to train; auto is the first CUDA device, or the CPU." };

    private static readonly Option<string> Workers = new("--workers") { HelpName = "N", Description = "Threads that load images; the results do not depend on it." };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "run",
            "Run an experiment over all its phases.",
            "cimcil run shapes",
            "cimcil run shapes --seed 2 --set mask.threshold=0.6 --set memory.budget=6/class",
            "cimcil run food101-lfs-10-foster-cim --data ~/data/food-101 --device cuda:0 --out runs/food");
        var options = new ExperimentOptions();
        options.AddTo(command);
        command.Add(Out);
        command.Add(Device);
        command.Add(Workers);
        command.SetAction((parsed, cancellation) =>
        {
            var experiment = options.Read(parsed);
            experiment.ThrowIfInvalid();
            Run(experiment, OptionsOf(parsed, experiment), Terminal.For(parsed.InvocationConfiguration.Output), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static RunOptions OptionsOf(ParseResult parsed, Experiment experiment)
    {
        var options = new RunOptions
        {
            OutputFolder = parsed.GetValue(Out) ?? RunFolder.DefaultPath(experiment),
            Device = parsed.GetValue(Device) ?? "auto",
            CommandLine = [.. parsed.Tokens.Select(token => token.Value)],
        };
        if (options.OutputFolder.Length == 0)
            throw new ConfigurationException("--out is empty: it names the run folder. For example: --out runs/first");
        if (!ComputeDevice.IsName(options.Device))
            throw new ConfigurationException($"There is no device '{options.Device}': it is auto, cpu, cuda or cuda:INDEX. For example: --device cpu");
        return parsed.GetValue(Workers) is { } workers ? options with { WorkerCount = WorkerCount(workers) } : options;
    }

    private static int WorkerCount(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 256
        ? count
        : throw new ConfigurationException($"--workers cannot be '{text}': it is a whole number from 1 to 256.");

    private static void Run(Experiment experiment, RunOptions options, IAnsiConsole console, CancellationToken cancellation)
    {
        if (!Terminal.IsLive(console))
        {
            ExperimentRunner.Run(experiment, options, new PlainProgress(console, TimeProvider.System), cancellation);
            return;
        }
        var result = console.Live(new Text("Starting")).Start(context => ExperimentRunner.Run(
            experiment,
            options,
            new LiveProgress(console, TimeProvider.System, context.UpdateTarget),
            cancellation));
        RunSummary.Write(console, result, options.OutputFolder);
    }
}
