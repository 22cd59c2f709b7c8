using CimCil.Runs;
using CimCil.Tests;
using CimCil.Tests.Runs;
using Flags;

namespace CimCil.Outside.Tests;

/// <summary>The user's learner is resumed in every stage, although it says nothing about resumption.</summary>
[TestClass]
public sealed class StagesTests
{
    private static readonly Configuration.Experiment Short = new FlagsExperiment().WithOverrides(
    [
        "data.trainImagesPerFlag=8", "data.testImagesPerFlag=3", "training.batchSize=4", "training.firstPhase.epochs=3", "training.laterPhases.epochs=3",
        "learner.expert.epochs=3", "learner.tuning.epochs=2", "mask.batchSize=2", "mask.refreshInterval=1",
    ]);

    [TestMethod]
    public void ARunThatIsStoppedInEveryStageEndsAsOneThatWasNot()
    {
        using var folder = new TempFolder();
        ExperimentRunner.Run(Short, Options(folder["whole"]), new Silence());
        var stops = StoppedRun.Complete(Short, Options(folder["stopped"]));
        string[] stages = ["0 first", "1 expert", "1 apprentice", "1 tuning", "2 expert", "2 apprentice", "2 tuning"];
        CollectionAssert.AreEqual(stages, stops.ToArray());
        RunAssert.AreEqual(folder["whole"], folder["stopped"]);
    }

    private static RunOptions Options(string path) => new() { OutputFolder = path, Device = "cpu", WorkerCount = 1 };

    private sealed class Silence : RunProgress;
}
