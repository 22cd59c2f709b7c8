using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using CimCil.Cli.Commands;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.Runs;
using CimCil.Sweeps;

namespace CimCil.Cli.Sweeps;

/// <summary>The options that say how a sweep's runs are worked on, and the work: here, or by Slurm.</summary>
internal sealed class SweepDriveOptions
{
    private const int MostJobs = 1024;

    private readonly Option<string> _jobs = new("--jobs") { HelpName = "N", Description = "Runs at a time, each in a process of its own; usually 1." };

    private readonly Option<string> _threads = new("--threads") { HelpName = "N", Description = "Threads of a run's tensor operations; usually the cores shared out among the jobs. A sweep keeps them." };

    private readonly Option<bool> _slurm = new("--slurm") { Description = "Write an array job for Slurm, each task one run, and submit it with sbatch." };

    private readonly Option<string[]> _sbatch = new("--sbatch") { HelpName = "OPTIONS", Description = "Options of sbatch for --slurm, such as \"--partition=gpu --time=4:00:00\"." };

    private readonly MachineOptions _machine = new();

    public void AddTo(Command command)
    {
        command.Add(_jobs);
        command.Add(_threads);
        _machine.AddTo(command);
        command.Add(_slurm);
        command.Add(_sbatch);
        command.Add(ResultOptions.Wide);
    }

    /// <summary>Refuses options that do not go together.</summary>
    /// <exception cref="ConfigurationException">They do not.</exception>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_sbatch) is not { Length: > 0 } options)
            return;
        if (!parsed.GetValue(_slurm))
            throw new ConfigurationException("--sbatch has options for Slurm, and --slurm is not given. Add --slurm, or leave --sbatch out.");
        SlurmScript.CheckOptions(options);
    }

    public int JobCount(ParseResult parsed) => parsed.GetValue(_jobs) is { } jobs ? MachineOptions.Number("--jobs", jobs, MostJobs) : 1;

    /// <summary>Where and how fast the runs work: as typed, else as recorded, else as usual.</summary>
    /// <exception cref="ConfigurationException">A value is not what it must be, or another than a sweep keeps.</exception>
    public SweepMachine MachineFor(ParseResult parsed, SweepMachine? before)
    {
        var threads = parsed.GetValue(_threads) is { } typed
            ? MachineOptions.Number("--threads", typed, MostJobs)
            : before?.Threads ?? Math.Max(1, Environment.ProcessorCount / JobCount(parsed));
        if (before is not null && before.Threads != threads)
            throw new ConfigurationException($"--threads cannot be {threads}: the sweep was begun with {before.Threads}, and keeps that number, because sums of another number of threads could differ in their last digits. Leave --threads out, or begin another sweep with 'cimcil sweep' and --out DIR.");
        var options = _machine.Read(parsed, before?.For("") ?? new RunOptions { OutputFolder = "", WorkerCount = threads });
        return new SweepMachine
        {
            Device = options.Device,
            Threads = threads,
            Workers = options.WorkerCount,
            CheckpointEvery = options.CheckpointInterval,
            TensorBoard = options.TensorBoard,
        };
    }

    /// <summary>Works on a sweep.</summary>
    /// <exception cref="CimCilException">Runs failed, or the sweep was stopped.</exception>
    public Task<int> DriveAsync(ParseResult parsed, SweepFolder sweep, CancellationToken cancellation)
    {
        var screen = parsed.Screen();
        return parsed.GetValue(_slurm) ? SubmitAsync(sweep, parsed.GetValue(_sbatch) ?? [], screen) : RunAsync(sweep, JobCount(parsed), screen, parsed.Details(), cancellation);
    }

    private static async Task<int> RunAsync(SweepFolder sweep, int jobs, Screen screen, Details details, CancellationToken cancellation)
    {
        using var taken = sweep.Take();
        sweep.Write();
        screen.WriteLine($"{Words.Count(sweep.Grid.Arms.Count, "arm")} x {Words.Count(sweep.Grid.Request.Seeds.Count, "seed")}, {Words.Count(jobs, "job")} of {Words.Count(sweep.Machine.Threads, "thread")}, on {sweep.Machine.Device}");
        screen.WriteLine($"Sweep folder: {sweep.Path}");
        SweepNotice.Write(sweep.Grid.Arms, screen);
        try
        {
            await SweepDisplay.ShowAsync(sweep, screen, progress =>
                new SweepRunner(sweep, ProgramCommand.OfThisProcess(), progress, () => SweepReport.Write(sweep)).RunAsync(jobs, cancellation)).ConfigureAwait(false);
        }
        catch (OperationCanceledException stopped)
        {
            throw new CimCilException($"Stopped. 'cimcil sweep resume {sweep.Path}' goes on with it.", stopped);
        }
        foreach (var table in SweepReport.Write(sweep).Where(table => table.Name != "runs" && table.Rows.Count > 0))
            CompareCommand.Write(table, screen, details);
        screen.WriteLine($"Wrote sweep.html, sweep.md, sweep.csv, results.json and tables to {sweep.Path}.");
        RequireAllInFigures(sweep);
        return 0;
    }

    /// <summary>Names the runs that are in no figure, with what to do.</summary>
    /// <exception cref="CimCilException">There are some.</exception>
    private static void RequireAllInFigures(SweepFolder sweep)
    {
        var troubles = sweep.Runs.Select(run => (Run: run, Text: sweep.TroubleOf(run))).Where(run => run.Text is not null).ToList();
        if (troubles.Count == 0)
            return;
        var damaged = troubles.Count(trouble => sweep.StateOf(trouble.Run) == SweepState.Damaged);
        var what = damaged == 0 ? "failed" : damaged == troubles.Count ? "cannot be read" : "failed or cannot be read";
        throw new CimCilException(
            $"{troubles.Count} of {Words.Count(sweep.Runs.Count, "run")} {what}, and {(troubles.Count == 1 ? "is" : "are")} in no figure:{string.Concat(troubles.Select(trouble => $"\n  {trouble.Run}: {trouble.Text}"))}\nMend what the messages say; 'cimcil sweep resume {sweep.Path}' then goes on with {(troubles.Count == 1 ? "it" : "them")}.");
    }

    private static async Task<int> SubmitAsync(SweepFolder sweep, IReadOnlyList<string> options, Screen screen)
    {
        string script;
        List<SweepRun> runs;
        using (sweep.Take())
        {
            sweep.Write();
            // A damaged run would fail at once.
            runs = [.. sweep.Runs.Where(run => sweep.StateOf(run) is not (SweepState.Finished or SweepState.Damaged))];
            if (runs.Count == 0)
            {
                SweepReport.Write(sweep);
                RequireAllInFigures(sweep);
                screen.WriteLine($"All {Words.Count(sweep.Runs.Count, "run")} of {sweep.Path} are finished: there is nothing to submit.");
                return 0;
            }
            SweepNotice.Write(sweep.Grid.Arms, screen);
            foreach (var run in sweep.Runs.Where(run => sweep.StateOf(run) == SweepState.Damaged))
                screen.WriteLine($"{run} is left out: {sweep.DamageOf(run)}");
            script = SlurmScript.Write(sweep, runs, ProgramCommand.OfThisProcess(), Environment.CurrentDirectory, options);
        }
        var start = new ProcessStartInfo("sbatch", [script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
            await process.WaitForExitAsync().ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new CimCilException($"sbatch refused {script}: {(await error.ConfigureAwait(false)).Trim()}{Environment.NewLine}Change its options with --sbatch, or edit the script and submit it with 'sbatch {TypedPath.Of(script)}'.");
            screen.WriteLine($"{output.Trim()}: {Words.Count(runs.Count, "task")}, each a run. 'cimcil sweep status {sweep.Path}' shows them.");
            return 0;
        }
        catch (Win32Exception failure)
        {
            throw new CimCilException($"There is no sbatch on this machine, so nothing was submitted. The array job of {Words.Count(runs.Count, "run")} is written: submit it on a machine of the cluster that sees this folder with 'sbatch {TypedPath.Of(script)}'.", failure);
        }
    }
}
