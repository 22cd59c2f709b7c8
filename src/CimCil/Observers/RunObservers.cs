using CimCil.Configuration;
using CimCil.Data;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil.Observers;

/// <summary>Several watchers as one; each is told in turn.</summary>
/// <param name="watchers">The first one is told first: what is to be on the disk before anybody hears of it.</param>
internal sealed class RunObservers(IReadOnlyList<RunProgress> watchers) : RunObserver
{
    public override void ImagesInspected(int doneCount, int imageCount) => Tell(watcher => watcher.ImagesInspected(doneCount, imageCount));

    public override void RunStarted(Experiment experiment, string folder, string device, int phaseCount) =>
        Tell(watcher => watcher.RunStarted(experiment, folder, device, phaseCount));

    public override void PhaseRestored(PhaseResult result) => Tell(watcher => watcher.PhaseRestored(result));

    public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount) => Tell(watcher => watcher.PhaseStarted(phase, newImageCount, exemplarCount));

    public override void StageStarted(string stage, int epochCount, int imageCount) => Tell(watcher => watcher.StageStarted(stage, epochCount, imageCount));

    public override void StepFinished(int imageCount) => Tell(watcher => watcher.StepFinished(imageCount));

    public override void ActivityStarted(string activity) => Tell(watcher => watcher.ActivityStarted(activity));

    public override void EpochFinished(EpochMetrics metrics) => Tell(watcher => watcher.EpochFinished(metrics));

    public override void Note(string message) => Tell(watcher => watcher.Note(message));

    public override void MemoryFilled(FilledPhase phase)
    {
        foreach (var observer in watchers.OfType<RunObserver>())
            observer.MemoryFilled(phase);
    }

    public override void PhaseFinished(PhaseResult result) => Tell(watcher => watcher.PhaseFinished(result));

    public override void RunFinished(RunResult result) => Tell(watcher => watcher.RunFinished(result));

    private void Tell(Action<RunProgress> tell)
    {
        foreach (var watcher in watchers)
            tell(watcher);
    }
}
