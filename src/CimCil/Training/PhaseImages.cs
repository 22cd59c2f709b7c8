using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Masking;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>
/// The images of a phase as training sees them: new ones with their present boxes, renewed on schedule while masks learn, and
/// the exemplars as stored. Later stages of the phase keep what the first one left (algorithm, sections 5 and 7). Without a
/// box policy there are no boxes and nothing is compressed.
/// </summary>
internal sealed class PhaseImages
{
    private readonly BoxMaskConfig? _config;
    private readonly BoxFinder? _finder;
    private readonly TrainingInput _input;
    private readonly Func<IReadOnlyList<Sample>, BatchLoader> _createLoader;
    private readonly TrainingProgress _progress;
    private IReadOnlyList<Box?>? _boxes;

    public PhaseImages(MaskConfig mask, DatasetConfig data, Loading loading, int batchSize, TrainingInput input, TrainingProgress progress)
    {
        var pipeline = ImagePipeline.ForTraining(data);
        _config = mask as BoxMaskConfig;
        _finder = _config is null ? null : new BoxFinder(_config, data, loading);
        _input = input;
        _progress = progress;
        _createLoader = samples => loading.Loader(samples, pipeline, batchSize);
        Loader = _createLoader([.. input.NewSamples, .. input.Exemplars]);
        // New images are never compressed on the mask level, and old ones are stored so (algorithm, section 1).
        MaskLoader = mask is CimMask cim ? loading.Loader([.. input.NewSamples, .. input.Exemplars], pipeline, cim.BatchSize) : null;
    }

    /// <summary>Batches of the task level.</summary>
    public BatchLoader Loader { get; private set; }

    /// <summary>Batches of the mask level; null where masks are not learnt.</summary>
    public BatchLoader? MaskLoader { get; }

    /// <summary>Images of one epoch.</summary>
    public int Count => _input.NewSamples.Count + _input.Exemplars.Count;

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
            _progress.ActivityStarted("boxes");
            Use([.. _finder!.Find(learner, _input.NewSamples).Boxes.Select(box => box?.Box)]);
        }
        CompressionProbability = schedule.CompressionProbability(epoch);
    }

    /// <summary>The present boxes of the new images, [N, 4] int32 (top, bottom, left, right; -1 for none); null before the first refresh.</summary>
    public Tensor? BoxTensor()
    {
        if (_boxes is null)
            return null;
        int[] sides = [.. _boxes.SelectMany(box => box is { } known ? new[] { known.Top, known.Bottom, known.Left, known.Right } : [-1, -1, -1, -1])];
        return tensor(sides).view(-1, 4);
    }

    /// <summary>Goes on with the boxes and the probability that were kept.</summary>
    public void Restore(TrainingState from)
    {
        CompressionProbability = from.CompressionProbability;
        if (!from.Tensors.TryGetValue("boxes", out var kept))
            return;
        var sides = kept.data<int>().ToArray();
        Use([.. sides.Chunk(4).Select(box => box[0] < 0 ? (Box?)null : new Box(box[0], box[1], box[2], box[3]))]);
    }

    private void Use(IReadOnlyList<Box?> boxes)
    {
        _boxes = boxes;
        Loader = _createLoader([.. _input.NewSamples.Select((sample, i) => sample with { Box = boxes[i] }), .. _input.Exemplars]);
    }
}
