using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Training;

namespace CimCil.Runs;

/// <summary>Writes what happens into a run folder and passes it on to another watcher.</summary>
/// <param name="folder">Takes epochs, phases and notes.</param>
/// <param name="watcher">Is told everything, after it is on the disk.</param>
public sealed class RecordedProgress(RunFolder folder, RunProgress watcher) : RunProgress
{
    private readonly Dictionary<string, double> _seconds = [];

    /// <summary>Takes curves for TensorBoard; null for none.</summary>
    public TensorBoardLog? Board { get; set; }

    private long _since = Stopwatch.GetTimestamp();
    private string _stage = "";
    private string _activity = "";

    /// <summary>Takes time that a part of the current phase took beside others.</summary>
    public void Took(string part, TimeSpan time) => _seconds[part] = time.TotalSeconds;

    /// <inheritdoc/>
    public override void ImagesInspected(int doneCount, int imageCount) => watcher.ImagesInspected(doneCount, imageCount);

    /// <inheritdoc/>
    public override void RunStarted(Experiment experiment, string folder, string device, int phaseCount) =>
        watcher.RunStarted(experiment, folder, device, phaseCount);

    /// <inheritdoc/>
    public override void PhaseRestored(PhaseResult result) => watcher.PhaseRestored(result);

    /// <inheritdoc/>
    public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount)
    {
        _seconds.Clear();
        Enter("");
        watcher.PhaseStarted(phase, newImageCount, exemplarCount);
    }

    /// <inheritdoc/>
    public override void StageStarted(string stage, int epochCount, int imageCount)
    {
        Enter(_stage = stage);
        watcher.StageStarted(stage, epochCount, imageCount);
    }

    /// <inheritdoc/>
    public override void StepFinished(int imageCount)
    {
        if (_activity != _stage)
            Enter(_stage);
        watcher.StepFinished(imageCount);
    }

    /// <inheritdoc/>
    public override void ActivityStarted(string activity)
    {
        Enter(activity);
        watcher.ActivityStarted(activity);
    }

    /// <inheritdoc/>
    public override void EpochFinished(EpochMetrics metrics)
    {
        Board?.Record(metrics, folder.EpochCount);
        folder.Record(metrics);
        watcher.EpochFinished(metrics);
    }

    /// <inheritdoc/>
    public override void Note(string message)
    {
        folder.RecordNote(message);
        watcher.Note(message);
    }

    /// <inheritdoc/>
    public override void PhaseFinished(PhaseResult result)
    {
        Enter("");
        folder.Record(result, _seconds);
        Board?.Record(result);
        watcher.PhaseFinished(result);
    }

    /// <inheritdoc/>
    public override void RunFinished(RunResult result)
    {
        folder.Finish(result);
        watcher.RunFinished(result);
    }

    /// <summary>Gives the time since the last change to what was going on.</summary>
    private void Enter(string activity)
    {
        if (_activity.Length > 0)
            _seconds[_activity] = _seconds.GetValueOrDefault(_activity) + Stopwatch.GetElapsedTime(_since).TotalSeconds;
        (_activity, _since) = (activity, Stopwatch.GetTimestamp());
    }
}
