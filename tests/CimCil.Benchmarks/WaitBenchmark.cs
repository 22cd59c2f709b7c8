using System.Runtime.InteropServices;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Training;

namespace CimCil.Benchmarks;

/// <summary>How often training waits for a GPU, between the first and the last step of an epoch, as tests/gpu/wait_count.c counts it.</summary>
internal static class WaitBenchmark
{
    private static readonly ShapesDataset Data = new() { ClassCount = 4, TrainImagesPerClass = 320, TestImagesPerClass = 1 };

    public static unsafe void Run()
    {
        if (!NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "cimcil_wait_count", out var counter))
            throw new InvalidOperationException("Nothing counts: start with LD_PRELOAD=wait_count.so, made of tests/gpu/wait_count.c.");
        var device = ComputeDevice.Find("cuda").Device;
        foreach (var precision in Enum.GetValues<Precision>())
        {
            var training = new TrainingConfig { BatchSize = 16, Precision = precision, FirstPhase = new StageConfig { Epochs = 3 } };
            var classes = new ClassSequence(PhasePlan.FromScratch(Data.ClassCount, 1), Data.ClassCount);
            var samples = classes.NewIn(classes.Phases[0], Data.Open().Train);
            var loading = new Loading(new RandomStreams(1), 8, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
            var progress = new Counting(() => ((delegate* unmanaged<long>)counter)());
            var mask = CimMask.Paper with { IterationsPerNewClass = 5 };
            using var learner = FosterConfig.Paper.CreateLearner(new LearnerSetup(NetworkConfig.ResNet18, training, device));
            new Trainer(training, mask.CreatePolicy(), Data, loading, progress).Train(
                learner, new PhaseStart(classes.Phases[0], [320, 320, 320, 320], 0, Seed: 1), new TrainingInput(samples, []), TrainingCheckpoints.None);
        }
    }

    private sealed class Counting(Func<long> count) : TrainingProgress
    {
        private long _first = -1;
        private long _last;
        private long _masks = -1;
        private int _steps;

        public override void StepFinished(int imageCount)
        {
            _last = count();
            if (_first < 0)
                _first = _last;
            _steps++;
        }

        public override void ActivityStarted(string activity)
        {
            if (activity == "mask steps")
                _masks = count();
        }

        public override void EpochFinished(EpochMetrics metrics)
        {
            var masks = _masks < 0 ? "no mask steps" : $"{count() - _masks} in the mask steps and at the epoch's end";
            Console.WriteLine($"epoch {metrics.Epoch}: {_last - _first} waits in {_steps} steps, {_first - Before} before the first, {masks}");
            (_first, _masks, _steps, Before) = (-1, -1, 0, count());
        }

        private long Before { get; set; }
    }
}
