using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

[TestClass]
public sealed class MaskTrainerTests
{
    private static readonly NetworkConfig Tiny = new() { StageBlocks = [1, 1], Width = 4, Stem = Stem.Cifar };

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.05)]
    public void TheSecondOrderGradientAgreesWithCentralDifferences(double innerRate)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var network = new FosterNetwork(Tiny, 3, CPU, ScalarType.Float64);
        network.eval();
        var learner = new FosterLearner(FosterConfig.Paper, new TrainingConfig(), network);
        using var trainer = new MaskTrainer(CimMask.Paper, learner, learner.FirstStage(), new Phase(0, 0, 3));
        var (inner, outer) = (Batch(4), Batch(4));
        trainer.Accumulate(inner, outer, innerRate);
        var gradients = trainer.Phi.Select(parameter => parameter.grad!.Values()).ToArray();
        var scale = gradients.Max(gradient => gradient.Max(Math.Abs));
        Assert.IsGreaterThan(1e-3, scale, "phi matters");

        // Small, so that hardly any ReLU changes sides within the step.
        const double Step = 1e-6;
        for (var i = 0; i < trainer.Phi.Count; i++)
        {
            for (var j = 0; j < gradients[i].Length; j++)
            {
                var numeric = (OuterAt(i, j, Step) - OuterAt(i, j, -Step)) / (2 * Step);
                Assert.AreEqual(numeric, gradients[i][j], 1e-5 * scale, $"coefficient {j} of activation {i}");
            }
        }

        double OuterAt(int parameter, int position, double shift)
        {
            using var step = NewDisposeScope();
            using (no_grad())
                trainer.Phi[parameter].narrow(0, position, 1).add_(shift);
            var loss = trainer.Accumulate(inner, outer, innerRate).Outer.ToDouble();
            using (no_grad())
                trainer.Phi[parameter].narrow(0, position, 1).sub_(shift);
            return loss;
        }
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
            using var network = new FosterNetwork(Tiny, 3, CPU, ScalarType.Float64);
            network.eval();
            var learner = new FosterLearner(FosterConfig.Paper, new TrainingConfig(), network);
            using var trainer = new MaskTrainer(CimMask.Paper, learner, learner.FirstStage(), new Phase(0, 0, 3));
            trainer.Accumulate(Batch(4), Batch(4), innerRate);
            return cat(trainer.Phi.Select(parameter => parameter.grad!.clone()).ToArray());
        }
    }

    [TestMethod]
    public void AnImageWithoutEvidenceTakesNoPart()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        using var network = new FosterNetwork(Tiny, 3, CPU);
        network.eval();
        using (no_grad())
            network.Head.Weight.narrow(0, 0, 1).zero_();
        var learner = new FosterLearner(FosterConfig.Paper, new TrainingConfig(), network);
        using var trainer = new MaskTrainer(CimMask.Paper, learner, learner.FirstStage(), new Phase(0, 0, 3));
        var (images, _) = Batch(3, ScalarType.Float32);
        var losses = trainer.Accumulate((images, tensor(new long[] { 0, 1, 2 })), (images, tensor(new long[] { 0, 1, 2 })), 0.01);
        Assert.AreEqual(1, losses.FlatCount.ToInt64(), "class 0 has a head row of zeros");
        Assert.IsTrue(losses.Outer.isfinite().item<bool>());
        Assert.IsTrue(trainer.Phi.All(parameter => parameter.grad!.isfinite().all().item<bool>()));
    }

    [TestMethod]
    public void AllBranchesOrTheNewestLearn()
    {
        using var scope = NewDisposeScope();
        using var network = new FosterNetwork(Tiny, 2, CPU).Grow(3);
        var learner = new FosterLearner(FosterConfig.Paper, new TrainingConfig(), network);
        var stage = learner.BoostingStage(ones(3), () => { });
        using var all = new MaskTrainer(CimMask.Paper, learner, stage, new Phase(1, 2, 1));
        Assert.HasCount(network.Branches.Sum(branch => branch.Phi.Count), all.Phi);
        using var newest = new MaskTrainer(CimMask.Paper with { TrainedPhi = TrainedPhi.NewestBranch }, learner, stage, new Phase(1, 2, 1));
        Assert.HasCount(network.NewestBranch.Phi.Count, newest.Phi);
        Assert.IsTrue(network.Branches[0].Phi.All(parameter => !parameter.requires_grad));
    }

    [TestMethod]
    public void ManyStepsLeaveTheNumberOfLiveTensorsConstant()
    {
        random.manual_seed(1);
        using var network = new FosterNetwork(Tiny, 2, CPU).Grow(3);
        var learner = new FosterLearner(FosterConfig.Paper, new TrainingConfig(), network);
        using var classWeights = ones(3);
        var stage = learner.BoostingStage(classWeights, () => { });
        using var optimizer = optim.SGD(stage.Parameters, 0.01, momentum: 0.9);
        using var trainer = new MaskTrainer(CimMask.Paper, learner, stage, new Phase(1, 2, 1));
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
}
