using System.Diagnostics;
using System.Globalization;
using CimCil.Foundation;

namespace CimCil.Sweeps;

/// <summary>
/// Drives the runs of a sweep, each in a process of its own: what ends a process, such as a lack of memory, then ends one run, and each has
/// its threads. A process is asked to stop by the end of its input, so that it also stops when this one is killed.
/// </summary>
internal sealed class SweepRunner
{
    private const int LinesOfLastWords = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SweepFolder _sweep;
    private readonly ProgramCommand _program;
    private readonly SweepProgress _progress;
    private readonly Action _runFinished;
    private readonly List<SweepRun> _left;
    private readonly HashSet<SweepRun> _told = [];
    private readonly Lock _lock = new();

    /// <param name="sweep">The sweep.</param>
    /// <param name="program">What the processes run.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="runFinished">Called after every finished run, by one thread at a time; writes the results.</param>
    public SweepRunner(SweepFolder sweep, ProgramCommand program, SweepProgress progress, Action runFinished)
    {
        (_sweep, _program, _progress, _runFinished) = (sweep, program, progress, runFinished);
        _left = [.. sweep.Runs.Where(run => sweep.StateOf(run) != SweepState.Finished)];
    }

    /// <summary>The arguments of a run's process after the program's own; its index follows.</summary>
    public static IReadOnlyList<string> TaskArguments(SweepFolder sweep) => ["sweep", "task", sweep.Path];

    /// <summary>Works on all runs that are not finished. One that fails is recorded, and the others go on.</summary>
    /// <param name="jobCount">Runs at a time.</param>
    /// <param name="cancellation">Stops all of them; each writes a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(int jobCount, CancellationToken cancellation)
    {
        await Task.WhenAll(Enumerable.Range(0, jobCount).Select(_ => WorkAsync(cancellation))).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (await NextAsync(cancellation).ConfigureAwait(false) is { } run)
            await RunAsync(run, cancellation).ConfigureAwait(false);
    }

    /// <summary>The next run that nobody works on; waits while others work on all that are left. Null when none is left.</summary>
    private async Task<SweepRun?> NextAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            lock (_lock)
            {
                foreach (var run in _left.ToList())
                {
                    var state = _sweep.StateOf(run);
                    if (state == SweepState.Running)
                    {
                        if (_told.Add(run))
                            _progress.Left(run, _sweep.HolderOf(run) ?? "another process");
                        continue;
                    }
                    _left.Remove(run);
                    if (state == SweepState.Finished)
                    {
                        _progress.Finished(run);
                        _runFinished();
                        continue;
                    }
                    if (_sweep.DamageOf(run) is { } damage)
                    {
                        _progress.Damaged(run, damage);
                        continue;
                    }
                    _progress.Started(run, state);
                    return run;
                }
                if (_left.Count == 0)
                    return null;
            }
            await Task.WhenAny(Task.Delay(Pause, cancellation)).ConfigureAwait(false);
        }
        return null;
    }

    private async Task RunAsync(SweepRun run, CancellationToken cancellation)
    {
        var (exitCode, lastWords) = await RunProcessAsync(run, cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            if (_sweep.StateOf(run) == SweepState.Finished)
            {
                _progress.Finished(run);
                _runFinished();
                return;
            }
            if (cancellation.IsCancellationRequested)
            {
                _progress.Stopped(run);
                return;
            }
            if (_sweep.DamageOf(run) is { } damage)
            {
                _progress.Damaged(run, damage);
                return;
            }
            if (_sweep.FailureOf(run) is null)
                _sweep.RecordFailure(run, $"Its process ended with exit code {exitCode.ToString(CultureInfo.InvariantCulture)} before the run did{(lastWords.Length > 0 ? $" ({lastWords})" : "")}. {_sweep.LogOf(run)} has what it said; the next call goes on with it.");
            _progress.Failed(run, _sweep.FailureOf(run)!);
        }
    }

    private async Task<(int ExitCode, string LastWords)> RunProcessAsync(SweepRun run, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(_program.Path, [.. _program.Arguments, .. TaskArguments(_sweep), run.Index.ToString(CultureInfo.InvariantCulture), "--for-sweep"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = _sweep.Machine.Threads.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start) ?? throw new CimCilException($"{_program.Path} could not be started.");
        // What the command prints goes to its log; these are the words of native code, and of a runtime that breaks down.
        var words = new Queue<string>();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (cancellation.Register(process.StandardInput.Close))
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return (process.ExitCode, LastWords());

        void Keep(string? line)
        {
            if (line is not { Length: > 0 })
                return;
            lock (words)
            {
                words.Enqueue(line.Trim());
                if (words.Count > LinesOfLastWords)
                    words.Dequeue();
            }
        }

        string LastWords()
        {
            lock (words)
                return string.Join(" ", words);
        }
    }
}
