using CimCil.Configuration;
using CimCil.Data;
using CimCil.Training;

namespace CimCil.Runs;

/// <summary>Writes what happens into a run folder and passes it on to another watcher.</summary>
/// <param name="folder">Takes epochs, phases and notes.</param>
/// <param name="watcher">Is told everything, after it is on the disk.</param>
public sealed class RecordedProgress(RunFolder folder, RunProgress watcher) : RunProgress
{
    /// <inheritdoc/>
    public override void ImagesInspected(int doneCount, int imageCount) => watcher.ImagesInspected(doneCount, imageCount);

    /// <inheritdoc/>
    public override void RunStarted(Experiment experiment, string folder, string device, int phaseCount) =>
        watcher.RunStarted(experiment, folder, device, phaseCount);

    /// <inheritdoc/>
    public override void PhaseRestored(PhaseResult result) => watcher.PhaseRestored(result);

    /// <inheritdoc/>
    public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount) =>
        watcher.PhaseStarted(phase, newImageCount, exemplarCount);

    /// <inheritdoc/>
    public override void StageStarted(string stage, int epochCount, int imageCount) => watcher.StageStarted(stage, epochCount, imageCount);

    /// <inheritdoc/>
    public override void StepFinished(int imageCount) => watcher.StepFinished(imageCount);

    /// <inheritdoc/>
    public override void ActivityStarted(string activity) => watcher.ActivityStarted(activity);

    /// <inheritdoc/>
    public override void EpochFinished(EpochMetrics metrics)
    {
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
        folder.Record(result);
        watcher.PhaseFinished(result);
    }

    /// <inheritdoc/>
    public override void RunFinished(RunResult result)
    {
        folder.Finish(result);
        watcher.RunFinished(result);
    }
}
