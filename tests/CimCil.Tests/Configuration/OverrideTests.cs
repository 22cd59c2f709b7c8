using CimCil.Configuration;
using CimCil.Experiments;
using CimCil.Foundation;

namespace CimCil.Tests.Configuration;

/// <summary>Settings are changed by dotted paths, as typed after <c>--set</c>.</summary>
[TestClass]
public sealed class OverrideTests
{
    [TestMethod]
    public void EveryTypeIsRead()
    {
        var experiment = new Shapes().WithOverrides([
            "mask.threshold=0.25", "memory.budget=20/class", "training.firstPhase.epochs=3", "data.onCorruptImage=skip",
            "network.stageBlocks=1, 2,1", "mask.secondOrder=rational-detached", "Mask.InnerStep=WITHOUTSHORTCUTS", "phases.classOrderSeed=4294967295", "seed=7",
        ]);
        Assert.AreEqual(0.25, ((CimMask)experiment.Mask).Threshold);
        Assert.AreEqual(Budget.ImagesPerClass(20), experiment.Memory.Budget);
        Assert.AreEqual(3, experiment.Training.FirstPhase.Epochs);
        Assert.AreEqual(12, experiment.Training.LaterPhases.Epochs);
        Assert.AreEqual(CorruptImagePolicy.Skip, experiment.Data.OnCorruptImage);
        Assert.AreEqual(new ResNetConfig { StageBlocks = [1, 2, 1], Width = 16, Stem = Stem.Strided }, experiment.Network);
        Assert.AreEqual(SecondOrder.RationalDetached, ((CimMask)experiment.Mask).SecondOrder);
        Assert.AreEqual(InnerStep.WithoutShortcuts, ((CimMask)experiment.Mask).InnerStep);
        Assert.AreEqual(uint.MaxValue, experiment.Phases.ClassOrderSeed);
        Assert.AreEqual(7, experiment.Seed);
        Assert.AreEqual(new Shapes(), new Shapes());
    }

    /// <summary>Chosen after it, a kind takes the setting away: what was typed would be lost.</summary>
    [TestMethod]
    public void ASettingOfTheKindBeforeIsNotLostInSilence()
    {
        var mistake = Assert.ThrowsExactly<ConfigurationException>(() => new Shapes().WithOverrides(["mask.calibration=always", "mask.kind=centre-box"]));
        Assert.StartsWith("There is no setting mask.calibration where mask.kind is centre-box: it belongs to cim", mistake.Message);
        Assert.AreEqual("joint-training", new Shapes().WithOverrides(["mask.threshold=0.3", "mask.kind=joint-training"]).Mask.GetSchema().Kind);
    }

    [TestMethod]
    public void MinusZeroIsZero() =>
        Assert.AreEqual(new Shapes().With("training.momentum", "0").Fingerprint(), new Shapes().With("training.momentum", "-0").Fingerprint());

    [TestMethod]
    [DataRow("mask.treshold=0.5", "There is no setting mask.treshold. Did you mean mask.threshold? Run 'cimcil describe' with the experiment's name to see all settings.")]
    [DataRow("threshold=0.5", "There is no setting threshold. Did you mean mask.threshold? Run 'cimcil describe' with the experiment's name to see all settings.")]
    [DataRow("mask.threshold=half", "mask.threshold cannot be 'half'. It is a number from 0 to 1.")]
    [DataRow("mask.threshold=NaN", "mask.threshold cannot be 'NaN'. It is a number from 0 to 1.")]
    [DataRow("training.firstPhase.epochs=2.5", "training.firstPhase.epochs cannot be '2.5'. It is a whole number from 1 to 100000 (epochs).")]
    [DataRow("memory.budget=lots", "memory.budget cannot be 'lots'. It is a total such as 2000, a share of each class such as 20/class, or a file size such as 64 MiB.")]
    [DataRow("data.onCorruptImage=ignore", "data.onCorruptImage cannot be 'ignore'. It is one of stop, skip.")]
    [DataRow("training.firstPhase=3", "training.firstPhase is a section, not a setting. Set one of training.firstPhase.epochs, training.firstPhase.optimizer, training.firstPhase.learningRate, training.firstPhase.schedule, training.firstPhase.milestones, training.firstPhase.milestoneFactor, training.firstPhase.weightDecay.")]
    [DataRow("mask.kind=none", "mask.kind cannot be 'none'. It is one of artifact-augmentation, centre-box, cim, cim-last-stage, class-activation, foreground-compressed, full-compression, full-images, joint-training, oracle-box, phase-wise-threshold, random-box.")]
    [DataRow("seed", "'seed' sets nothing: an override has the form path=value. For example: --set seed=2")]
    [DataRow("learner.correction=1", "There is no setting learner.correction where learner.kind is foster: it belongs to der. Choose one of these with learner.kind=der first, or leave the setting out. Run 'cimcil describe' with the experiment's name to see all settings.")]
    [DataRow("mask.Thresholds=1", "There is no setting mask.Thresholds where mask.kind is cim: it belongs to phase-wise-threshold. Choose one of these with mask.kind=phase-wise-threshold first, or leave the setting out. Run 'cimcil describe' with the experiment's name to see all settings.")]
    [DataRow("data.root=x", "There is no setting data.root where data.kind is shapes: it belongs to cifar, food-101, idx, image-folder, imagenet. Choose one of these with data.kind=cifar first, or leave the setting out. Run 'cimcil describe' with the experiment's name to see all settings.")]
    [DataRow("qqqqqqqqqqq=1", "There is no setting qqqqqqqqqqq. Nothing has a similar name. Run 'cimcil describe' with the experiment's name to see all settings.")]
    public void AMistakeNamesTheWayOut(string assignment, string message)
    {
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => new Shapes().WithOverrides([assignment]));
        Assert.AreEqual(message, failure.Message);
    }

    [TestMethod]
    public void AllMistakesAreReportedTogetherAndTheRulesThatTheRestBreaks()
    {
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => new Shapes().WithOverrides(["mask.treshold=1", "phases.firstPhase=two", "learner.kind=replay", "learner.compression.epochs=1", "mask.threshold=7", "seed"]));
        StringAssert.StartsWith(failure.Message, "shapes has 5 problems:\n");
        string[] problems = ["no setting mask.treshold.", "phases.firstPhase cannot be 'two'.", "no setting learner.compression.epochs where learner.kind is replay: it belongs to foster.", "'seed' sets nothing", "mask.threshold is 7"];
        foreach (var (problem, line) in problems.Zip(failure.Message.Split('\n').Skip(1)))
            Assert.Contains(problem, line);
    }

    [TestMethod]
    public void AnotherKindKeepsWhatBothKindsShare()
    {
        var experiment = new Shapes().With("mask.kind", "class-activation");
        Assert.AreEqual(new ClassActivationMask { CompressionRatio = 9, Threshold = 0.5, RefreshInterval = 5 }, experiment.Mask);
        Assert.AreEqual(new FullImages(), experiment.With("mask.kind", "full-images").Mask);
    }

    [TestMethod]
    public void TheCatalogueNamesTheExperiments()
    {
        var names = ExperimentCatalogue.All.Select(entry => entry.Name).ToArray();
        CollectionAssert.AreEqual(names.OrderBy(name => name, StringComparer.Ordinal).ToArray(), names);
        Assert.AreEqual(new Shapes(), ExperimentRegistry.Create("shapes"));
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => ExperimentRegistry.Create("shape"));
        StringAssert.StartsWith(failure.Message, "There is no experiment shape. Did you mean shapes?");
    }
}
