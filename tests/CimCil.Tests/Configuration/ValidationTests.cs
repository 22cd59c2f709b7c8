using CimCil.Configuration;
using CimCil.Experiments;
using CimCil.Foundation;

namespace CimCil.Tests.Configuration;

/// <summary>What breaks a rule is reported with its path, value, rule and fix.</summary>
[TestClass]
public sealed class ValidationTests
{
    [TestMethod]
    [DataRow("mask.threshold=1.5", "mask.threshold is 1.5: it must be from 0 to 1. Choose a number from 0 to 1; the default is 0.6.")]
    [DataRow("training.firstPhase.epochs=0", "training.firstPhase.epochs is 0: it must be from 1 to 100000. Choose a whole number from 1 to 100000 (epochs); the default is 200.")]
    [DataRow("memory.budget=40 KiB", "memory.budget is 40 KiB: a file of that size must hold the store's tables and 1 KiB for each class when all classes are seen. For 10 classes use 42 KiB or more; what images need comes on top.")]
    [DataRow("memory.foregroundCodec=original", "memory.foregroundCodec is original: the original file holds the whole image, so it is kept for exemplars without a box alone. Set mask.kind=full-images, or use webp-lossless, png, jpeg:95 or webp:90.")]
    [DataRow("memory.backgroundCodec=original", "memory.backgroundCodec is original: a background is an image made by downsampling, so it has no original file. Use webp-lossless, png, jpeg:75 or webp:75.")]
    [DataRow("memory.budget=0", "memory.budget is 0: the memory must hold something. Give a total above 0 such as 2000, a share of each class such as 20/class, or a file size such as 64 MiB.")]
    [DataRow("memory.budget=9", "memory.budget is 9: every class must have room for at least one uncompressed exemplar when all classes are seen. For 10 classes use memory.budget=10 or more, or 1/class or more.")]
    [DataRow("memory.budget=0.5/class", "memory.budget is 0.5/class: every class must have room for at least one uncompressed exemplar when all classes are seen. For 10 classes use memory.budget=10 or more, or 1/class or more.")]
    [DataRow("phases.firstPhase=20", "phases.firstPhase is 20: phase 0 cannot have more classes than there are. Use at most 10, or raise classes to 20.")]
    [DataRow("phases.classesPerPhase=0", "phases.classesPerPhase is 0: it must be above 0. Choose a whole number above 0 (classes).")]
    [DataRow("phases.classes=9", "phases.classes is 9: the phases must cover the classes of the dataset. The dataset has 10 classes: use phases.classes=10.")]
    [DataRow("mask.refreshInterval=11", "mask.refreshInterval is 11: boxes must be renewed at least once while a phase is trained: after its first epoch and before its last one. The shortest phase trains for 12 epochs: use mask.refreshInterval=10 or less.")]
    [DataRow("mask.refreshInterval=16", "mask.refreshInterval is 16: boxes must be renewed at least once while a phase is trained: after its first epoch and before its last one. The shortest phase trains for 12 epochs: use mask.refreshInterval=10 or less.")]
    [DataRow("data.testResize=60", "data.testResize is 60: the centre crop must fit into the resized test image. Use 64 or more, or make imageSide at most 60.")]
    [DataRow("network.stageBlocks=1,1,1,1,1,1", "network.stageBlocks is 1,1,1,1,1,1: the network must leave the learner a feature map of at least 2 x 2. 6 stages shrink an image of 64 pixels 64 times: use fewer stages, another stem, or images of at least 128 pixels.")]
    [DataRow("network.stageBlocks=1,0", "network.stageBlocks is 1,0: it must be from 1 to 64. Choose a list such as a,b,c that is not empty, each a whole number from 1 to 64 (blocks); the default is 2,2,2,2.")]
    [DataRow("network.stageBlocks=", "network.stageBlocks is empty: it must not be empty. Choose a list such as a,b,c that is not empty, each a whole number from 1 to 64 (blocks); the default is 2,2,2,2.")]
    public void OneBrokenRuleIsOneClearMessage(string assignment, string message)
    {
        var problems = new Shapes().WithOverrides([assignment]).Validate();
        Assert.AreEqual(message, string.Join("\n", problems));
    }

    [TestMethod]
    [DataRow("4,3", "training.firstPhase.milestones is 3 after 4: milestones rise, and the last one comes before the stage ends. Name each epoch once, the smallest first.")]
    [DataRow("3,3", "training.firstPhase.milestones is 3 after 3: milestones rise, and the last one comes before the stage ends. Name each epoch once, the smallest first.")]
    [DataRow("3,20", "training.firstPhase.milestones is 20 of 20 epochs: milestones rise, and the last one comes before the stage ends. Name epochs below 20, or train longer.")]
    [DataRow("3,19", "")]
    public void MilestonesAreEpochsOfTheirStage(string milestones, string message)
    {
        var experiment = new Shapes().WithOverrides(["training.firstPhase.epochs=20", "training.firstPhase.schedule=milestones", $"training.firstPhase.milestones={milestones}"]);
        Assert.AreEqual(message, string.Join("\n", experiment.Validate()));
    }

    [TestMethod]
    public void OneEpochIsOne() => Assert.Contains(
        "The shortest phase trains for 1 epoch: use mask.refreshInterval=1 or less.",
        string.Join("\n", new Shapes().WithOverrides(["training.laterPhases.epochs=1", "training.laterPhases.schedule=constant"]).Validate()));

    [TestMethod]
    public void CandidatesForAThresholdRise()
    {
        Assert.AreEqual(
            "mask.thresholds is 0.3 after 0.5: candidates rise. Name each candidate once, the smallest first.",
            string.Join("\n", new Shapes().WithOverrides(["mask.kind=phase-wise-threshold", "mask.thresholds=0.5,0.3"]).Validate()));
    }

    [TestMethod]
    public void AllProblemsAreReportedTogether()
    {
        var experiment = new Shapes().WithOverrides(["mask.threshold=2", "training.momentum=1", "evaluation.topK=0", "memory.budget=0"]);
        CollectionAssert.AreEqual(
            new[] { "mask.threshold", "memory.budget", "training.momentum", "evaluation.topK" },
            experiment.Validate().Select(problem => problem.Path).ToArray());
        var failure = Assert.ThrowsExactly<ConfigurationException>(experiment.ThrowIfInvalid);
        StringAssert.StartsWith(failure.Message, "shapes breaks 4 rules:\n  mask.threshold is 2: ");
    }

    [TestMethod]
    public void NumbersThatAreNotFiniteAreReported()
    {
        var experiment = new Shapes { Mask = new CimMask { Threshold = double.NaN, LearningRate = double.PositiveInfinity, RefreshInterval = 5 }, Memory = new() { Budget = Budget.Images(double.NaN) } };
        CollectionAssert.AreEqual(
            new[] { "mask.threshold", "mask.learningRate", "memory.budget" },
            experiment.Validate().Select(problem => problem.Path).ToArray());
    }

    [TestMethod]
    public void WhatIsMissingIsReported()
    {
        var experiment = new Shapes { Data = null!, Network = new ResNetConfig { StageBlocks = null! } };
        Assert.AreEqual("network.stageBlocks: it must be given, data: it must be given", string.Join(", ", experiment.Validate().OrderByDescending(problem => problem.Path).Select(problem => $"{problem.Path}: {problem.Rule}")));
    }

    [TestMethod]
    public void AValueOutsideItsEnumIsReported()
    {
        var experiment = new Shapes { Memory = new() { Budget = Budget.Images(60), Fill = (Fill)7 } };
        Assert.AreEqual("memory.fill is 7: it must be one of skipAndContinue, stopAtFirst, knapsack. Choose one of skipAndContinue, stopAtFirst, knapsack; the default is skipAndContinue.", string.Join("\n", experiment.Validate()));
    }

    [TestMethod]
    public void ClassListMustBeNamed()
    {
        var data = new ImageNetDataset { Classes = ImageNetClasses.FromFile };
        Assert.AreEqual("classListFile", data.Validate().Single().Path);
        Assert.IsEmpty((data with { ClassListFile = "classes.txt" }).Validate());
    }
}
