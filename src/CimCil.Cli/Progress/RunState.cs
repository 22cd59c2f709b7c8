using CimCil.Configuration;
using CimCil.Data;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil.Cli.Progress;

/// <summary>Keeps what a display shows: where the run is, how fast, and how long it may still take.</summary>
internal abstract class RunState(TimeProvider clock) : RunProgress
{
    private readonly List<TimeSpan> _laterPhaseTimes = [];
    private long _phaseStart;
    private long _stageStart;
    private long _epochStart;
    private int _epochImageCount;

    public Experiment? Experiment { get; private set; }

    /// <summary>The run folder; empty before the run has started.</summary>
    public string Folder { get; private set; } = "";

    public string Device { get; private set; } = "";

    public int PhaseCount { get; private set; }

    public Phase? Phase { get; private set; }

    /// <summary>The stage, such as <c>boosting</c>; empty between stages.</summary>
    public string Stage { get; private set; } = "";

    /// <summary>What goes on: <c>training</c> or an activity such as <c>evaluation</c>.</summary>
    public string Activity { get; private set; } = "";

    /// <summary>Finished epochs of the stage.</summary>
    public int EpochsDone { get; private set; }

    public int EpochCount { get; private set; }

    /// <summary>Images of the epoch that have been trained on.</summary>
    public int ImagesDone { get; private set; }

    public int ImageCount => _epochImageCount;

    public EpochMetrics? LastEpoch { get; private set; }

    public List<PhaseResult> Phases { get; } = [];

    public string LastNote { get; private set; } = "";

    /// <summary>Images per second over the last finished epoch, its mask steps included; over the running one before that.</summary>
    public double ImagesPerSecond => LastEpoch is { Elapsed.TotalSeconds: > 0 } last
        ? last.ImageCount / last.Elapsed.TotalSeconds
        : ImagesDone / Math.Max(1e-3, clock.GetElapsedTime(_epochStart).TotalSeconds);

    /// <summary>Time left in the stage at its pace so far; null before there is a pace.</summary>
    public TimeSpan? StageLeft
    {
        get
        {
            var done = EpochsDone + ((double)ImagesDone / Math.Max(1, _epochImageCount));
            return done <= 0 || Stage.Length == 0 ? null : clock.GetElapsedTime(_stageStart) * ((EpochCount - done) / done);
        }
    }

    /// <summary>Time left in the run when the phases to come take as long as the later ones so far; null before one has finished.</summary>
    public TimeSpan? RunLeft
    {
        get
        {
            if (_laterPhaseTimes.Count == 0 || Phase is null)
                return null;
            var each = TimeSpan.FromSeconds(_laterPhaseTimes.Average(time => time.TotalSeconds));
            var thisOne = Phases.Count > Phase.Index ? TimeSpan.Zero : each - clock.GetElapsedTime(_phaseStart);
            return (thisOne > TimeSpan.Zero ? thisOne : TimeSpan.Zero) + (each * (PhaseCount - Phase.Index - 1));
        }
    }

    public override void RunStarted(Experiment experiment, string folder, string device, int phaseCount) =>
        (Experiment, Folder, Device, PhaseCount) = (experiment, folder, device, phaseCount);

    public override void PhaseRestored(PhaseResult result) => Phases.Add(result);

    public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount)
    {
        Phase = phase;
        _phaseStart = clock.GetTimestamp();
        LastEpoch = null;
    }

    public override void StageStarted(string stage, int epochCount, int imageCount)
    {
        (Stage, EpochCount, _epochImageCount) = (stage, epochCount, imageCount);
        (EpochsDone, ImagesDone, LastEpoch, Activity) = (0, 0, null, "training");
        _stageStart = _epochStart = clock.GetTimestamp();
    }

    public override void StepFinished(int imageCount)
    {
        ImagesDone += imageCount;
        Activity = "training";
    }

    public override void ActivityStarted(string activity)
    {
        Activity = activity;
        if (EpochsDone == EpochCount)
            Stage = "";
    }

    public override void EpochFinished(EpochMetrics metrics)
    {
        LastEpoch = metrics;
        EpochsDone = metrics.Epoch + 1;
        ImagesDone = 0;
        _epochStart = clock.GetTimestamp();
    }

    public override void Note(string message) => LastNote = message;

    public override void PhaseFinished(PhaseResult result)
    {
        Phases.Add(result);
        Stage = "";
        if (!result.Phase.IsFirst)
            _laterPhaseTimes.Add(clock.GetElapsedTime(_phaseStart));
    }
}
