using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>The training of one stage: its optimizers, its epochs, and where it is, so that it can be left and taken up between any two steps.</summary>
internal sealed class StageTraining : IDisposable
{
    private readonly PhiLearning? _learning;
    private readonly Loading _loading;
    private readonly TrainingProgress _progress;
    private readonly TrainingCheckpoints _checkpoints;
    private readonly LearnerStage _stage;
    private readonly StageModel _model;
    private readonly Phase _phase;
    private readonly PhaseImages _images;
    private readonly TrainingConfig _config;
    private readonly FlatOptimizer _optimizer;
    private readonly PhiTrainer? _masks;
    private readonly BatchLoader? _maskLoader;
    private readonly FiniteCheck _finite;
    private readonly BatchUpload _upload;
    private readonly HalfWeights? _half;
    private readonly Stopwatch _clock = new();
    private readonly Stopwatch _waiting = new();
    private TrainingPosition _position;
    private EpochTotals _totals = new();

    public StageTraining(
        TrainingConfig config, MaskPolicy policy, Loading loading, TrainingProgress progress, TrainingCheckpoints checkpoints,
        LearnerStage stage, StageModel model, int index, Phase phase, PhaseImages images, int? stepsBetweenReadings = null)
    {
        (_config, _loading, _progress, _checkpoints, _stage, _model, _phase, _images) = (config, loading, progress, checkpoints, stage, model, phase, images);
        _position = new TrainingPosition { Stage = index };
        _optimizer = stage.Schedule.Optimizer == StageOptimizer.Adam
            ? new FlatAdam(model.Parameters, stage.Schedule.WeightDecay)
            : new FlatSgd(model.Parameters, config.Momentum, stage.Schedule.WeightDecay);
        images.BeginStage(stage);
        _learning = stage.MaskLearning == MaskLearning.Alternating ? policy.Learning : null;
        _masks = _learning?.Start(model, phase);
        _maskLoader = _learning is null ? null : images.CreateMaskLoader();
        _half = config.Precision == Precision.BFloat16 ? new HalfWeights(_optimizer.Parameters) : null;
        _upload = BatchUpload.To(model.Network.Device);
        _finite = new FiniteCheck(stage.Name, model, phase.Index, stepsBetweenReadings ?? FiniteCheck.StepsBetweenReadings(model.Network.Device));
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
        _finite.Dispose();
        _upload.Dispose();
        _masks?.Dispose();
        _half?.Dispose();
        _optimizer.Dispose();
    }

    private void RunEpoch()
    {
        var epoch = _position.Epoch;
        _clock.Restart();
        if (_position.Part == EpochPart.Start)
        {
            _images.BeforeEpoch(_model.Network, _stage, epoch);
            _position = _position with { Part = EpochPart.Task };
        }
        if (_position.Part == EpochPart.Task)
            TrainTask(epoch);
        if (_masks is not null)
            LearnMasks(_learning!, _masks, epoch);
        if (epoch + 1 == _stage.Schedule.Epochs)
            LookAtTheEnd(epoch);
        var elapsed = _position.Elapsed + _clock.Elapsed;
        List<KeyValuePair<string, double>> values =
            [.. _totals.ReadMeans(), new("learningRate", _stage.Schedule.RateOf(epoch)), new("compressionProbability", _images.CompressionProbability)];
        if (_images.TrueBoxCoverage is { } coverage)
            values.Add(new("boxes.trueBoxCoverage", coverage));
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
        if (_model.Norms == NormStatistics.Updated)
            _model.Network.train();
        else
            _model.Network.eval();
        _optimizer.LearningRate = _stage.Schedule.RateOf(epoch);
        using var fast = _model.Network.AllowFastConvolutions();
        using var precision = MixedPrecision.Use(_config.Precision, _model.Network.Device);
        var batches = _images.Loader.Epoch(
            _loading.Streams, _stage.Name, _phase.Index, epoch, SampleOrder.Shuffled, _images.CompressionProbability, _images.Ratios,
            _position.NextBatch, _loading.Cancellation);
        foreach (var batch in Timed(batches))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            var (images, labels) = _upload.Bring(batch);
            TakeStep(images, labels, epoch, batch);
            _position = _position with { NextBatch = batch.Number + 1 };
            _progress.StepFinished(batch.Count);
        }
        _finite.Read();
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
        _half?.Refresh();
        var loss = PartCode.Run($"Stage {_stage.Name} of phase {_phase.Index}, its loss,", () => LossOf(images, labels), _loading.Cancellation);
        _half?.AddGradients();
        _finite.Look(new FiniteCheck.Step(epoch, batch.Number, images, labels, loss), _optimizer.Gradients);
        _optimizer.Step();

        _totals.Add("loss", loss.Total, batch.Count);
        foreach (var (name, term) in loss.Terms)
            _totals.Add($"loss.{name}", term, batch.Count);
        _totals.Add("accuracy", loss.Logits.argmax(1).eq(labels).to(ScalarType.Float32).mean() * 100, batch.Count);
    }

    /// <summary>The loss of a batch, of which the gradient is taken.</summary>
    private StageLoss LossOf(Tensor images, Tensor labels)
    {
        var loss = _model.Loss(images, labels, _half?.Weights ?? FastWeights.None);
        if (loss is null || loss.Total.IsInvalid || loss.Logits.IsInvalid)
            throw Wrong("is null or a tensor that is disposed: what leaves a dispose scope is moved out of it");
        if (loss.Total.numel() != 1 || !loss.Total.requires_grad || loss.Terms.Any(term => term.Value.IsInvalid || term.Value.numel() != 1))
            throw Wrong("must be one number that depends on what learns, and so must each of its terms be one number");
        if (loss.Logits.dim() != 2 || loss.Logits.shape[0] != labels.shape[0])
            throw Wrong($"gives logits of the shape [{string.Join(", ", loss.Logits.shape)}]: they must be [{labels.shape[0]}, classes]");
        _optimizer.ZeroGradients();
        using var passes = BackwardCall.ReleaseAtEnd();
        loss.Total.backward();
        return loss;

        CimCilException Wrong(string what) => new($"Stage {_stage.Name} of phase {_phase.Index}: its loss {what}. Mend the learner's loss.");
    }

    /// <summary>The mask level: steps over pairs of batches, in evaluation mode.</summary>
    private void LearnMasks(PhiLearning learning, PhiTrainer masks, int epoch)
    {
        var (thetaRate, phiRate) = (_stage.Schedule.RateOf(epoch), learning.RateOf(epoch, _stage.Schedule.Epochs));
        var stepCount = learning.StepCount(_phase);
        _model.Network.eval();
        // A run that was left before its first mask step calibrates again, to the same scales.
        if (epoch == 0 && _position.NextMaskStep == 0)
            _images.Calibrate(_model.Network, learning);
        if (stepCount == 0)
            return;
        _progress.ActivityStarted("mask steps");
        using var batches = new MaskBatches(
            (pass, first) => _maskLoader!.Epoch(
                _loading.Streams, $"{_stage.Name}.masks.{pass}", _phase.Index, epoch, SampleOrder.Shuffled, firstBatch: first, cancellation: _loading.Cancellation),
            _phase.Index);
        batches.MoveTo(_position.MaskPass, _position.NextMaskBatch);
        for (var step = _position.NextMaskStep; step < stepCount; step++)
        {
            using var scope = NewDisposeScope();
            Add(masks.Step(Next(), Next(), thetaRate, phiRate, losses => _finite.Look(epoch, step, losses, masks.Phi, masks.Optimizer.Gradients)));
            _position = _position with { NextMaskStep = step + 1, MaskPass = batches.Pass, NextMaskBatch = batches.NextBatch };
        }
        _finite.Read();

        (Tensor Images, Tensor Labels) Next()
        {
            _waiting.Start();
            using var batch = batches.Next();
            _waiting.Stop();
            return _upload.Bring(batch);
        }
    }

    /// <summary>Every step is looked at by the next one, and the last one by this: some images go through the network that it left.</summary>
    private void LookAtTheEnd(int epoch)
    {
        using var noGradient = no_grad();
        _model.Network.eval();
        var last = (_images.Count - 1) / _config.BatchSize;
        foreach (var batch in _images.Loader.Epoch(
            _loading.Streams, $"{_stage.Name}.end", _phase.Index, epoch, SampleOrder.Sequential, firstBatch: last, cancellation: _loading.Cancellation))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            var (images, labels) = _upload.Bring(batch);
            _finite.LookAtTheEnd(epoch, images, labels, _model.Network.Apply(images, new ForwardPass(ActivationPath.Relu, FastWeights.None)));
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
        _finite.Read();
        using var scope = NewDisposeScope();
        var (tensors, counts) = (new Dictionary<string, Tensor>(), new Dictionary<string, long>());
        _optimizer.Collect("theta", tensors, counts);
        _masks?.Optimizer.Collect("phi", tensors, counts);
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
        _optimizer.Restore("theta", from.Tensors, from.StepCounts);
        _masks?.Optimizer.Restore("phi", from.Tensors, from.StepCounts);
        if (from.Totals.Count > 0)
            _totals.Restore(from.Totals, from.Tensors["totals"], _model.Network.Device);
    }
}
