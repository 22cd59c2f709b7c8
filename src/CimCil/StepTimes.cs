using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil;

/// <summary>Measures steps with an experiment's own learner on pictures of noise.</summary>
internal static class StepTimes
{
    private const int LargestBatchOnCpu = 32;

    /// <summary>More steps are not measured once they have taken this long.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(4);

    /// <summary>Measures every kind of step.</summary>
    public static StepSeconds Measure(Experiment experiment, Device device, int stepCount)
    {
        var network = experiment.Network with { Pretrained = Weights.Random };
        using var learner = LearnerFactory.Create(experiment.Learner, network, experiment.Training, PhiCarryOver.Newest, device);
        var (sizes, known, mask) = (experiment.Phases.Sizes(), 0, 0.0);
        var seconds = new Dictionary<string, double>();
        foreach (var (index, size) in sizes.Take(2).Index())
        {
            var phase = new Phase(index, known, size);
            known += size;
            var start = new PhaseStart(phase, [.. Enumerable.Repeat(10, phase.SeenClassCount)], 10, Seed: 1);
            foreach (var stage in learner.BeginPhase(start))
            {
                seconds[stage.Name] = Step(experiment, stage, phase, stepCount);
                if (experiment.Mask is CimMask cim && stage.MaskLearning == MaskLearning.Alternating)
                    mask = MaskStep(experiment, cim, learner, stage, phase, stepCount);
                stage.Finish();
            }
        }
        var bytes = learner.Branches[0].parameters().Sum(parameter => parameter.NumberOfElements * parameter.element_size());
        var first = seconds.GetValueOrDefault("first");
        return new StepSeconds(first, seconds.GetValueOrDefault("boosting", first), seconds.GetValueOrDefault("compression"), mask, bytes);
    }

    private static double Step(Experiment experiment, LearnerStage stage, Phase phase, int count)
    {
        using var optimizer = optim.SGD(stage.Parameters, 1e-6);
        using var fast = CpuConvolutions.AllowUnpadded(stage.ChannelDivisor);
        stage.Network.train();
        // A CPU takes as long for an image in a small batch as in a large one; a GPU does not.
        var batchSize = stage.Device.type == DeviceType.CPU ? Math.Min(experiment.Training.BatchSize, LargestBatchOnCpu) : experiment.Training.BatchSize;
        var seconds = Time(count, stage.Device, () =>
        {
            var (images, labels) = Noise(experiment, stage, phase, batchSize);
            optimizer.zero_grad();
            stage.Loss(images, labels, FastWeights.None).Total.backward();
            optimizer.step();
        });
        return seconds * experiment.Training.BatchSize / batchSize;
    }

    private static double MaskStep(Experiment experiment, CimMask cim, Learner learner, LearnerStage stage, Phase phase, int count)
    {
        using var masks = new MaskTrainer(cim, learner, stage, phase);
        learner.Eval();
        return Time(count, stage.Device, () => masks.Step(Noise(experiment, stage, phase, cim.BatchSize), Noise(experiment, stage, phase, cim.BatchSize), 0.001, 0.001));
    }

    private static (Tensor Images, Tensor Labels) Noise(Experiment experiment, LearnerStage stage, Phase phase, int count) => (
        randn([count, 3, experiment.Data.ImageSide, experiment.Data.ImageSide]).to(stage.Device),
        randint(0, phase.SeenClassCount, [count], ScalarType.Int64).to(stage.Device));

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
