using System.Text.Json;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Evaluation;
using CimCil.Exemplars;
using CimCil.Experiments;
using CimCil.Foundation;
using CimCil.Observers;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil.Tests.Runs;

[TestClass]
public sealed class RunFolderTests
{
    private static readonly Experiment Experiment = new Shapes { Seed = 7 };
    private static readonly EpochMetrics Epoch = new(0, "first", 0, 2, 40, TimeSpan.FromSeconds(2), [new("loss", 1.5), new("mask.inner", double.NaN)]);

    private static readonly DatasetFingerprint Images = new(["disk", "ring"], new ImageListFingerprint(4, 100, "0123"), new ImageListFingerprint(2, 50, "4567"));

    private readonly string _root = Directory.CreateTempSubdirectory("cimcil-run-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [TestMethod]
    public void TheDefaultPathNamesExperimentSeedAndFingerprint() =>
        Assert.AreEqual(Path.Combine("runs", $"shapes-7-{Experiment.Fingerprint()[..8]}"), RunFolder.DefaultPath(Experiment));

    [TestMethod]
    [DataRow("../../evil")]
    [DataRow("a/b")]
    [DataRow("a\\b")]
    [DataRow("/tmp/evil")]
    [DataRow("..")]
    [DataRow("")]
    [DataRow("con")]
    public void NoNameBecomesAPathOutsideOfTheRuns(string name)
    {
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => RunFolder.DefaultPath(new HandMade(name)));
        StringAssert.StartsWith(failure.Message, $"The experiment's name '{name}' cannot name its run folder: ");
        StringAssert.EndsWith(failure.Message, "or choose a place with --out DIR.");
    }

    [TestMethod]
    public void ConfigurationAndManifestExplainTheRun()
    {
        using var run = Create();
        Assert.AreEqual(Experiment.ToJson(), File.ReadAllText(In("config.json")));
        var manifest = Json("manifest.json");
        Assert.AreEqual("shapes", manifest.GetProperty("experiment").GetString());
        Assert.AreEqual(7, manifest.GetProperty("seed").GetInt32());
        Assert.AreEqual(Experiment.Fingerprint(), manifest.GetProperty("fingerprint").GetString());
        Assert.AreEqual("running", manifest.GetProperty("status").GetString());
        Assert.AreEqual("2030-01-01T00:00:00.000Z", manifest.GetProperty("started").GetString());
        Assert.AreEqual("--seed", manifest.GetProperty("commandLine")[1].GetString());
        foreach (var version in new[] { "cimcil", "dotnet", "torchSharp", "libtorch" })
            Assert.IsFalse(string.IsNullOrEmpty(manifest.GetProperty("versions").GetProperty(version).GetString()), version);
        Assert.AreEqual("ring", manifest.GetProperty("dataset").GetProperty("classes")[1].GetString());
        Assert.AreEqual("4567", manifest.GetProperty("dataset").GetProperty("test").GetProperty("hash").GetString());
        var machine = manifest.GetProperty("machine");
        Assert.AreEqual("cpu", machine.GetProperty("device").GetString());
        Assert.AreEqual(Environment.ProcessorCount, machine.GetProperty("cores").GetInt32());
        Assert.IsGreaterThan(0, machine.GetProperty("memoryBytes").GetInt64());
    }

    [TestMethod]
    public void EveryEpochAndPhaseIsALineOfJson()
    {
        using var run = Create();
        run.Record(Epoch);
        run.RecordNote("1 image was left out");
        run.Record(Result(new Phase(0, 0, 4), 80));
        // Read while the run still writes.
        using var reader = new StreamReader(new FileStream(In("metrics.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = reader.ReadToEnd().TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        CollectionAssert.AreEqual(new[] { "epoch", "note", "phase" }, lines.Select(line => line.GetProperty("kind").GetString()).ToArray());
        Assert.AreEqual(1.5, lines[0].GetProperty("values").GetProperty("loss").GetDouble());
        Assert.AreEqual("NaN", lines[0].GetProperty("values").GetProperty("mask.inner").GetString());
        Assert.AreEqual(80.0, lines[2].GetProperty("boosted").GetProperty("top1").GetDouble());
    }

    [TestMethod]
    public void ResultsHoldEveryPhaseAndWhatTheyComeTo()
    {
        using (var run = Create())
        {
            run.Record(Result(new Phase(0, 0, 4), 80));
            run.Record(Result(new Phase(1, 4, 2), 60, 50, 70));
        }
        var results = Json("results.json");
        Assert.AreEqual("shapes", results.GetProperty("experiment").GetString());
        Assert.AreEqual(7, results.GetProperty("seed").GetInt32());
        Assert.AreEqual(Experiment.Fingerprint(), results.GetProperty("fingerprint").GetString());
        Assert.IsFalse(results.GetProperty("complete").GetBoolean());
        var phases = results.GetProperty("phases");
        Assert.AreEqual(2, phases.GetArrayLength());
        Assert.AreEqual(6, phases[1].GetProperty("classesSeen").GetInt32());
        Assert.AreEqual(JsonValueKind.Null, phases[0].GetProperty("boosted").GetProperty("old").ValueKind);
        foreach (var field in new[] { "top1", "top5", "old", "new" })
            Assert.AreEqual(JsonValueKind.Number, phases[1].GetProperty("compressed").GetProperty(field).ValueKind, field);
        foreach (var field in new[] { "count", "imageEquivalents", "bytes", "budget", "meanBoxShare" })
            Assert.AreEqual(JsonValueKind.Number, phases[1].GetProperty("exemplars").GetProperty(field).ValueKind, field);
        Assert.AreEqual(60.0, phases[1].GetProperty("exemplars").GetProperty("budget").GetDouble());
        Assert.AreEqual(0.6, phases[0].GetProperty("boxes").GetProperty("trueBoxCoverage").GetDouble());
        Assert.AreEqual(70.0, results.GetProperty("average").GetProperty("boosted").GetDouble());
        Assert.AreEqual(60.0, results.GetProperty("last").GetProperty("boosted").GetDouble());
        Assert.AreEqual(30.0, results.GetProperty("forgetting").GetProperty("boosted").GetDouble());
        Assert.AreEqual(29.0, results.GetProperty("forgetting").GetProperty("compressed").GetDouble(), 1e-9);
        Assert.AreEqual(50.0, results.GetProperty("accuracyMatrix")[1][0].GetDouble());
        Assert.AreEqual(1, results.GetProperty("accuracyMatrix")[0].GetArrayLength());
    }

    [TestMethod]
    public void TheEndIsWrittenIntoTheManifest()
    {
        using (var run = Create())
            run.Record(Epoch);
        Assert.AreEqual("stopped", Json("manifest.json").GetProperty("status").GetString());
        Assert.AreEqual("2030-01-01T00:00:00.000Z", Json("manifest.json").GetProperty("ended").GetString());
        Assert.IsNull(WriterLock.HolderOf(RunFolder.LockOf(In(""))));
    }

    [TestMethod]
    public void AFinishedRunSaysSo()
    {
        using (var run = Create())
        {
            var progress = new RunRecorder(run);
            progress.EpochFinished(Epoch);
            var phase = Result(new Phase(0, 0, 10), 80);
            progress.PhaseFinished(phase);
            progress.RunFinished(new RunResult("shapes", 7, Experiment.Fingerprint(), [phase], 3));
        }
        Assert.IsTrue(Json("results.json").GetProperty("complete").GetBoolean());
        Assert.AreEqual(3, Json("results.json").GetProperty("corruptImages").GetInt32());
        Assert.AreEqual("finished", Json("manifest.json").GetProperty("status").GetString());
    }

    [TestMethod]
    public void AFolderWithoutAFinishedEpochIsRemovedWithTheFoldersMadeForIt()
    {
        using (var run = Create(Path.Combine("new", "run")))
        {
            File.WriteAllText(run.MemoryPath, "");
            run.RecordNote("nothing trained yet");
        }
        Assert.IsEmpty(Directory.GetFileSystemEntries(_root));
    }

    [TestMethod]
    public void AnEmptyFolderOfTheUserIsTakenAndStays()
    {
        Directory.CreateDirectory(In(""));
        using (Create())
            Assert.IsTrue(File.Exists(In("config.json")));
        Assert.IsEmpty(Directory.GetFileSystemEntries(In("")));
    }

    [TestMethod]
    public void AFolderInUseIsRefusedNamingItsProcess()
    {
        using var run = Create();
        run.Record(Epoch);
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => Create());
        StringAssert.Contains(failure.Message, $"process {Environment.ProcessId} on {Environment.MachineName}");
        StringAssert.Contains(failure.Message, "--out");
        Assert.IsTrue(File.Exists(In("config.json")), "the refused attempt leaves the other run alone");
    }

    [TestMethod]
    public void ALockOfADeadProcessIsRecognised()
    {
        Directory.CreateDirectory(In(""));
        // What a process that is killed leaves: the system has freed its lock.
        File.WriteAllText(In("run.lock"), "");
        File.WriteAllText(In("run.writer"), "process 1 on this machine");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Create()).Message, "unfinished run");
        Assert.IsNull(WriterLock.HolderOf(RunFolder.LockOf(In(""))));
    }

    [TestMethod]
    public void AFolderWithOtherThingsIsRefused()
    {
        Directory.CreateDirectory(In(""));
        File.WriteAllText(In("thesis.tex"), "");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Create()).Message, "never overwrites");
        Assert.HasCount(1, Directory.GetFileSystemEntries(In("")));
    }

    [TestMethod]
    public void APlaceThatCannotBeAFolderIsRefused()
    {
        File.WriteAllText(In(""), "");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Create()).Message, "is a file");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Create(Path.Combine("run", "below"))).Message, $"{In("")} is a file");
    }

    private static PhaseResult Result(Phase phase, double top1, params double[] perPhase)
    {
        double[] row = perPhase.Length == 0 ? [top1] : perPhase;
        var boosted = new NetworkScores(top1, 95, 5, phase.IsFirst ? null : row[0], row[^1], row, []);
        var compressed = boosted with { Top1 = top1 - 1, PerPhase = [.. row.Select(value => phase.IsFirst ? value - 1 : value)] };
        return new PhaseResult(
            phase,
            new Dictionary<string, NetworkScores> { ["boosted"] = boosted, ["compressed"] = compressed },
            new MemoryUsage(20, 12.5, 4000, 8192, 0.25, []),
            60,
            new BoxResult(0.3, 0.6, 1, null, null),
            TimeSpan.FromSeconds(5));
    }

    private RunFolder Create(string name = "run") => RunFolder.Create(
        new RunOptions { OutputFolder = Path.Combine(_root, name), CommandLine = ["run", "--seed", "7"] }, Experiment, Images, "cpu", new StoppedClock());

    private string In(string name) => Path.Combine(_root, "run", name).TrimEnd(Path.DirectorySeparatorChar);

    private JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(In(name)));
        return document.RootElement.Clone();
    }

    private sealed class Silence : RunProgress;

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }

    /// <summary>The generator would refuse the names; a record that is completed by hand can have any.</summary>
#pragma warning disable CIMCIL001
    private sealed record HandMade(string Title) : ShapesExperiment
#pragma warning restore CIMCIL001
    {
        public override string Name => Title;

        public override string Summary => "";

        public override MaskConfig Mask { get; init; } = new FullImages();
    }
}
