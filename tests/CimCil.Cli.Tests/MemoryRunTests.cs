using System.Text.Json;

namespace CimCil.Cli.Tests;

/// <summary>A small run under a budget of bytes with lossy halves, and what its memory can be asked afterwards.</summary>
[TestClass]
public sealed class MemoryRunTests
{
    private static readonly string[] Settings =
    [
        "training.firstPhase.epochs=1", "training.laterPhases.epochs=1", "learner.compression.epochs=1", "mask.refreshInterval=1", "mask.iterationsPerNewClass=0.5",
        "network.width=4", "network.stageBlocks=1,1", "data.trainImagesPerClass=12", "data.testImagesPerClass=3", "training.batchSize=8", "mask.batchSize=4",
        "phases.firstPhase=6", "phases.classesPerPhase=4", "memory.budget=96 KiB", "memory.foregroundCodec=jpeg:95", "memory.backgroundCodec=jpeg:75",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-run-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void TheMemoryOfARunIsFullSoundAndShown()
    {
        var output = Run(["run", "shapes", "--device", "cpu", "--workers", "1", "--out", "run", .. Settings.SelectMany(setting => new[] { "--set", setting })]);
        StringAssert.Contains(output, "of 96.0 KiB");
        var results = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "run", "results.json"))).RootElement;
        foreach (var phase in results.GetProperty("phases").EnumerateArray())
        {
            var exemplars = phase.GetProperty("exemplars");
            Assert.AreEqual("bytes", exemplars.GetProperty("budgetUnit").GetString());
            Assert.AreEqual(96 * 1024.0, exemplars.GetProperty("budget").GetDouble());
            Assert.IsInRange(0.97 * 96 * 1024, 96.0 * 1024, exemplars.GetProperty("fileBytes").GetDouble());
        }

        StringAssert.Contains(Run("memory", "show", "run/memory.db"), "jpeg:95 + jpeg:75");
        StringAssert.Contains(Run("memory", "verify", "run/memory.db"), "is sound");
        StringAssert.Contains(Run("memory", "gallery", "run/memory.db", "--out", "page.html", "--per-class", "1"), "Wrote 10 exemplars");
        var page = File.ReadAllText(Path.Combine(_folder, "page.html"));
        Assert.DoesNotContain("not there", page, "the run folder still makes every original and every heatmap");
        Assert.HasCount(1 + 20, page.Split("<image "), "image and heatmap of ten exemplars");
        Assert.HasCount(1 + 10, page.Split("<img "), "and what is kept of them");
    }

    private string Run(params string[] arguments)
    {
        var invocation = Invocation.Of(_folder, arguments);
        Assert.AreEqual(0, invocation.ExitCode, invocation.Error + invocation.Output);
        return invocation.Output;
    }
}
