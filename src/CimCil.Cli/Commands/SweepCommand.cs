using System.CommandLine;
using System.CommandLine.Completions;
using CimCil.Cli.Sweeps;
using CimCil.Sweeps;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil sweep NAME</c>: a grid of settings and seeds, with statistics over the seeds.</summary>
internal static class SweepCommand
{
    private static readonly Option<string> Seeds = new("--seeds") { HelpName = "LIST", Description = "The seeds of every arm: 1-5, or 1,2,7.", Required = true };

    private static readonly Option<string[]> Baseline = new("--baseline")
    {
        HelpName = "ARM",
        Description = "What arms are compared with: an arm's name, or path=value for the arm that has it and is otherwise alike; usually the first arm.",
    };

    private static readonly Option<string> Out = new("--out") { HelpName = "DIR", Description = "The sweep's folder; usually sweeps/NAME-FINGERPRINT." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show arms, runs and measured times; write nothing." };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "sweep",
            "Run an experiment with varied settings over several seeds, and compare the arms.",
            "cimcil sweep shapes --seeds 1-5 --vary mask.kind=full-images,class-activation,cim --jobs 2",
            "cimcil sweep shapes --seeds 1-5 --vary mask.kind=full-images,cim --vary memory.budget=3/class,6/class --baseline mask.kind=full-images",
            "cimcil sweep shapes --seeds 1-2 --vary mask.kind=full-images,cim --quick",
            "cimcil sweep shapes --seeds 1-5 --vary mask.threshold=0.4,0.5,0.6 --dry-run",
            "cimcil sweep resume sweeps/shapes-0a1b2c3d",
            "cimcil sweep status sweeps/shapes-0a1b2c3d",
            "cimcil sweep food101-lfs-10-foster-cim --data ~/data/food-101 --seeds 1-3 --vary mask.kind=full-images,cim --slurm --sbatch \"--partition=gpu --gres=gpu:1 --time=24:00:00\"")
        {
            SweepResumeCommand.Create(),
            SweepStatusCommand.Create(),
            SweepTaskCommand.Create(),
        };
        var options = new ExperimentOptions();
        options.AddWithoutSeedTo(command);
        command.Add(Seeds);
        var vary = new Option<string[]>("--vary")
        {
            HelpName = "path=a,b,c",
            Description = "Vary a setting; several give all combinations, and are applied in their order, after --set. Values with commas stand between semicolons, a single one before one: path=1,1;2,2 and path=1,1;.",
        };
        command.Add(vary);
        vary.CompletionSources.Add(context => Completions.Assignments(context, options.NameIn(context.ParseResult), options.SetIn(context.ParseResult), isList: true).Select(text => new CompletionItem(text)));
        command.Add(Baseline);
        command.Add(Out);
        command.Add(DryRun);
        var drive = new SweepDriveOptions();
        drive.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (name, settings) = options.ReadChanges(parsed);
            var grid = SweepGrid.Of(new SweepRequest
            {
                Experiment = name,
                Settings = settings,
                IsQuick = options.IsQuick(parsed),
                Axes = [.. (parsed.GetValue(vary) ?? []).Select(SweepAxis.Parse)],
                Seeds = SeedList.Parse(parsed.GetRequiredValue(Seeds)),
                Baseline = parsed.GetValue(Baseline) ?? [],
            });
            drive.Check(parsed);
            var sweep = SweepFolder.Open(parsed.GetValue(Out) ?? grid.DefaultPath, grid, before => drive.MachineFor(parsed, before), [.. parsed.Tokens.Select(token => token.Value)]);
            if (!parsed.GetValue(DryRun))
                return await drive.DriveAsync(parsed, sweep, cancellation).ConfigureAwait(false);
            SweepEstimate.Write(sweep, drive.JobCount(parsed), parsed.Screen(), cancellation);
            return 0;
        });
        return command;
    }
}
