using System.Text.Json.Nodes;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Experiments;
using CimCil.Foundation;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil.Tests.Runs;

/// <summary>A run goes on with the classes and images that it began with. Other classes are refused; other images too, unless the user accepts them.</summary>
[TestClass]
public sealed class ResumedDatasetTests
{
    private static readonly TempFolder Folder = new();

    private readonly string _run = Folder[$"run-{Guid.NewGuid():N}"];
    private readonly string _data = Folder[$"data-{Guid.NewGuid():N}"];

    /// <summary>A run that was stopped in phase 1, when its memory holds two classes, and one that was not.</summary>
    [ClassInitialize]
    public static void RunUntilPhase1(TestContext _)
    {
        foreach (var (part, count) in new[] { ("train", 4), ("test", 1) })
        {
            foreach (var (name, seed) in new[] { "apple", "bus", "cat", "dog" }.Select((name, seed) => (name, seed)))
            {
                for (var i = 0; i < count; i++)
                    Folder.Write($"data/{part}/{name}/{i}.png", ImageCodec.EncodePng(Noise((10 * seed) + i)));
            }
        }
        ExperimentRunner.Run(Experiment, Options(Folder["whole"]), new Silence());
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => ExperimentRunner.Run(Experiment, Options(Folder["stopped"]), new StopInPhase1(cancellation.Cancel), cancellation.Token));
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestInitialize]
    public void CopyRunAndData()
    {
        Copy(Folder["stopped"], _run);
        Copy(Folder["data"], _data);
    }

    [TestMethod]
    public void TheManifestAndTheCheckpointSayWhatTheRunIsTrainedOn()
    {
        var dataset = Manifest()["dataset"]!;
        CollectionAssert.AreEqual(new[] { "apple", "cat", "dog", "bus" }, dataset["classes"]!.AsArray().Select(name => (string?)name).ToArray());
        Assert.AreEqual(16, (int?)dataset["train"]!["count"]);
        Assert.AreEqual(Directory.GetFiles(Path.Combine(_data, "test"), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), (long?)dataset["test"]!["byteCount"]);
        using var checkpoint = new CheckpointFolder(Path.Combine(_run, "checkpoints")).ReadNewest(_ => { });
        Assert.AreEqual((string?)dataset["train"]!["hash"], checkpoint!.State.Dataset!.Train.Hash);
    }

    [TestMethod]
    public void TheSameImagesElsewhereAreGoneOnWith()
    {
        Resume(_data, ChangedImages.Refused);
        RunAssert.AreEqual(Folder["whole"], _run);
        Assert.IsNull(Manifest()["resumptions"]![0]!["dataset"], "nothing has changed");
    }

    [TestMethod]
    public void AClassThatIsRenamedIsRefused()
    {
        foreach (var part in new[] { "train", "test" })
            Directory.Move(Path.Combine(_data, part, "bus"), Path.Combine(_data, part, "aardvark"));
        foreach (var changed in Enum.GetValues<ChangedImages>())
            Refuses("gone: bus; new: aardvark", changed);
    }

    [TestMethod]
    public void AClassThatIsAddedOrRemovedIsRefused()
    {
        foreach (var part in new[] { "train", "test" })
            Copy(Path.Combine(_data, part, "bus"), Path.Combine(_data, part, "zebra"));
        Refuses("other classes (new: zebra)", ChangedImages.Accepted);
        foreach (var part in new[] { "train", "test" })
        {
            Directory.Delete(Path.Combine(_data, part, "zebra"), recursive: true);
            Directory.Delete(Path.Combine(_data, part, "dog"), recursive: true);
        }
        Refuses("other classes (gone: dog)", ChangedImages.Accepted);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void AClassNameInAnotherUnicodeFormIsRefusedAndSaysSo()
    {
        const string Composed = "caf\u00e9", Decomposed = "cafe\u0301";
        Rename("cat", Composed);
        ExperimentRunner.Run(Experiment.With("data.root", _data), Options(_run + "2"), new StopInPhase1(() => { }));
        MakeUnfinished(_run + "2");
        Rename(Composed, Decomposed);
        var refused = Assert.ThrowsExactly<DataException>(() => ExperimentRunner.Resume(Options(_run + "2"), [$"data.root={_data}"], new Silence()));
        Assert.Contains("in another Unicode form", refused.Message);

        void Rename(string from, string to)
        {
            foreach (var part in new[] { "train", "test" })
                Directory.Move(Path.Combine(_data, part, from), Path.Combine(_data, part, to));
        }
    }

    [TestMethod]
    public void HalfOfTheImagesAreRefusedUnlessTheyAreAccepted()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_data, "train"), "*.png", SearchOption.AllDirectories).Where(file => file.EndsWith("2.png", StringComparison.Ordinal) || file.EndsWith("3.png", StringComparison.Ordinal)))
            File.Delete(file);
        Refuses("the training part had 16 images of", ChangedImages.Refused);
        var notes = Resume(_data, ChangedImages.Accepted);
        Assert.Contains("The run goes on with other images than those that it was trained on: the training part had 16 images", string.Join('\n', notes));
        var manifest = Manifest();
        Assert.AreEqual("finished", (string?)manifest["status"]);
        Assert.AreEqual(16, (int?)manifest["dataset"]!["train"]!["count"], "what it began with stays");
        Assert.AreEqual(8, (int?)manifest["resumptions"]![0]!["dataset"]!["train"]!["count"]);
        Assert.Contains("other images", File.ReadAllText(Path.Combine(_run, "metrics.jsonl")));
    }

    [TestMethod]
    public void AnImageOfAnotherSizeIsRefused()
    {
        File.WriteAllBytes(Path.Combine(_data, "train", "cat", "0.png"), ImageCodec.EncodePng(new RgbImage(32, 32)));
        Refuses("the training part had 16 images of", ChangedImages.Refused);
    }

    [TestMethod]
    public void AnImageOfOtherContentIsRefused()
    {
        var file = Path.Combine(_data, "train", "cat", "0.png");
        var (image, length) = (ImageCodec.EncodePng(Noise(99)), new FileInfo(file).Length);
        // Two noises rarely take as many bytes: what follows the image's end makes them equal.
        var size = Math.Max(image.Length, (int)length) + 1;
        Array.Resize(ref image, size);
        var before = File.ReadAllBytes(file);
        Array.Resize(ref before, size);
        File.WriteAllBytes(file, before);
        ExperimentRunner.Run(Experiment.With("data.root", _data), Options(_run + "2"), new StopInPhase1(() => { }));
        MakeUnfinished(_run + "2");
        File.WriteAllBytes(file, image);
        var refused = Assert.ThrowsExactly<DataException>(() => ExperimentRunner.Resume(Options(_run + "2"), [$"data.root={_data}"], new Silence()));
        Assert.Contains("have the same names and sizes, and other content", refused.Message);
    }

    /// <summary>A run of a version that did not look at the content goes on by the list alone, and its next checkpoint knows more.</summary>
    [TestMethod]
    public void ARunThatKnowsNamesAndSizesGoesOn()
    {
        ChangeDataset(known => known with { Train = known.Train with { Content = null }, Test = known.Test with { Content = null } });
        var manifest = Manifest();
        foreach (var part in new[] { "train", "test" })
            Assert.IsTrue(manifest["dataset"]![part]!.AsObject().Remove("content"));
        File.WriteAllText(Path.Combine(_run, "manifest.json"), manifest.ToJsonString());
        Assert.DoesNotContain("images", string.Join('\n', Resume(_data, ChangedImages.Refused)));
        RunAssertFinished();
        using var checkpoint = new CheckpointFolder(Path.Combine(_run, "checkpoints")).ReadNewest(_ => { });
        Assert.IsTrue(checkpoint!.State.Dataset!.SeesContent);
    }

    [TestMethod]
    public void AnImageOfAnotherNameIsRefused()
    {
        File.Move(Path.Combine(_data, "test", "cat", "0.png"), Path.Combine(_data, "test", "cat", "7.png"));
        Refuses("of the test part have other names or sizes", ChangedImages.Refused);
    }

    /// <summary>What was accepted stays accepted when the run dies before its next checkpoint; what the checkpoint was trained on is right too.</summary>
    [TestMethod]
    public void AcceptedImagesStayAccepted()
    {
        File.AppendAllText(Path.Combine(_data, "test", "cat", "0.png"), "x");
        Assert.ThrowsExactly<InvalidOperationException>(() => ExperimentRunner.Resume(
            Options(_run) with { ChangedImages = ChangedImages.Accepted }, [$"data.root={_data}"], new Dying()));
        Assert.Contains("other images", string.Join('\n', Resume(_data, ChangedImages.Refused)));
    }

    [TestMethod]
    public void ARunOfAnOlderLayoutGoesOnAndSaysWhatCannotBeTold()
    {
        ForgetDataset();
        Assert.Contains("began before CimCil recorded its images", string.Join('\n', Resume(_data, ChangedImages.Refused)));
        RunAssertFinished();
        Assert.AreEqual(16, (int?)Manifest()["resumptions"]![0]!["dataset"]!["train"]!["count"], "it is recorded from here on");
    }

    [TestMethod]
    public void ARunOfAnOlderLayoutIsRefusedWhereItsMemoryHoldsOtherClasses()
    {
        ForgetDataset();
        foreach (var part in new[] { "train", "test" })
            Directory.Move(Path.Combine(_data, part, "bus"), Path.Combine(_data, part, "aardvark"));
        Refuses("label 0 is apple in the memory and aardvark in the dataset", ChangedImages.Accepted);
    }

    private static Experiment Experiment => new Shapes().WithOverrides(
    [
        "data.kind=image-folder", $"data.root={Folder["data"]}", "data.imageSide=32", "data.testResize=32", "data.augmentation=flipAndShift",
        "phases.classes=4", "phases.firstPhase=2", "phases.classesPerPhase=2", "phases.classOrder=shuffled", "memory.budget=8", "network.width=4", "network.stageBlocks=1,1",
        "training.batchSize=4", "training.firstPhase.epochs=3", "training.laterPhases.epochs=3", "learner.compression.epochs=1",
        "mask.refreshInterval=1", "mask.batchSize=2", "mask.iterationsPerNewClass=1",
    ]);

    private void Refuses(string words, ChangedImages changed)
    {
        var before = Snapshot();
        var refused = Assert.ThrowsExactly<DataException>(() => Resume(_data, changed));
        Assert.Contains(words, refused.Message);
        Assert.AreEqual(before, Snapshot(), "nothing is changed");
    }

    private List<string> Resume(string data, ChangedImages changed)
    {
        var notes = new List<string>();
        ExperimentRunner.Resume(Options(_run) with { ChangedImages = changed }, [$"data.root={data}"], new Silence(notes));
        return notes;
    }

    /// <summary>Writes manifest and checkpoints as they were before datasets were recorded.</summary>
    private void ForgetDataset()
    {
        var manifest = Manifest();
        Assert.IsTrue(manifest.Remove("dataset"));
        File.WriteAllText(Path.Combine(_run, "manifest.json"), manifest.ToJsonString());
        ChangeDataset(_ => null);
    }

    private void ChangeDataset(Func<DatasetFingerprint, DatasetFingerprint?> change)
    {
        var folder = new CheckpointFolder(Path.Combine(_run, "checkpoints"));
        using var newest = folder.ReadNewest(_ => { })!;
        foreach (var file in folder.Files)
            File.Delete(file);
        folder.Write(newest.State with { Dataset = change(newest.State.Dataset!) }, [.. newest.Tensors.Select(entry => (entry.Key, entry.Value))]);
    }

    private static void MakeUnfinished(string run)
    {
        var file = Path.Combine(run, "manifest.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"finished\"", "\"stopped\"", StringComparison.Ordinal));
    }

    private void RunAssertFinished() => Assert.AreEqual("finished", (string?)Manifest()["status"]);

    private JsonObject Manifest() => JsonNode.Parse(File.ReadAllText(Path.Combine(_run, "manifest.json")))!.AsObject();

    private string Snapshot() => string.Join('\n', Directory.GetFiles(_run, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));

    private static RunOptions Options(string path) => new() { OutputFolder = path, Device = "cpu", WorkerCount = 1, CheckpointInterval = 1 };

    private static RgbImage Noise(int seed)
    {
        var image = new RgbImage(32, 32);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private sealed class Silence(List<string>? notes = null) : RunProgress
    {
        public override void Note(string message) => notes?.Add(message);
    }

    private sealed class StopInPhase1(Action stop) : RunProgress
    {
        private Phase? _phase;

        public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount) => _phase = phase;

        public override void EpochFinished(EpochMetrics metrics)
        {
            if (_phase is { Index: 1 })
                stop();
        }
    }

    private sealed class Dying : RunProgress
    {
        public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount) => throw new InvalidOperationException();
    }
}
