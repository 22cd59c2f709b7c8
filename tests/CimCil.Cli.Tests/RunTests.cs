using System.Text.Json;

namespace CimCil.Cli.Tests;

/// <summary>A complete run, as small as it can be.</summary>
[TestClass]
public sealed class RunTests
{
    /// <summary>A run with CIM over two phases, in seconds.</summary>
    internal static readonly string[] Tiny = [.. Small, "mask.iterationsPerNewClass=0.5", "mask.batchSize=4"];

    /// <summary>The same without a mask model to train, in half the time: for what does not depend on the masks.</summary>
    internal static readonly string[] TinyOfClassActivation = [.. Small, "mask.kind=class-activation"];

    private static string[] Small =>
    [
        "training.firstPhase.epochs=2", "training.laterPhases.epochs=2", "learner.compression.epochs=1", "mask.refreshInterval=1",
        "data.trainImagesPerClass=6", "data.testImagesPerClass=3", "training.batchSize=8", "memory.budget=20",
        "phases.firstPhase=6", "phases.classesPerPhase=4", "data.side=32", "data.imageSide=32", "data.testResize=32", "network.width=4", "network.stageBlocks=1,1",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-run-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void ATinyRunLeavesAFolderThatExplainsItself()
    {
        var run = Invocation.Of(_folder, ["run", "shapes", "--seed", "3", "--device", "cpu", "--workers", "1", .. Tiny.SelectMany(setting => new[] { "--set", setting })]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Error);
        foreach (var part in new[] { "Phase 0", "Phase 1", "boosted top-1", "Average incremental accuracy", "Exemplars per class", "Budget use" })
            StringAssert.Contains(run.Output, part);
        Assert.DoesNotContain('\u001b', run.Output, "a pipe gets plain lines");

        var folder = Directory.GetDirectories(Path.Combine(_folder, "runs")).Single();
        StringAssert.StartsWith(Path.GetFileName(folder), "shapes-3-");
        foreach (var file in new[] { "config.json", "manifest.json", "metrics.jsonl", "results.json", "memory.db", "weights/phase-1-boosted.safetensors", "weights/phase-1-compressed.safetensors" })
            Assert.IsTrue(File.Exists(Path.Combine(folder, file)), file);
        CheckResults(JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "results.json"))).RootElement);
        StringAssert.Contains(File.ReadAllText(Path.Combine(folder, "manifest.json")), "\"finished\"");

        var again = Invocation.Of(_folder, ["run", "shapes", "--seed", "3", .. Tiny.SelectMany(setting => new[] { "--set", setting })]);
        Assert.AreEqual(2, again.ExitCode);
        StringAssert.Contains(again.Error, "never overwrites");
    }

    [TestMethod]
    public void AQuickRunSaysAndRecordsWhatItChanges()
    {
        string[] settings = [.. Tiny, "training.firstPhase.epochs=20", "training.laterPhases.epochs=8"];
        var run = Invocation.Of(_folder, ["run", "shapes", "--quick", "--device", "cpu", "--workers", "1", "--out", "quick", .. settings.SelectMany(setting => new[] { "--set", setting })]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Output, "A quick look, with fewer epochs: training.firstPhase.epochs: 20 -> 5, training.laterPhases.epochs: 8 -> 2");
        var training = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "quick", "config.json"))).RootElement.GetProperty("training");
        Assert.AreEqual((5, 2), (training.GetProperty("firstPhase").GetProperty("epochs").GetInt32(), training.GetProperty("laterPhases").GetProperty("epochs").GetInt32()));
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "quick", "manifest.json")), "--quick");
        Assert.AreEqual(0, Invocation.Of(_folder, "report", "quick").ExitCode);
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "quick", "report.html")), "A quick look in few epochs, not a result");
    }

    /// <summary>A checkpoint is promised where there is one.</summary>
    [TestMethod]
    [DataRow("training.firstPhase", "no checkpoint was written before it.")]
    [DataRow("training.laterPhases", "keeps the last good checkpoint.")]
    public void AStepThatIsNotFiniteSaysWhatIsKept(string stage, string words)
    {
        var run = Invocation.Of(_folder, ["run", "shapes", "--device", "cpu", "--workers", "1", "--out", "r", .. TinyOfClassActivation.Append($"{stage}.learningRate=1e30").SelectMany(setting => new[] { "--set", setting })]);
        Assert.AreEqual(1, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "is not finite");
        StringAssert.Contains(run.Error, words);
        Assert.AreEqual(words.StartsWith("keeps", StringComparison.Ordinal), Directory.Exists(Path.Combine(_folder, "r", "checkpoints")));
    }

    /// <summary>It is told before anything is trained, and the run goes on without a question.</summary>
    [TestMethod]
    public void ARunOfMoreThanAnHourSaysSoBeforeItStarts()
    {
        string[] settings = [.. Tiny, "training.firstPhase.epochs=100000", "training.laterPhases.epochs=100000", "training.batchSize=1"];
        using var process = Invocation.Start(_folder, ["run", "shapes", "--device", "cpu", "--workers", "1", "--out", "long", .. settings.SelectMany(setting => new[] { "--set", setting })]);
        try
        {
            StringAssert.StartsWith(process.StandardOutput.ReadLine() ?? process.StandardError.ReadToEnd(), "Measuring a step of each stage");
            var first = process.StandardOutput.ReadLine();
            StringAssert.StartsWith(first, "This will take about ");
            foreach (var part in new[] { " h ", "'cimcil plan shapes'", "'cimcil run shapes --quick'" })
                StringAssert.Contains(first, part);
            StringAssert.StartsWith(process.StandardOutput.ReadLine(), "shapes, seed 1");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    private static void CheckResults(JsonElement results)
    {
        Assert.AreEqual("shapes", results.GetProperty("experiment").GetString());
        Assert.AreEqual(3, results.GetProperty("seed").GetInt32());
        Assert.AreEqual(64, results.GetProperty("fingerprint").GetString()!.Length);
        var phases = results.GetProperty("phases");
        Assert.AreEqual(2, phases.GetArrayLength());
        foreach (var phase in phases.EnumerateArray())
        {
            foreach (var network in new[] { "boosted", "compressed" })
            {
                foreach (var figure in new[] { "top1", "top5", "new" })
                    Assert.IsInRange(0.0, 100.0, phase.GetProperty(network).GetProperty(figure).GetDouble());
            }
            var exemplars = phase.GetProperty("exemplars");
            Assert.IsGreaterThan(0, exemplars.GetProperty("count").GetInt32());
            Assert.IsLessThanOrEqualTo(exemplars.GetProperty("budget").GetDouble() + 1e-9, exemplars.GetProperty("imageEquivalents").GetDouble());
            Assert.IsInRange(0.0, 1.0, exemplars.GetProperty("meanBoxShare").GetDouble());
            Assert.IsGreaterThan(0, exemplars.GetProperty("bytes").GetInt64());
        }
        Assert.AreEqual(10, phases[1].GetProperty("classesSeen").GetInt32());
        Assert.IsInRange(0.0, 100.0, phases[1].GetProperty("boosted").GetProperty("old").GetDouble());
        foreach (var figure in new[] { "average", "last", "forgetting" })
        {
            foreach (var network in new[] { "boosted", "compressed" })
                Assert.AreEqual(JsonValueKind.Number, results.GetProperty(figure).GetProperty(network).ValueKind);
        }
        var average = phases.EnumerateArray().Average(phase => phase.GetProperty("boosted").GetProperty("top1").GetDouble());
        Assert.AreEqual(average, results.GetProperty("average").GetProperty("boosted").GetDouble(), 1e-9);
        Assert.AreEqual(2, results.GetProperty("accuracyMatrix")[1].GetArrayLength());
    }
}
