using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Learners;

/// <summary>DER's growth and what moves in it.</summary>
[TestClass]
public sealed class DerLearnerTests
{
    private static readonly ResNetConfig Backbone = new() { StageBlocks = [1, 1], Width = 4, Stem = Stem.Cifar };

    [TestMethod]
    public void ABranchIsAddedInEveryPhaseAndTheOldOnesStay()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var learner = new DerConfig().CreateLearner(new LearnerSetup(Backbone, new TrainingConfig(), CPU));
        Train(learner, new Phase(0, 0, 3));
        var first = Values(learner.Deployed.Network.Branches[0]);
        var classifier = learner.Deployed.Network.Classifier.Weight.Values();
        Train(learner, new Phase(1, 3, 2));
        var network = learner.Deployed.Network;
        Assert.HasCount(2, network.Branches);
        CollectionAssert.AreEqual(first, Values(network.Branches[0]), "the old branch, its norm statistics included, is frozen");
        CollectionAssert.AreNotEqual(first, Values(network.Branches[1]), "the new one started as its copy and has learnt");
        CollectionAssert.AreEqual(new long[] { 3, network.Branches[1].FeatureCountOf() }, ((LinearHead)network.Head("auxiliary")).Weight.shape, "old classes together, and each new one");
        Train(learner, new Phase(2, 5, 1));
        Assert.HasCount(3, learner.Deployed.Network.Branches);
        CollectionAssert.AreEqual(new long[] { 6, 3 * Backbone.FeatureCount }, learner.Deployed.Network.Classifier.Weight.shape);
        Assert.HasCount(3 * Backbone.FeatureCount, classifier);
    }

    [TestMethod]
    public void AGrownClassifierKeepsItsBlock()
    {
        using var scope = NewDisposeScope();
        using var learner = new DerConfig().CreateLearner(new LearnerSetup(Backbone, new TrainingConfig(), CPU));
        Prepare(learner, new Phase(0, 0, 3));
        var old = learner.Deployed.Network.Classifier.Weight.Values();
        Prepare(learner, new Phase(1, 3, 2));
        CollectionAssert.AreEqual(old, learner.Deployed.Network.Classifier.Weight.narrow(0, 0, 3).narrow(1, 0, Backbone.FeatureCount).Values());
    }

    [TestMethod]
    public void NewRowsAreAlignedToOldOnes()
    {
        using var scope = NewDisposeScope();
        using var learner = new DerConfig().CreateLearner(new LearnerSetup(Backbone, new TrainingConfig(), CPU));
        Prepare(learner, new Phase(0, 0, 3));
        var stage = Prepare(learner, new Phase(1, 3, 2));
        stage.Finish();
        var norms = learner.Deployed.Network.Classifier.Weight.norm(1);
        Assert.AreEqual(norms.narrow(0, 0, 3).mean().ToDouble(), norms.narrow(0, 3, 2).mean().ToDouble(), 1e-5);
    }

    [TestMethod]
    public void TheBalancedStageMovesTheClassifierAlone()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var learner = new DerConfig { Correction = ClassifierCorrection.BalancedTraining }.CreateLearner(new LearnerSetup(Backbone, new TrainingConfig(), CPU));
        Train(learner, new Phase(0, 0, 3));
        var stages = learner.BeginPhase(StartOf(new Phase(1, 3, 2)));
        CollectionAssert.AreEqual(new[] { "expansion", "classifier" }, stages.Select(stage => stage.Name).ToArray());
        Train(stages[0]);
        var branches = learner.Deployed.Network.Branches.SelectMany(Values).ToArray();
        var classifier = learner.Deployed.Network.Classifier.Weight.Values();
        Train(stages[1]);
        CollectionAssert.AreEqual(branches, learner.Deployed.Network.Branches.SelectMany(Values).ToArray());
        CollectionAssert.AreNotEqual(classifier, learner.Deployed.Network.Classifier.Weight.Values());
    }

    private static PhaseStart StartOf(Phase phase) => new(phase, [.. Enumerable.Repeat(4, phase.SeenClassCount)], 4, Seed: 1);

    private static LearnerStage Prepare(Learner learner, Phase phase)
    {
        var stage = learner.BeginPhase(StartOf(phase))[0];
        stage.Prepare();
        return stage;
    }

    private static void Train(Learner learner, Phase phase)
    {
        foreach (var stage in learner.BeginPhase(StartOf(phase)))
            Train(stage);
    }

    /// <summary>Three steps on noise.</summary>
    private static void Train(LearnerStage stage)
    {
        stage.Prepare();
        using (var model = stage.Begin())
        {
            using var optimizer = optim.SGD(model.Parameters, 0.1);
            if (model.Norms == NormStatistics.Updated)
                model.Network.train();
            else
                model.Network.eval();
            for (var i = 0; i < 3; i++)
            {
                optimizer.zero_grad();
                var classes = model.Network.Classifier.ClassCount;
                model.Loss(randn(2 * classes, 3, 12, 12), arange(2 * classes) % classes, FastWeights.None).Total.backward();
                optimizer.step();
            }
        }
        stage.Finish();
    }

    private static double[] Values(Backbone branch) => [.. branch.state_dict().Values.SelectMany(tensor => tensor.Values())];
}

file static class BackboneSize
{
    public static long FeatureCountOf(this Backbone branch)
    {
        using var scope = NewDisposeScope();
        return branch.Maps(zeros(1, 3, 12, 12), ForwardPass.Relu).shape[1];
    }
}
