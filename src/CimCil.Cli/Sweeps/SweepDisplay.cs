using System.Collections.Concurrent;
using System.Diagnostics;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.Sweeps;
using Spectre.Console;

namespace CimCil.Cli.Sweeps;

/// <summary>Shows a sweep while it goes: a line per change of a run, and on a terminal a line for each run that goes on.</summary>
internal static class SweepDisplay
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task ShowAsync(SweepFolder sweep, Screen screen, Func<SweepProgress, Task> work)
    {
        if (!screen.IsLive)
        {
            await work(new SweepLines(sweep, line => screen.WriteLine(line))).ConfigureAwait(false);
            return;
        }
        var lines = new ConcurrentQueue<string>();
        var progress = new SweepLines(sweep, lines.Enqueue);
        await screen.Console.Live(new Text("Starting")).StartAsync(async context =>
        {
            var working = work(progress);
            while (await Task.WhenAny(working, Task.Delay(Pause)).ConfigureAwait(false) != working)
                context.UpdateTarget(Image(screen, sweep, progress, lines));
            context.UpdateTarget(Image(screen, sweep, progress, lines));
            await working.ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>The last changes, and where the running ones are.</summary>
    private static Rows Image(Screen screen, SweepFolder sweep, SweepLines progress, ConcurrentQueue<string> lines)
    {
        const int Shown = 12;
        while (lines.Count > Shown && lines.TryDequeue(out _))
        {
        }
        var running = progress.Running.Select(run => $"{run}: {ReachedNow(sweep, run)}");
        return new Rows([.. lines.SelectMany(line => screen.Image(line)), new Text(""), .. running.SelectMany(line => screen.Image(line, new Style(decoration: Decoration.Bold))), .. screen.Image(SweepReport.Summary(sweep))]);
    }

    private static string ReachedNow(SweepFolder sweep, SweepRun run)
    {
        try
        {
            return SweepStatusTable.Reached(sweep, run);
        }
        catch (Exception failure) when (failure is IOException or CimCilException)
        {
            // Its folder is being made or removed.
            return "-";
        }
    }

    /// <summary>One line for each change.</summary>
    private sealed class SweepLines(SweepFolder sweep, Action<string> write) : SweepProgress
    {
        private readonly ConcurrentDictionary<SweepRun, long> _starts = new();

        public IEnumerable<SweepRun> Running => _starts.Keys.OrderBy(run => run.Index);

        public override void Started(SweepRun run, SweepState from)
        {
            _starts[run] = Stopwatch.GetTimestamp();
            Write(run, from switch
            {
                SweepState.Begun => "goes on",
                SweepState.Failed => "is tried again",
                _ => "begins",
            });
        }

        public override void Finished(SweepRun run)
        {
            var figures = sweep.FiguresOf(run).Networks.Select(network => $"{network.Name} {Words.Fixed(network.Average, 2)} %");
            Write(run, $"finished{Time(run)}, average {string.Join(", ", figures)}");
        }

        public override void Failed(SweepRun run, string message) => Write(run, $"failed{Time(run)}: {message}");

        public override void Damaged(SweepRun run, string message) => Write(run, $"is damaged{Time(run)}: {message}");

        public override void Stopped(SweepRun run) => Write(run, $"stopped{Time(run)}");

        public override void Left(SweepRun run, string holder) => Write(run, $"is left to {holder}, which works on it");

        private string Time(SweepRun run) => _starts.TryRemove(run, out var start) ? $" after {Words.Duration(Stopwatch.GetElapsedTime(start))}" : "";

        private void Write(SweepRun run, string what) => write($"[{run.Index + 1}/{sweep.Runs.Count}] {run} {what}");
    }
}
