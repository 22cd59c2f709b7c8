using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil.Cli.Progress;

/// <summary>Progress for a file or a pipe: plain lines, and few of them.</summary>
internal sealed class PlainProgress(Screen screen, Details details, TimeProvider clock) : RunState(clock)
{
    /// <summary>Epochs that follow faster than this share a line; the last epoch of a stage has its own.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock = clock;
    private long _lastLine;

    public override void ImagesInspected(int doneCount, int imageCount)
    {
        base.ImagesInspected(doneCount, imageCount);
        // The first report starts the clock, so a small dataset is inspected without a word.
        if (_lastLine == 0)
            _lastLine = _clock.GetTimestamp();
        if (_clock.GetElapsedTime(_lastLine) < Pause)
            return;
        _lastLine = _clock.GetTimestamp();
        screen.WriteLine(Words.Inspection(doneCount, imageCount));
    }

    public override void RunStarted(Experiment experiment, string folder, string device, int phaseCount)
    {
        base.RunStarted(experiment, folder, device, phaseCount);
        screen.WriteLine($"{experiment.Name}, seed {experiment.Seed}, {Words.Count(phaseCount, "phase")}, on {device}");
        screen.WriteLine($"Run folder: {folder}");
    }

    public override void PhaseRestored(PhaseResult result)
    {
        base.PhaseRestored(result);
        screen.WriteLine($"Phase {result.Phase.Index} had finished: {string.Join(", ", result.Scores.Select(score => $"{score.Key} top-1 {Words.Percent(score.Value.Top1)}"))}");
    }

    public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount)
    {
        base.PhaseStarted(phase, newImageCount, exemplarCount);
        screen.WriteLine();
        screen.WriteLine($"Phase {phase.Index} ({phase.Index + 1} of {PhaseCount}): {Words.Count(phase.NewClassCount, "new class", "new classes")}, {Words.Count(newImageCount, "image")}, {Words.Count(exemplarCount, "exemplar")} of {Words.Count(phase.KnownClassCount, "old class", "old classes")}");
    }

    public override void EpochFinished(EpochMetrics metrics)
    {
        base.EpochFinished(metrics);
        if (metrics.Epoch + 1 < metrics.EpochCount && _lastLine != 0 && _clock.GetElapsedTime(_lastLine) < Pause)
            return;
        _lastLine = _clock.GetTimestamp();
        var left = RunLeft ?? StageLeft;
        var mask = Words.Values(metrics, ofMask: true);
        screen.WriteLine(string.Join(
            "  ",
            new[]
            {
                $"phase {metrics.Phase}  {metrics.Stage}  epoch {metrics.Epoch + 1}/{metrics.EpochCount}",
                $"{Words.Fixed(ImagesPerSecond, 0)} images/s",
                left is { } time ? $"{(RunLeft is null ? "stage" : "run")} left {Words.Duration(time)}" : "",
                Words.Values(metrics, ofMask: false),
                mask,
                $"memory {Words.ProcessMemory()}",
            }.Where(part => part.Length > 0)));
    }

    public override void Note(string message)
    {
        base.Note(message);
        screen.WriteLine($"Note: {message}");
    }

    public override void PhaseFinished(PhaseResult result)
    {
        base.PhaseFinished(result);
        screen.Write(RunSummary.PhaseTable(details, [result]));
        screen.WriteLine($"Memory: {Words.Memory(result)}");
    }

    public override void RunFinished(RunResult result)
    {
        base.RunFinished(result);
        RunSummary.Write(screen, details, result, Folder);
    }
}
