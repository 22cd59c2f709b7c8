using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Networks;
using CimCil.Training;
using static TorchSharp.torch;

namespace CimCil.Tests.Training;

/// <summary>A number that is not finite ends a run with its step, however seldom the device is asked: every step as on a CPU, or every few as on a GPU.</summary>
[TestClass]
public sealed class FiniteCheckTests
{
    private const int StepsPerEpoch = 4;

    private static readonly ShapesDataset Data = new() { ClassCount = 2, Side = 16, ImageSide = 16, TestResize = 16, TrainImagesPerClass = 4, TestImagesPerClass = 1 };

    private static readonly TrainingConfig Training = new() { BatchSize = 2, FirstPhase = new StageConfig { Epochs = 3, LearningRate = 0.01 } };

    [TestMethod]
    [DataRow(1, 5, 1)]
    [DataRow(3, 5, 2)]
    [DataRow(3, 6, 2)]
    [DataRow(3, 7, 3)]
    [DataRow(16, 4, 3)]
    [DataRow(16, 7, 3)]
    [DataRow(16, 11, 3)]
    public void TheStepThatWasReadIsNamedAndDumped(int stepsBetweenReadings, int brokenStep, int namedStep)
    {
        using var failure = Assert.ThrowsExactly<NonFiniteException>(() => Train(stepsBetweenReadings, brokenStep, _ => { }));
        StringAssert.Contains(failure.Message, $"Phase 0, first, epoch {brokenStep / StepsPerEpoch}, step {namedStep}: ");
        StringAssert.Contains(failure.Message, "is not finite (NaN)");
        Assert.AreEqual($"phase-0-first-epoch-{brokenStep / StepsPerEpoch}-step-{namedStep}", failure.Place);
        var tensors = failure.Tensors.ToDictionary(entry => entry.Name, entry => entry.Tensor);
        CollectionAssert.AreEqual(new long[] { 2, 3, 16, 16 }, tensors["images"].shape);
        foreach (var name in new[] { "labels", "logits", "loss.part", "loss" })
            Assert.IsFalse(tensors[name].IsInvalid, name);
        Assert.IsTrue(tensors["loss"].isnan().item<bool>());
    }

    [TestMethod]
    public void AStateWithSuchNumbersIsNeverHandedOver()
    {
        using var cancellation = new CancellationTokenSource();
        var saved = 0;
        using var failure = Assert.ThrowsExactly<NonFiniteException>(() => Train(
            16, brokenStep: 1, _ => saved++, cancellation.Token, step =>
            {
                if (step == 2)
                    cancellation.Cancel();
            }));
        Assert.AreEqual(0, saved, "states");
        StringAssert.Contains(failure.Message, "epoch 0, step 2: ");
    }

    [TestMethod]
    public void FiniteStepsAreNotHeldOnTo()
    {
        var states = 0;
        Train(16, brokenStep: -1, _ => states++);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        Train(16, brokenStep: -1, _ => states++);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var few = Tensor.TotalCount - before;
        Train(1, brokenStep: -1, _ => states++);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.AreEqual(few, Tensor.TotalCount - before - few, "a run leaves what a run leaves, however often the device is asked");
        Assert.AreEqual(9, states);
    }

    private static void Train(int stepsBetweenReadings, int brokenStep, Action<TrainingState> save, CancellationToken cancellation = default, Action<int>? onStep = null)
    {
        var dataset = Data.Open();
        var classes = new ClassSequence(PhasePlan.FromScratch(2, 1), 2);
        var samples = classes.NewIn(classes.Phases[0], dataset.Train);
        var loading = new Loading(new RandomStreams(1), 1, new CorruptImageLog(CorruptImagePolicy.Stop), cancellation);
        var trainer = new Trainer(Training, new FullImages().CreatePolicy(), Data, loading, new Silence()) { StepsBetweenReadings = stepsBetweenReadings };
        using var learner = new Breaking(new LearnerSetup(new ResNetConfig { StageBlocks = [1], Width = 4, Stem = Stem.Cifar }, Training, CPU), brokenStep, onStep ?? (_ => { }));
        trainer.Train(learner, new PhaseStart(classes.Phases[0], [4, 4], 0, Seed: 1), new TrainingInput(samples, []), new TrainingCheckpoints(1, save));
    }

    private sealed class Silence : TrainingProgress;

    /// <summary>Learns by cross-entropy until a step whose loss is no number.</summary>
    private sealed class Breaking(LearnerSetup setup, int brokenStep, Action<int> onStep) : Learner(setup)
    {
        private int _step;

        public override IReadOnlyList<ScoredNetwork> Scored => [new("model", Network("model"))];

        public override IReadOnlyList<LearnerStage> BeginPhase(PhaseStart start) =>
        [
            new LearnerStage
            {
                Name = "first",
                Schedule = Setup.Training.FirstPhase,
                Prepare = () => Hold("model", Create(NetworkShape.OneBranch(start.Phase.SeenClassCount))),
                Begin = () => Break(StageModel.Classification(Network("model"))),
            },
        ];

        private StageModel Break(StageModel model) => new()
        {
            Network = model.Network,
            Parameters = model.Parameters,
            Loss = (images, labels, weights) => LossOf(model, images, labels, weights),
        };

        private StageLoss LossOf(StageModel model, Tensor images, Tensor labels, FastWeights weights)
        {
            onStep(_step);
            var loss = model.Loss(images, labels, weights);
            var total = _step++ == brokenStep ? loss.Total * double.NaN : loss.Total * 1.0;
            return new StageLoss(total, loss.Logits, new KeyValuePair<string, Tensor>("part", loss.Total));
        }
    }
}
