using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>The training of one stage: its optimizers, its epochs, and where it is, so that it can be left and taken up between any two steps.</summary>
internal sealed class StageTraining : IDisposable
{
    private readonly MaskConfig _mask;
    private readonly Loading _loading;
    private readonly TrainingProgress _progress;
    private readonly TrainingCheckpoints _checkpoints;
    private readonly Learner _learner;
    private readonly LearnerStage _stage;
    private readonly Phase _phase;
    private readonly PhaseImages _images;
    private readonly CosineSchedule _rate;
    private readonly SGD _optimizer;
    private readonly MaskTrainer? _masks;
    private readonly FiniteCheck _finite;
    private readonly Stopwatch _clock = new();
    private readonly Stopwatch _waiting = new();
    private TrainingPosition _position;
    private EpochTotals _totals = new();

    public StageTraining(
        TrainingConfig config, MaskConfig mask, Loading loading, TrainingProgress progress, TrainingCheckpoints checkpoints,
        Learner learner, LearnerStage stage, int index, Phase phase, PhaseImages images)
    {
        (_mask, _loading, _progress, _checkpoints, _learner, _stage, _phase, _images) = (mask, loading, progress, checkpoints, learner, stage, phase, images);
        _position = new TrainingPosition { Stage = index };
        _rate = new CosineSchedule(stage.Schedule.LearningRate, stage.Schedule.Epochs);
        _optimizer = optim.SGD(stage.Parameters, _rate.Start, momentum: config.Momentum, weight_decay: stage.Schedule.WeightDecay);
        _masks = mask is CimMask cim && stage.MaskLearning == MaskLearning.Alternating ? new MaskTrainer(cim, learner, stage, phase) : null;
        _finite = new FiniteCheck(stage, phase.Index);
    }

    /// <summary>Trains all epochs, or those that are left.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled; the state was handed over first.</exception>
    public void Run(TrainingState? from)
    {
        _progress.StageStarted(_stage.Name, _stage.Schedule.Epochs, _images.Count);
        if (from is not null)
            Restore(from);
        try
        {
            while (_position.Epoch < _stage.Schedule.Epochs)
                RunEpoch();
        }
        catch (OperationCanceledException)
        {
            HandOver();
            throw;
        }
    }

    public void Dispose()
    {
        _totals.Dispose();
        _masks?.Dispose();
        _optimizer.Dispose();
    }

    private void RunEpoch()
    {
        var epoch = _position.Epoch;
        _clock.Restart();
        if (_position.Part == EpochPart.Start)
        {
            _images.BeforeEpoch(_learner, _stage, epoch);
            _position = _position with { Part = EpochPart.Task };
        }
        if (_position.Part == EpochPart.Task)
            TrainTask(epoch);
        if (_masks is not null)
            LearnMasks(_masks, epoch);
        var elapsed = _position.Elapsed + _clock.Elapsed;
        IReadOnlyList<KeyValuePair<string, double>> values =
            [.. _totals.ReadMeans(), new("learningRate", _rate.Rate(epoch)), new("compressionProbability", _images.CompressionProbability)];
        _totals.Dispose();
        _totals = new EpochTotals();
        var waited = _waiting.Elapsed;
        _clock.Reset();
        _waiting.Reset();
        _position = new TrainingPosition { Stage = _position.Stage, Epoch = epoch + 1 };
        _progress.EpochFinished(new EpochMetrics(_phase.Index, _stage.Name, epoch, _stage.Schedule.Epochs, _images.Count, elapsed, values) { Waited = waited });
        if ((epoch + 1) % _checkpoints.EpochInterval == 0)
            HandOver();
    }

    /// <summary>One pass over the images: forward, backward, step.</summary>
    private void TrainTask(int epoch)
    {
        _stage.Network.train();
        foreach (var group in _optimizer.ParamGroups)
            group.LearningRate = _rate.Rate(epoch);
        using var fast = CpuConvolutions.AllowUnpadded(_stage.ChannelDivisor);
        var batches = _images.Loader.Epoch(
            _loading.Streams, _stage.Name, _phase.Index, epoch, SampleOrder.Shuffled, _images.CompressionProbability, _images.CompressionRatio,
            _position.NextBatch, _loading.Cancellation);
        foreach (var batch in Timed(batches))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            TakeStep(batch.ToImages(_stage.Device), batch.ToLabels(_stage.Device), epoch, batch);
            _position = _position with { NextBatch = batch.Number + 1 };
            _progress.StepFinished(batch.Count);
        }
        _finite.EndOfEpoch(epoch);
        _position = _position with { Part = EpochPart.Masks };
    }

    /// <summary>The batches, with the time that is waited for each.</summary>
    private IEnumerable<Batch> Timed(IEnumerable<Batch> batches)
    {
        using var each = batches.GetEnumerator();
        while (true)
        {
            _waiting.Start();
            var hasNext = each.MoveNext();
            _waiting.Stop();
            if (!hasNext)
                yield break;
            yield return each.Current;
        }
    }

    private void TakeStep(Tensor images, Tensor labels, int epoch, Batch batch)
    {
        var loss = _stage.Loss(images, labels, FastWeights.None);
        _optimizer.zero_grad();
        loss.Total.backward();
        _finite.Look(new FiniteCheck.Step(epoch, batch.Number, images, labels, loss));
        _optimizer.step();

        _totals.Add("loss", loss.Total, batch.Count);
        foreach (var (name, term) in loss.Terms)
            _totals.Add($"loss.{name}", term, batch.Count);
        _totals.Add("accuracy", loss.Logits.argmax(1).eq(labels).to(ScalarType.Float32).mean() * 100, batch.Count);
    }

    /// <summary>The mask level: steps over pairs of batches, in evaluation mode.</summary>
    private void LearnMasks(MaskTrainer masks, int epoch)
    {
        var cim = (CimMask)_mask;
        var (innerRate, phiRate) = (cim.InnerRateRatio * _rate.Rate(epoch), new CosineSchedule(cim.LearningRate, _stage.Schedule.Epochs).Rate(epoch));
        var stepCount = (int)(_phase.NewClassCount * cim.IterationsPerNewClass);
        if (stepCount == 0)
            return;
        _progress.ActivityStarted("mask steps");
        _learner.Eval();
        using var batches = new MaskBatches(
            (pass, first) => _images.MaskLoader!.Epoch(
                _loading.Streams, $"{_stage.Name}.masks.{pass}", _phase.Index, epoch, SampleOrder.Shuffled, firstBatch: first, cancellation: _loading.Cancellation),
            _phase.Index);
        batches.MoveTo(_position.MaskPass, _position.NextMaskBatch);
        for (var step = _position.NextMaskStep; step < stepCount; step++)
        {
            using var scope = NewDisposeScope();
            Add(masks.Step(Next(), Next(), innerRate, phiRate, losses => _finite.Look(epoch, step, losses, masks.Phi)));
            _position = _position with { NextMaskStep = step + 1, MaskPass = batches.Pass, NextMaskBatch = batches.NextBatch };
        }

        (Tensor Images, Tensor Labels) Next()
        {
            _waiting.Start();
            using var batch = batches.Next();
            _waiting.Stop();
            return (batch.ToImages(_stage.Device), batch.ToLabels(_stage.Device));
        }
    }

    private void Add(MaskLosses losses)
    {
        _totals.Add("mask.inner", losses.Inner, 1);
        _totals.Add("mask.outer", losses.Outer, 1);
        _totals.Add("mask.validation", losses.Validation, 1);
        _totals.Add("mask.diversity", losses.Diversity, 1);
        _totals.Add("mask.memory", losses.Memory, 1);
        _totals.Add("mask.flatImages", losses.FlatCount, 1);
    }

    private void HandOver()
    {
        using var scope = NewDisposeScope();
        var (tensors, counts) = (new Dictionary<string, Tensor>(), new Dictionary<string, long>());
        OptimizerMemory.Collect(_optimizer, "theta", tensors, counts);
        if (_masks is not null)
            OptimizerMemory.Collect(_masks.Optimizer, "phi", tensors, counts);
        if (_images.BoxTensor() is { } boxes)
            tensors["boxes"] = boxes;
        if (_totals.Sums() is { } sums)
            tensors["totals"] = sums;
        _checkpoints.Save(new TrainingState
        {
            Position = _position with { Elapsed = _position.Elapsed + _clock.Elapsed },
            CompressionProbability = _images.CompressionProbability,
            Totals = _totals.Weights,
            StepCounts = counts,
            Tensors = tensors,
        });
    }

    private void Restore(TrainingState from)
    {
        _position = from.Position;
        OptimizerMemory.Restore(_optimizer, "theta", from);
        if (_masks is not null)
            OptimizerMemory.Restore(_masks.Optimizer, "phi", from);
        if (from.Totals.Count > 0)
            _totals.Restore(from.Totals, from.Tensors["totals"], _stage.Device);
    }
}
