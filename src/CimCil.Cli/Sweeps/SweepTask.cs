using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.Sweeps;

namespace CimCil.Cli.Sweeps;

/// <summary>One run of a sweep in this process: begun, or gone on with from its last checkpoint.</summary>
/// <param name="sweep">The sweep.</param>
/// <param name="run">The run.</param>
/// <param name="commandLine">What was typed, for the run's manifest.</param>
internal sealed class SweepTask(SweepFolder sweep, SweepRun run, IReadOnlyList<string> commandLine)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.2);

    /// <summary>Works for a process that drives the sweep: what is printed goes to the run's log, and the end of the input stops the run.</summary>
    /// <exception cref="CimCilException">The run failed, which is recorded, or was stopped.</exception>
    public void RunForSweep(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(sweep.LogOf(run))!);
        using var log = new StreamWriter(sweep.LogOf(run), append: true) { AutoFlush = true };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A thread of its own: nothing else ends a read of the input.
        new Thread(() => CancelAtEnd(stop)) { IsBackground = true }.Start();
        // The process of a sweep that was killed may still be writing its checkpoint.
        using var taken = TakeInTime(stop.Token) ?? throw new CimCilException("Stopped.");
        Work(log, stop.Token);
    }

    /// <summary>Works as a task of an array job, and writes the sweep's results at its end.</summary>
    /// <exception cref="CimCilException">The run failed, which is recorded, or was stopped.</exception>
    public void Run(TextWriter output, CancellationToken cancellation)
    {
        using (sweep.TryTake(run) ?? throw new ConfigurationException($"{sweep.FolderOf(run)} is written by {sweep.HolderOf(run) ?? "another process"}: one process works on a run. Wait for it."))
            Work(output, cancellation);
        SweepReport.Write(sweep);
    }

    private static void CancelAtEnd(CancellationTokenSource stop)
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run has ended meanwhile.
        }
    }

    private WriterLock? TakeInTime(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (sweep.TryTake(run) is { } taken)
                return taken;
            cancellation.WaitHandle.WaitOne(Pause);
        }
        return null;
    }

    private void Work(TextWriter output, CancellationToken cancellation)
    {
        if (sweep.IsFinished(run))
            return;
        if (sweep.DamageOf(run) is { } damage)
            throw new DataException(damage);
        sweep.ForgetFailure(run);
        sweep.RemoveUnbegun(run);
        var folder = sweep.FolderOf(run);
        var options = sweep.Machine.For(folder) with { CommandLine = commandLine };
        var isBegun = File.Exists(Path.Combine(folder, "manifest.json"));
        output.WriteLine($"{run}: {(isBegun ? "goes on" : "begins")} in process {Environment.ProcessId} on {Environment.MachineName}, {TimeProvider.System.GetUtcNow():u}");
        try
        {
            RunDisplay.Show(Screen.For(output), Details.All, folder, progress => isBegun
                ? ExperimentRunner.Resume(options, [], progress, cancellation)
                : ExperimentRunner.Run(run.Experiment, options, progress, cancellation));
        }
        catch (Exception failure)
        {
            output.WriteLine(FailureReport.Explain(failure));
            if (!cancellation.IsCancellationRequested)
                sweep.RecordFailure(run, FailureReport.Explain(failure));
            throw;
        }
    }
}
