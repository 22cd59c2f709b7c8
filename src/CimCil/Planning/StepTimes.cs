using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Planning;

/// <summary>The stages of an experiment's phases, with steps that were measured with its own learner on images of noise.</summary>
/// <param name="First">The stages of phase 0.</param>
/// <param name="Later">Those of later phases, as phase 1 has them; none where there is one phase.</param>
/// <param name="NetworkByteCount">Bytes of one branch.</param>
internal sealed record StepTimes(IReadOnlyList<StageTime> First, IReadOnlyList<StageTime> Later, long NetworkByteCount)
{
    private const int LargestBatchOnCpu = 32;

    /// <summary>More steps are not measured once they have taken this long.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(4);

    /// <summary>Measures every kind of step.</summary>
    public static StepTimes Measure(Experiment experiment, Device device, int stepCount)
    {
        var network = experiment.Network with { Pretrained = Weights.Random };
        using var learner = experiment.Learner.CreateLearner(new LearnerSetup(network, experiment.Training, device));
        var known = 0;
        var phases = new List<IReadOnlyList<StageTime>>();
        foreach (var (index, size) in experiment.Phases.Sizes().Take(2).Index())
        {
            var phase = new Phase(index, known, size);
            known += size;
            phases.Add([.. learner.BeginPhase(new PhaseStart(phase, [.. Enumerable.Repeat(10, phase.SeenClassCount)], 10, Seed: 1)).Select(stage => Measure(experiment, stage, phase, stepCount))]);
        }
        var bytes = learner.Networks.Values.First().NewestBranch.parameters().Sum(parameter => parameter.NumberOfElements * parameter.element_size());
        return new StepTimes(phases[0], phases.Count > 1 ? phases[1] : [], bytes);
    }

    private static StageTime Measure(Experiment experiment, LearnerStage stage, Phase phase, int stepCount)
    {
        using (NewDisposeScope())
            stage.Prepare();
        StageTime time;
        using (var model = stage.Begin())
        {
            var learning = stage.MaskLearning == MaskLearning.Alternating ? experiment.Mask.CreatePolicy().Learning : null;
            time = new StageTime(
                stage.Name, stage.Schedule.Epochs, Step(experiment, model, phase, stepCount), learning is null ? 0 : MaskStep(experiment, learning, model, phase, stepCount))
            {
                Images = stage.Images,
            };
        }
        stage.Finish();
        return time;
    }

    private static double Step(Experiment experiment, StageModel model, Phase phase, int count)
    {
        using var optimizer = new FlatSgd(model.Parameters) { LearningRate = 1e-6 };
        using var precision = MixedPrecision.Use(experiment.Training.Precision, model.Network.Device);
        using var fast = model.Network.AllowFastConvolutions();
        model.Network.train();
        // A CPU takes as long for an image in a small batch as in a large one; a GPU does not.
        var batchSize = model.Network.Device.type == DeviceType.CPU ? Math.Min(experiment.Training.BatchSize, LargestBatchOnCpu) : experiment.Training.BatchSize;
        var seconds = Time(count, model.Network.Device, () =>
        {
            var (images, labels) = Noise(experiment, model, phase, batchSize);
            optimizer.ZeroGradients();
            using var passes = BackwardCall.ReleaseAtEnd();
            model.Loss(images, labels, FastWeights.None).Total.backward();
            optimizer.Step();
        });
        return seconds * experiment.Training.BatchSize / batchSize;
    }

    private static double MaskStep(Experiment experiment, PhiLearning learning, StageModel model, Phase phase, int count)
    {
        using var masks = learning.Start(model, phase);
        model.Network.eval();
        return Time(count, model.Network.Device, () => masks.Step(Noise(experiment, model, phase, learning.BatchSize), Noise(experiment, model, phase, learning.BatchSize), 0.01, 0.001));
    }

    private static (Tensor Images, Tensor Labels) Noise(Experiment experiment, StageModel model, Phase phase, int count) => (
        randn([count, 3, experiment.Data.ImageSide, experiment.Data.ImageSide]).to(model.Network.Device),
        randint(0, phase.SeenClassCount, [count], ScalarType.Int64).to(model.Network.Device));

    private static double Time(int count, Device device, Action step)
    {
        var clock = new Stopwatch();
        var measured = 0;
        for (var i = 0; i <= count && clock.Elapsed < Enough; i++)
        {
            measured = i;
            // The first one sets things up.
            if (i == 1)
                clock.Start();
            using var scope = NewDisposeScope();
            CollectionHold.Breathe();
            step();
            if (device.type == DeviceType.CUDA)
                cuda.synchronize();
        }
        return clock.Elapsed.TotalSeconds / measured;
    }
}
