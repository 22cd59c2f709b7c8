using CimCil.Experiments;
using CimCil.Planning;
using CimCil.PyBridge;
using CimCil.Runs;
using CimCil.Tests.Runs;

namespace CimCil.Tests.Planning;

/// <summary>A run that will take more than an hour is known before it begins, at no cost to a short one or to the numbers of either.</summary>
[TestClass]
public sealed class LongRunTests
{
    private static readonly string[] Tiny =
    [
        "data.side=32", "data.imageSide=32", "data.testResize=32", "data.classCount=3", "data.trainImagesPerClass=6", "data.testImagesPerClass=3",
        "phases.classes=3", "phases.firstPhase=2", "phases.classesPerPhase=1", "memory.budget=6", "network.width=4", "network.stageBlocks=1,1",
        "training.batchSize=4", "training.firstPhase.epochs=2", "training.laterPhases.epochs=2", "learner.compression.epochs=1",
        "mask.refreshInterval=1", "mask.batchSize=2", "mask.iterationsPerNewClass=1",
    ];

    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void Remove() => _folder.Dispose();

    [TestMethod]
    public void AShortRunIsNotMeasured()
    {
        // A device that is not there is found when something is measured.
        Assert.IsNull(LongRun.Estimate(new Shapes().WithOverrides(Tiny), "cuda:99", 1, () => Assert.Fail("nothing is measured"), CancellationToken.None));
    }

    [TestMethod]
    public void OnlyARunOfMoreThanAnHourIsLong()
    {
        var experiment = new Shapes().WithOverrides(Tiny);
        var isSaid = false;
        var estimate = LongRun.Estimate(experiment.WithOverrides(["training.firstPhase.epochs=100000", "training.laterPhases.epochs=100000", "training.batchSize=1"]), "cpu", 1, () => isSaid = true, CancellationToken.None);
        Assert.IsTrue(isSaid, "measuring lasts, and is said before");
        Assert.IsNotNull(estimate);
        Assert.IsGreaterThan(LongRun.Long, estimate.Time);
        // Many pixels, so that it is measured, in two epochs of large images.
        var measured = experiment.WithOverrides(["data.testResize=256", "data.imageSide=256", "data.trainImagesPerClass=60", "network.width=16"]);
        Assert.IsGreaterThan(1e8, LongRun.PixelsAtMost(measured, 180));
        Assert.IsNull(LongRun.Estimate(measured, "cpu", 1, () => { }, CancellationToken.None));
    }

    [TestMethod]
    public void MissingWeightsAreSaidBeforeAnythingIsMeasured()
    {
        var experiment = new Shapes().WithOverrides([.. Tiny, "network.pretrained.file=nowhere.pth"]);
        var failure = Assert.ThrowsExactly<CheckpointException>(() => RunEstimate.Of(experiment, "cpu", 1, () => Assert.Fail("nothing is measured"), CancellationToken.None));
        StringAssert.Contains(failure.Message, "nowhere.pth");
    }

    [TestMethod]
    public void WhatIsMeasuredChangesNoNumber()
    {
        var experiment = new Shapes().WithOverrides(Tiny);
        ExperimentRunner.Run(experiment, Options(_folder["alone"]), new Silence());
        RunEstimate.Of(experiment, experiment.Data.Open(), "cpu", 1, EstimateEffort.Brief, () => { }, CancellationToken.None);
        ExperimentRunner.Run(experiment, Options(_folder["measured"]), new Silence());
        RunAssert.AreEqual(_folder["alone"], _folder["measured"]);
    }

    private static RunOptions Options(string folder) => new() { OutputFolder = folder, Device = "cpu", WorkerCount = 1, TensorBoard = TensorBoardEvents.Off };

    private sealed class Silence : RunProgress;
}
