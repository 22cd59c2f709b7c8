using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Learners.Foster;
using CimCil.Masking;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

[TestClass]
public sealed class MaskTrainerTests
{
    private static readonly ResNetConfig Tiny = new() { StageBlocks = [1, 1], Width = 4, Stem = Stem.Cifar };

    [TestMethod]
    [DataRow(0.0, HeatmapAlignment.AsEnlarged)]
    [DataRow(0.05, HeatmapAlignment.AsEnlarged)]
    [DataRow(0.05, HeatmapAlignment.Centred)]
    public void TheSecondOrderGradientAgreesWithCentralDifferences(double innerRate, HeatmapAlignment alignment)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var network = new IncrementalNetwork(Tiny, NetworkShape.OneBranch(3), TestDevice.Current, ScalarType.Float64);
        network.eval();
        using var trainer = new BilevelTrainer(CimMask.Paper with { InnerRateRatio = 1, HeatmapAlignment = alignment }, StageModel.Classification(network), new Phase(0, 0, 3));
        PhiGradient.ShouldAgreeWithCentralDifferences(trainer, Batch(4), Batch(4), innerRate);
    }

    [TestMethod]
    public void TheInnerStepIsWhatTheSecondOrderComesFrom()
    {
        using var scope = NewDisposeScope();
        var near = GradientAt(0);
        var far = GradientAt(0.05);
        Assert.IsGreaterThan(1e-2, (near - far).norm().ToDouble() / near.norm().ToDouble());

        static Tensor GradientAt(double innerRate)
        {
            random.manual_seed(3);
            using var network = new IncrementalNetwork(Tiny, NetworkShape.OneBranch(3), TestDevice.Current, ScalarType.Float64);
            network.eval();
            using var trainer = new BilevelTrainer(CimMask.Paper with { InnerRateRatio = 1 }, StageModel.Classification(network), new Phase(0, 0, 3));
            trainer.Accumulate(Batch(4), Batch(4), innerRate);
            return cat(trainer.Phi.Select(parameter => parameter.grad!.clone()).ToArray());
        }
    }

    /// <summary>
    /// Finite differences of first-order gradients give the second-order gradient over a shift so short that no ReLU changes sides within
    /// it. What a longer one misses in float32 is measured: tests/CimCil.Benchmarks/RESULTS.md.
    /// </summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void FiniteDifferencesComeNearTheExactGradient(bool hasOldBranch)
    {
        using var scope = NewDisposeScope();
        var (exact, exactLosses) = GradientBy(InnerGradient.Exact);
        var (differences, losses) = GradientBy(InnerGradient.FiniteDifference);
        Near.RelativeToLargest(exactLosses, losses, 1e-12, "losses");
        Assert.IsLessThan(1e-3, (exact - differences).norm().ToDouble() / exact.norm().ToDouble());
        var (withoutStep, _) = GradientBy(InnerGradient.FiniteDifference, rate: 0);
        Assert.IsGreaterThan(0.1, (exact - withoutStep).norm().ToDouble() / exact.norm().ToDouble(), "the second order matters");

        (Tensor Gradient, double[] Losses) GradientBy(InnerGradient innerGradient, double rate = 0.5)
        {
            // Of every device: random.manual_seed would seed the CPU's generator alone.
            manual_seed(3);
            var start = new IncrementalNetwork(Tiny, NetworkShape.OneBranch(2), TestDevice.Current, ScalarType.Float64);
            using var network = hasOldBranch ? FosterLearner.Grow(start, 3) : new IncrementalNetwork(Tiny, NetworkShape.OneBranch(3), TestDevice.Current, ScalarType.Float64);
            start.Dispose();
            // Biases as training leaves them: where they are 0, so are whole regions, and ReLU has no derivative there.
            using (no_grad())
            {
                foreach (var (_, bias) in network.named_parameters().Where(entry => entry.name.EndsWith(".bias", StringComparison.Ordinal)))
                    bias.add_(randn_like(bias), 0.3);
            }
            network.eval();
            using var trainer = new BilevelTrainer(CimMask.Paper with { InnerRateRatio = 1, InnerGradient = innerGradient }, StageModel.Classification(network), new Phase(0, 0, 3)) { ShiftLength = 1e-6 };
            var accumulated = trainer.Accumulate(Batch(4), Batch(4), rate)!;
            return (cat(trainer.Phi.Select(parameter => parameter.grad!.clone()).ToArray()), Values(accumulated));
        }
    }

    /// <summary>Decision 9: exchanging an image without evidence changes nothing.</summary>
    [TestMethod]
    public void AnImageWithoutEvidenceTakesNoPart()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        using var network = new IncrementalNetwork(Tiny, NetworkShape.OneBranch(3), TestDevice.Current, ScalarType.Float64);
        network.eval();
        // Class 0 has a head row of zeros, so that its maps are flat.
        using (no_grad())
            network.Classifier.Weight.narrow(0, 0, 1).zero_();
        using var trainer = new BilevelTrainer(CimMask.Paper with { InnerRateRatio = 1 }, StageModel.Classification(network), new Phase(0, 0, 3));
        var (images, _) = Batch(3);
        var outer = Batch(3);
        var (losses, gradient) = With(images, 0, 1, 2);
        Assert.AreEqual(1, losses.FlatCount.ToInt64());
        var (exchanged, exchangedGradient) = With(cat([randn(1, 3, 12, 12, dtype: ScalarType.Float64), images.narrow(0, 1, 2)]), 0, 1, 2);
        // A GPU adds in no fixed order.
        Near.RelativeToLargest(gradient, exchangedGradient, TestDevice.Current.type == DeviceType.CPU ? 0 : 1e-12, "exchanging the image without evidence moves nothing");
        Near.RelativeToLargest(Values(losses), Values(exchanged), TestDevice.Current.type == DeviceType.CPU ? 0 : 1e-12, "nor its losses");
        var (_, otherGradient) = With(cat([images.narrow(0, 0, 2), randn(1, 3, 12, 12, dtype: ScalarType.Float64)]), 0, 1, 2);
        CollectionAssert.AreNotEqual(gradient, otherGradient, "exchanging one with evidence does");

        Assert.IsNull(trainer.Accumulate((images, zeros(3, ScalarType.Int64)), outer, 0.01), "no image has evidence");
        var before = trainer.Phi.SelectMany(parameter => parameter.Values()).ToArray();
        using (var nothing = trainer.Step((images, zeros(3, ScalarType.Int64)), outer, 0.01, 0.01).FlatCount)
            Assert.AreEqual(3, nothing.ToInt64());
        CollectionAssert.AreEqual(before, trainer.Phi.SelectMany(parameter => parameter.Values()).ToArray(), "phi stays");

        (MaskLosses Losses, double[] Gradient) With(Tensor inner, params long[] labels)
        {
            var losses = trainer.Accumulate((inner, tensor(labels)), outer, 0.01)!;
            return (losses, [.. trainer.Phi.SelectMany(parameter => parameter.grad!.Values())]);
        }

    }

    [TestMethod]
    public void AllBranchesOrTheNewestLearn()
    {
        using var scope = NewDisposeScope();
        using var network = FosterLearner.Grow(new IncrementalNetwork(Tiny, NetworkShape.OneBranch(2), TestDevice.Current), 3);
        var stage = FosterLearner.BoostingModel(FosterConfig.Paper, network, ones(3));
        using var all = new BilevelTrainer(CimMask.Paper, stage, new Phase(1, 2, 1));
        Assert.HasCount(network.Branches.Sum(branch => branch.Phi.Count), all.Phi);
        using var newest = new BilevelTrainer(CimMask.Paper with { TrainedPhi = TrainedPhi.NewestBranch }, stage, new Phase(1, 2, 1));
        Assert.HasCount(network.NewestBranch.Phi.Count, newest.Phi);
        Assert.IsTrue(network.Branches[0].Phi.All(parameter => !parameter.requires_grad));
    }

    [TestMethod]
    public void ManyStepsLeaveTheNumberOfLiveTensorsConstant()
    {
        random.manual_seed(1);
        using var network = FosterLearner.Grow(new IncrementalNetwork(Tiny, NetworkShape.OneBranch(2), TestDevice.Current), 3);
        using var classWeights = ones(3);
        var stage = FosterLearner.BoostingModel(FosterConfig.Paper, network, classWeights);
        using var optimizer = optim.SGD(stage.Parameters, 0.01, momentum: 0.9);
        using var trainer = new BilevelTrainer(CimMask.Paper, stage, new Phase(1, 2, 1));
        TrainSteps(3);
        MaskSteps(3);
        // What other tests left to the collector must not be counted here.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var live = Tensor.TotalCount;
        TrainSteps(300);
        Assert.AreEqual(live, Tensor.TotalCount, "after 300 training steps");
        MaskSteps(100);
        Assert.AreEqual(live, Tensor.TotalCount, "after 100 mask steps");

        void TrainSteps(int count)
        {
            network.train();
            for (var i = 0; i < count; i++)
            {
                using var scope = NewDisposeScope();
                var (images, labels) = Batch(4, ScalarType.Float32);
                optimizer.zero_grad();
                stage.Loss(images, labels, FastWeights.None).Total.backward();
                optimizer.step();
            }
        }

        void MaskSteps(int count)
        {
            network.eval();
            for (var i = 0; i < count; i++)
            {
                using var scope = NewDisposeScope();
                trainer.Step(Batch(3, ScalarType.Float32), Batch(3, ScalarType.Float32), 0.01, 0.01);
            }
        }
    }

    private static (Tensor Images, Tensor Labels) Batch(int count, ScalarType type = ScalarType.Float64) =>
        (randn(count, 3, 12, 12, dtype: type), arange(count).remainder(3));

    private static double[] Values(MaskLosses losses) => [.. new[] { losses.Inner, losses.Validation, losses.Diversity, losses.Memory, losses.Outer }.Select(loss => loss.ToDouble())];
}
