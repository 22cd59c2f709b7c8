using CimCil.Configuration;
using CimCil.Data;
using CimCil.Experiments;
using CimCil.Foundation;
using CimCil.Runs;

namespace CimCil.Tests.Evaluation;

/// <summary>A class whose test images show only when they are decoded that they cannot be is no class that accuracy may be silent about.</summary>
[TestClass]
public sealed class UnreadableTestImagesTests
{
    [TestMethod]
    public void AClassWithoutATestImageThatDecodesEndsTheRun()
    {
        using var folder = new TempFolder();
        var failure = Assert.ThrowsExactly<DataException>(() => Run(folder, goodCount: 0));
        StringAssert.Contains(failure.Message, "No test image of class second can be decoded");
        Assert.AreEqual(1, Run(folder, goodCount: 1).CorruptImageCount, "one that decodes is enough");
    }

    private static RunResult Run(TempFolder folder, int goodCount)
    {
        var experiment = (new Shapes { Data = new HalfReadableDataset { GoodCount = goodCount, OnCorruptImage = CorruptImagePolicy.Skip } }).WithOverrides(
        [
            "data.imageSide=32", "data.testResize=32", "phases.classes=2", "phases.firstPhase=2", "phases.classesPerPhase=1", "memory.budget=4", "network.width=4", "network.stageBlocks=1,1",
            "mask.kind=full-images", "learner.kind=finetune", "training.batchSize=4", "training.firstPhase.epochs=1",
        ]);
        return ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = folder[$"run-{goodCount}"], Device = "cpu", WorkerCount = 1 }, new Silence());
    }

    private sealed class Silence : RunProgress;
}

/// <summary>Two classes of gray images; of the test images of the second one some fail only when they are decoded.</summary>
[ConfigSection("half-readable-for-tests")]
public sealed partial record HalfReadableDataset : DatasetConfig
{
    /// <summary>Test images of the second class that can be decoded.</summary>
    [NotNegative]
    public int GoodCount { get; init; }

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => new(
        "half readable", ["first", "second"],
        [.. Enumerable.Range(0, 4).Select(i => new Gray($"train/{i}", i % 2, 40 * i))],
        [new Gray("test/0", 0, 20), new Gray("test/bad", 1, null), .. Enumerable.Range(0, GoodCount).Select(i => new Gray($"test/{i + 1}", 1, 200))]);

    private sealed class Gray(string name, int datasetClass, int? shade) : DatasetImage
    {
        public override string Name => name;

        public override int Class => datasetClass;

        public override void LoadInto(RgbImage image)
        {
            if (shade is not { } value)
                throw new DataException($"{name} is damaged.");
            image.Reshape(32, 32);
            image.Pixels.Fill((byte)value);
        }
    }
}
