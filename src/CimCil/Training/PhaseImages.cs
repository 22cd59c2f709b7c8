using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>
/// The images of a phase as training sees them: new ones with their present boxes, renewed on schedule while masks learn, and
/// the exemplars as stored. Later stages of the phase keep what the first one left (algorithm, sections 5 and 7). Without a
/// schedule there are no boxes in training and nothing is compressed.
/// </summary>
internal sealed class PhaseImages
{
    private readonly MaskPolicy _policy;
    private readonly BoxFinder _finder;
    private readonly DatasetConfig _data;
    private readonly TrainingInput _input;
    private readonly Phase _phase;
    private readonly Loading _loading;
    private readonly Func<IReadOnlyList<Sample>, BatchLoader> _createLoader;
    private readonly TrainingProgress _progress;
    private IReadOnlyList<int> _new = [];
    private IReadOnlyList<int> _old = [];
    private IReadOnlyList<Box?>? _boxes;

    public PhaseImages(MaskPolicy policy, DatasetConfig data, Loading loading, int batchSize, TrainingInput input, Phase phase, TrainingProgress progress)
    {
        var pipeline = ImagePipeline.ForTraining(data);
        (_policy, _data, _input, _phase, _loading, _progress) = (policy, data, input, phase, loading, progress);
        _finder = new BoxFinder(policy, data, loading);
        _createLoader = samples => loading.Loader(samples, pipeline, batchSize);
        CreateMaskLoader = () => loading.Loader(Samples(boxes: null), pipeline, policy.Learning!.BatchSize);
        Loader = _createLoader([]);
    }

    /// <summary>Batches of the task level.</summary>
    public BatchLoader Loader { get; private set; }

    /// <summary>Batches of the mask level: new images are never compressed there, and old ones are stored so (algorithm, section 1).</summary>
    public Func<BatchLoader> CreateMaskLoader { get; }

    /// <summary>Images of one epoch.</summary>
    public int Count => _new.Count + _old.Count;

    /// <summary>How often a new image is compressed with its box.</summary>
    public double CompressionProbability { get; private set; }

    /// <summary>The share of the true object box that the present boxes of the new images cover in the mean; null without boxes, or where no true box is known.</summary>
    public double? TrueBoxCoverage { get; private set; }

    /// <summary>How much a compressed image is downsampled.</summary>
    public CompressionRatios Ratios => _policy.Ratios;

    /// <summary>A stage begins, or goes on: its images are chosen.</summary>
    /// <exception cref="Foundation.DataException">The stage has no image.</exception>
    public void BeginStage(LearnerStage stage)
    {
        (_new, _old) = stage.Images.Choose(
            [.. _input.NewSamples.Select(sample => sample.Label)], [.. _input.Exemplars.Select(sample => sample.Label)], _loading.Streams, _phase.Index);
        if (Count == 0)
            throw new Foundation.DataException($"Stage {stage.Name} of phase {_phase.Index} has no image to train on: a stage needs at least one. Give the classes more images, or choose other images for the stage.");
        Loader = _createLoader(Samples(_boxes));
    }

    /// <summary>Renews the boxes when the schedule says so.</summary>
    public void BeforeEpoch(IncrementalNetwork network, LearnerStage stage, int epoch)
    {
        if (_policy.When is not { } schedule || stage.MaskLearning == MaskLearning.Paused)
            return;
        if (schedule.IsDue(epoch, stage.Schedule.Epochs))
        {
            _progress.ActivityStarted("boxes");
            Use([.. _finder.Find(network, _input.NewSamples)!.Boxes.Select(box => box?.Box)]);
        }
        CompressionProbability = schedule.CompressionProbability(epoch, stage.Schedule.Epochs);
    }

    /// <summary>Gives activations that have learnt nothing yet their input scales, and tells of it.</summary>
    public void Calibrate(IncrementalNetwork network, PhiLearning learning)
    {
        if (learning.Calibration.Run(network, _input.NewSamples, _data, _loading, _phase) is { } note)
            _progress.Note(note);
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
        TrueBoxCoverage = FoundBoxes.CoverageOf(_input.NewSamples, boxes);
        Loader = _createLoader(Samples(boxes));
    }

    private List<Sample> Samples(IReadOnlyList<Box?>? boxes) =>
        [.. _new.Select(i => _input.NewSamples[i] with { Box = boxes?[i] }), .. _old.Select(i => _input.Exemplars[i])];
}
