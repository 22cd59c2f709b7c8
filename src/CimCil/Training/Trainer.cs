using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>
/// The one training loop, for every learner and mask policy. An epoch is a pass of the task level over the images, followed
/// by the steps of the mask level where masks are learnt (paper, section "Optimisation").
/// </summary>
/// <param name="config">The task level.</param>
/// <param name="mask">The mask policy.</param>
/// <param name="data">How images are augmented.</param>
/// <param name="loading">How images are loaded.</param>
/// <param name="progress">Is told what happens.</param>
public sealed class Trainer(TrainingConfig config, MaskConfig mask, DatasetConfig data, Loading loading, TrainingProgress progress)
{
    /// <summary>Trains all stages of a phase. The host reads from the device once an epoch.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled; the network is left as it is.</exception>
    public void Train(Learner learner, PhaseStart start, TrainingInput input)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(input);
        var images = new PhaseImages(mask, data, loading, config.BatchSize, input, progress);
        foreach (var stage in learner.BeginPhase(start))
        {
            var rate = new CosineSchedule(stage.Schedule.LearningRate, stage.Schedule.Epochs);
            progress.StageStarted(stage.Name, stage.Schedule.Epochs, images.Count);
            using var optimizer = optim.SGD(stage.Parameters, rate.Start, momentum: config.Momentum, weight_decay: stage.Schedule.WeightDecay);
            using var masks = MaskTrainerOf(learner, stage, start.Phase);
            for (var epoch = 0; epoch < stage.Schedule.Epochs; epoch++)
            {
                var clock = Stopwatch.StartNew();
                using var totals = new EpochTotals();
                images.BeforeEpoch(learner, stage, epoch);
                TrainEpoch(stage, start.Phase, epoch, optimizer, rate.Rate(epoch), images, totals);
                if (masks is not null)
                    LearnMasks(masks, learner, stage, start.Phase, epoch, rate.Rate(epoch), images.MaskLoader!, totals);
                progress.EpochFinished(new EpochMetrics(
                    start.Phase.Index, stage.Name, epoch, stage.Schedule.Epochs, images.Count, clock.Elapsed,
                    [.. totals.ReadMeans(), new("learningRate", rate.Rate(epoch)), new("compressionProbability", images.CompressionProbability)]));
            }
            stage.Finish();
        }
    }

    /// <summary>One pass over the images: forward, backward, step.</summary>
    private void TrainEpoch(LearnerStage stage, Phase phase, int epoch, optim.Optimizer optimizer, double rate, PhaseImages source, EpochTotals totals)
    {
        stage.Network.train();
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = rate;
        using var fast = CpuConvolutions.AllowUnpadded(stage.ChannelDivisor);
        var batches = source.Loader.Epoch(
            loading.Streams, stage.Name, phase.Index, epoch, SampleOrder.Shuffled, source.CompressionProbability, source.CompressionRatio, loading.Cancellation);
        foreach (var batch in batches)
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            var (images, labels) = (batch.ToImages(stage.Device), batch.ToLabels(stage.Device));
            var loss = stage.Loss(images, labels, FastWeights.None);
            optimizer.zero_grad();
            loss.Total.backward();
            optimizer.step();

            totals.Add("loss", loss.Total, batch.Count);
            foreach (var (name, term) in loss.Terms)
                totals.Add($"loss.{name}", term, batch.Count);
            totals.Add("accuracy", loss.Logits.argmax(1).eq(labels).to(ScalarType.Float32).mean() * 100, batch.Count);
            progress.StepFinished(batch.Count);
        }
    }

    /// <summary>The mask level: steps over pairs of batches, in evaluation mode.</summary>
    private void LearnMasks(
        MaskTrainer masks, Learner learner, LearnerStage stage, Phase phase, int epoch, double thetaRate, BatchLoader loader, EpochTotals totals)
    {
        var cim = (CimMask)mask;
        var phiRate = new CosineSchedule(cim.LearningRate, stage.Schedule.Epochs).Rate(epoch);
        var stepCount = (int)(phase.NewClassCount * cim.IterationsPerNewClass);
        if (stepCount == 0)
            return;
        progress.ActivityStarted("mask steps");
        learner.Eval();
        using var batches = MaskBatches(loader, stage, phase, epoch).GetEnumerator();
        for (var step = 0; step < stepCount; step++)
        {
            using var scope = NewDisposeScope();
            var losses = masks.Step(Next(), Next(), cim.InnerRateRatio * thetaRate, phiRate);
            totals.Add("mask.inner", losses.Inner, 1);
            totals.Add("mask.outer", losses.Outer, 1);
            totals.Add("mask.validation", losses.Validation, 1);
            totals.Add("mask.diversity", losses.Diversity, 1);
            totals.Add("mask.memory", losses.Memory, 1);
            totals.Add("mask.flatImages", losses.FlatCount, 1);
        }

        (Tensor Images, Tensor Labels) Next()
        {
            if (!batches.MoveNext())
                throw new DataException($"No image of phase {phase.Index} could be decoded for the mask steps: a phase needs at least one. Mend its files.");
            using var batch = batches.Current;
            return (batch.ToImages(stage.Device), batch.ToLabels(stage.Device));
        }
    }

    /// <summary>Shuffled batches without end: a pass that is too short is followed by another (decision 18).</summary>
    private IEnumerable<Batch> MaskBatches(BatchLoader loader, LearnerStage stage, Phase phase, int epoch)
    {
        for (var pass = 0; ; pass++)
        {
            var isEmpty = true;
            foreach (var batch in loader.Epoch(
                loading.Streams, $"{stage.Name}.masks.{pass}", phase.Index, epoch, SampleOrder.Shuffled, cancellation: loading.Cancellation))
            {
                isEmpty = false;
                yield return batch;
            }
            if (isEmpty)
                yield break;
        }
    }

    private MaskTrainer? MaskTrainerOf(Learner learner, LearnerStage stage, Phase phase) =>
        mask is CimMask cim && stage.MaskLearning == MaskLearning.Alternating ? new MaskTrainer(cim, learner, stage, phase) : null;
}
