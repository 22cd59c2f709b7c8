using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Training;
using static TorchSharp.torch;

namespace CimCil.Tests.Training;

/// <summary>What a GPU alone does: batches on a stream of their own, and readings that nobody waits for. tests/gpu/check.sh runs these.</summary>
[TestClass]
public sealed class CudaTests
{
    private static readonly ShapesDataset Data = new() { ClassCount = 2, Side = 64, ImageSide = 64, TestResize = 64, TrainImagesPerClass = 40, TestImagesPerClass = 1 };

    [TestInitialize]
    public void NeedsAGpu()
    {
        LibTorchLocator.EnsureLoaded();
        if (!cuda.is_available())
            Assert.Inconclusive("There is no CUDA device here: run tests/gpu/check.sh on a machine with one.");
    }

    [TestMethod]
    public void BatchesArriveAsTheyWereSent()
    {
        var device = new Device("cuda:0");
        using var upload = BatchUpload.To(device);
        using var scope = NewDisposeScope();
        // Much work lies before every batch, so that a copy that came too early or too late would show.
        var busy = randn([2048, 2048], device: device);
        foreach (var batchSize in new[] { 7, 16, 3 })
        {
            var loader = new BatchLoader([.. Data.Open().Train.Select(image => new Sample(image, 1))], ImagePipeline.ForTraining(Data), batchSize, 2, new CorruptImageLog(CorruptImagePolicy.Stop));
            var (there, here) = (new List<(Tensor Images, Tensor Labels)>(), new List<(Tensor Images, Tensor Labels)>());
            foreach (var batch in loader.Epoch(new RandomStreams(1), "test", 0, 0, SampleOrder.Shuffled))
            {
                using var disposal = batch;
                for (var i = 0; i < 5; i++)
                    busy.addmm_(busy, busy, 0.5f, 1e-3f);
                there.Add(upload.Bring(batch));
                here.Add((batch.ToImages(CPU), batch.ToLabels(CPU)));
            }
            foreach (var ((images, labels), (expectedImages, expectedLabels)) in there.Zip(here))
            {
                Assert.IsTrue(labels.cpu().equal(expectedLabels).all().item<bool>());
                Assert.IsTrue(images.cpu().equal(expectedImages).all().item<bool>(), "the bytes and their arithmetic are the same");
            }
        }
    }

    [TestMethod]
    public void AReadingIsTheNumberOfItsTime()
    {
        using var scope = NewDisposeScope();
        var device = new Device("cuda:0");
        using var reading = DeviceReading.From(device);
        var number = ones([], device: device);
        for (var i = 1; i <= 20; i++)
        {
            number.fill_(i);
            reading.Ask(number);
            number.fill_(-1);
            float? taken;
            while ((taken = reading.TryTake()) is null)
                Thread.Yield();
            Assert.AreEqual(i, taken);
            Assert.IsNull(reading.TryTake(), "it is taken once");
        }
    }

    [TestMethod]
    [DataRow(Precision.Float32)]
    [DataRow(Precision.TensorFloat32)]
    [DataRow(Precision.BFloat16)]
    public void TrainingLearns(Precision precision)
    {
        var training = new TrainingConfig { BatchSize = 16, Precision = precision, FirstPhase = new StageConfig { Epochs = 12, LearningRate = 0.05 } };
        var classes = new ClassSequence(PhasePlan.FromScratch(2, 1), 2);
        var samples = classes.NewIn(classes.Phases[0], Data.Open().Train);
        var loading = new Loading(new RandomStreams(1), 2, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        var losses = new Losses();
        using var learner = FosterConfig.Paper.CreateLearner(new LearnerSetup(new ResNetConfig { StageBlocks = [1, 1], Width = 16, Stem = Stem.Strided }, training, new Device("cuda:0")));
        new Trainer(training, new FullImages().CreatePolicy(), Data, loading, losses).Train(
            learner, new PhaseStart(classes.Phases[0], [40, 40], 0, Seed: 1), new TrainingInput(samples, []), TrainingCheckpoints.None);
        Assert.IsLessThan(losses.All[0] * 0.85, losses.All[^1], string.Join(' ', losses.All));
    }

    private sealed class Losses : TrainingProgress
    {
        public List<double> All { get; } = [];

        public override void EpochFinished(EpochMetrics metrics) => All.Add(metrics.Values.First(value => value.Key == "loss").Value);
    }
}
