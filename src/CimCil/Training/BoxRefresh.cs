using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Masking;

namespace CimCil.Training;

/// <summary>
/// The new images of a phase with their present boxes, renewed on schedule while masks learn. Later stages of the phase keep
/// what the first one left (algorithm, sections 5 and 7). Without a box policy there are no boxes and nothing is compressed.
/// </summary>
internal sealed class BoxRefresh(MaskConfig mask, DatasetConfig data, Loading loading, IReadOnlyList<Sample> newSamples, TrainingProgress progress)
{
    private readonly BoxMaskConfig? _config = mask as BoxMaskConfig;

    /// <summary>The new images; their boxes are null before the first refresh.</summary>
    public IReadOnlyList<Sample> NewSamples { get; private set; } = newSamples;

    /// <summary>How often a new image is compressed with its box.</summary>
    public double CompressionProbability { get; private set; }

    /// <summary>eta.</summary>
    public double CompressionRatio => _config?.CompressionRatio ?? 1;

    /// <summary>Renews the boxes when the schedule says so.</summary>
    public void BeforeEpoch(Learner learner, LearnerStage stage, int epoch)
    {
        if (_config is null || stage.MaskLearning == MaskLearning.Paused)
            return;
        var schedule = new RefreshSchedule(_config.RefreshInterval, _config.RandomCompressionStep, stage.Schedule.Epochs);
        if (schedule.IsDue(epoch))
        {
            progress.ActivityStarted("boxes");
            NewSamples = new BoxFinder(_config, data, loading).Find(learner, NewSamples).AddTo(NewSamples);
        }
        CompressionProbability = schedule.CompressionProbability(epoch);
    }
}
