using System.Diagnostics;
using CimCil.Data;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil.Observers;

/// <summary>Writes what happens into a run folder, with the time that each part of a phase took.</summary>
/// <param name="folder">Takes epochs, phases and notes.</param>
internal sealed class RunRecorder(RunFolder folder) : RunObserver
{
    private readonly Dictionary<string, double> _seconds = [];

    private long _since = Stopwatch.GetTimestamp();
    private string _stage = "";
    private string _activity = "";

    /// <summary>Takes time that a part of the current phase took beside others.</summary>
    public void Took(string part, TimeSpan time) => _seconds[part] = time.TotalSeconds;

    /// <inheritdoc/>
    public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount)
    {
        _seconds.Clear();
        Enter("");
    }

    /// <inheritdoc/>
    public override void StageStarted(string stage, int epochCount, int imageCount)
    {
        Enter(_stage = stage);
    }

    /// <inheritdoc/>
    public override void StepFinished(int imageCount)
    {
        if (_activity != _stage)
            Enter(_stage);
    }

    /// <inheritdoc/>
    public override void ActivityStarted(string activity)
    {
        Enter(activity);
    }

    /// <inheritdoc/>
    public override void EpochFinished(EpochMetrics metrics)
    {
        folder.Record(metrics);
    }

    /// <inheritdoc/>
    public override void Note(string message)
    {
        folder.RecordNote(message);
    }

    /// <inheritdoc/>
    public override void PhaseFinished(PhaseResult result)
    {
        Enter("");
        folder.Record(result, _seconds);
    }

    /// <inheritdoc/>
    public override void RunFinished(RunResult result)
    {
        folder.Finish(result);
    }

    /// <summary>Gives the time since the last change to what was going on.</summary>
    private void Enter(string activity)
    {
        if (_activity.Length > 0)
            _seconds[_activity] = _seconds.GetValueOrDefault(_activity) + Stopwatch.GetElapsedTime(_since).TotalSeconds;
        (_activity, _since) = (activity, Stopwatch.GetTimestamp());
    }
}
