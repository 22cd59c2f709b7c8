using System.Text.Json;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Evaluation;
using CimCil.Exemplars;
using CimCil.Experiments;
using CimCil.Foundation;
using CimCil.Galleries;
using CimCil.Runs;
using TorchSharp;

namespace CimCil.Tests;

/// <summary>Whole runs of a few seconds: what must hold of any run.</summary>
[TestClass]
public sealed class ExperimentRunnerTests
{
    private static Experiment Tiny { get; } = new Shapes().WithOverrides(
    [
        "data.side=32", "data.imageSide=32", "data.testResize=32", "data.classCount=4", "data.trainImagesPerClass=6", "data.testImagesPerClass=3",
        "phases.classes=4", "phases.firstPhase=2", "phases.classesPerPhase=1", "memory.budget=8", "network.width=4", "network.stageBlocks=1,1",
        "training.batchSize=8", "training.firstPhase.epochs=4", "training.laterPhases.epochs=4", "learner.compression.epochs=1",
        "mask.refreshInterval=2", "mask.randomCompressionStep=0.5", "mask.batchSize=4", "mask.iterationsPerNewClass=1",
    ]);

    /// <summary>A run of <see cref="Tiny"/> by one worker, for the tests that only read it.</summary>
    private static readonly TempFolder Whole = new();
    private static RunResult _whole = null!;

    [ClassInitialize]
    public static void RunOnce(TestContext _) => _whole = Run(Tiny, Whole["run"], workerCount: 1);

    [ClassCleanup]
    public static void Remove() => Whole.Dispose();

    [TestMethod]
    public void ARunLeavesResultsWeightsAndAStoreWithinTheBudget()
    {
        var (path, result) = (Whole["run"], _whole);
        Assert.HasCount(3, result.Phases);

        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "results.json")));
        Assert.AreEqual(result.Scores("boosted").Average, json.RootElement.GetProperty("average").GetProperty("boosted").GetDouble(), 0.01);
        using var store = ExemplarStore.OpenReadOnly(Path.Combine(path, "memory.db"));
        Assert.AreEqual(result.Phases[^1].Memory.ExemplarCount, store.Snapshot.Entries.Count);
        Assert.IsLessThanOrEqualTo(8.0, store.Snapshot.Usage.ImageEquivalents);
        Assert.IsGreaterThan(0, store.Snapshot.Entries.Count);
        foreach (var phase in result.Phases)
        {
            Assert.IsTrue(File.Exists(Path.Combine(path, "weights", $"phase-{phase.Phase.Index}-boosted.safetensors")));
            Assert.IsTrue(File.Exists(Path.Combine(path, "weights", $"phase-{phase.Phase.Index}-compressed.safetensors")));
            Assert.IsNotNull(phase.Boxes?.TrueBoxCoverage, "Shapes knows the truth");
        }
    }

    /// <summary>A heatmap that is made again from the run folder has the stored box around all that is above the threshold.</summary>
    [TestMethod]
    public void HeatmapsMadeAgainGiveTheStoredBoxes()
    {
        using var store = ExemplarStore.OpenReadOnly(Whole["run/memory.db"]);
        using var heatmaps = new RunHeatmaps(
            Tiny.Mask.CreatePolicy(), Tiny.Data, phase => Whole[$"run/weights/phase-{phase}-boosted.safetensors"]);
        var originals = Tiny.Data.Open().Train.ToDictionary(image => image.Name);
        foreach (var entry in store.Snapshot.Entries)
        {
            var heatmap = heatmaps.Of(entry, originals[entry.Source])!;
            var above = Enumerable.Range(0, heatmap.Length).Where(i => heatmap[i] > (float)((CimMask)Tiny.Mask).Threshold).Select(i => (Row: i / entry.Width, Column: i % entry.Width)).ToArray();
            Assert.AreEqual(new Box(above.Min(at => at.Row), above.Max(at => at.Row) + 1, above.Min(at => at.Column), above.Max(at => at.Column) + 1), entry.Box, entry.Source);
        }
    }

    [TestMethod]
    public void TheNumbersDependOnTheSeedButNotOnTheWorkers()
    {
        using var folder = new TempFolder();
        var three = Run(Tiny, Path.Combine(folder.Path, "three"), workerCount: 3);
        ShouldBeEqual(_whole, three);
        var other = Run(Tiny with { Seed = 2 }, Path.Combine(folder.Path, "other"), workerCount: 1);
        Assert.AreNotEqual(Numbers(_whole), Numbers(other), "another seed gives other numbers");
    }

    [TestMethod]
    public void ALongerRunLeavesNoMoreTensorsThanAShortOne()
    {
        // Making a parameter raises the library's count for good (an empty wrapper, no memory), so that runs that make the
        // same networks are compared, after one that has made what stays.
        using var folder = new TempFolder();
        var longer = Tiny.WithOverrides(["training.firstPhase.epochs=9", "training.laterPhases.epochs=7", "learner.compression.epochs=4"]);
        Assert.AreEqual(LeftBy(Tiny, "short"), LeftBy(longer, "long"));

        long LeftBy(Experiment experiment, string name)
        {
            var before = Live();
            Run(experiment, Path.Combine(folder.Path, name), workerCount: 1);
            return Live() - before;
        }

        // What only a finalizer frees is counted or not as the collector pleases, unless it has run.
        static long Live()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return torch.Tensor.TotalCount;
        }
    }

    [TestMethod]
    public void OldClassesAreReplayedFromTheStoreAlone()
    {
        using var folder = new TempFolder();
        var (kept, deleted) = (Path.Combine(folder.Path, "kept"), Path.Combine(folder.Path, "deleted"));
        WriteImages(kept);
        WriteImages(deleted);
        var reference = Run(OnFolder(kept), Path.Combine(folder.Path, "a"), workerCount: 1);
        var classes = new ClassSequence(Tiny.Phases, 4);
        var names = OnFolder(deleted).Data.Open().ClassNames;
        var watcher = new Watcher(result =>
        {
            for (var label = result.Phase.KnownClassCount; label < result.Phase.SeenClassCount; label++)
                Directory.Delete(Path.Combine(deleted, "train", names[classes.ClassOf(label)]), recursive: true);
        });
        var replayed = Run(OnFolder(deleted), Path.Combine(folder.Path, "b"), workerCount: 1, watcher);
        ShouldBeEqual(reference, replayed);
        Assert.IsEmpty(Directory.GetDirectories(Path.Combine(deleted, "train")));
    }

    /// <summary>Boxes read the new images; herding, the store and the gallery have them from there: their files are gone.</summary>
    [TestMethod]
    public void TheEndOfAPhaseReadsAnImageOnce()
    {
        using var folder = new TempFolder();
        var images = Path.Combine(folder.Path, "images");
        WriteImages(images);
        var reference = Run(OnFolder(images), Path.Combine(folder.Path, "a"), workerCount: 1);
        var (classes, names, phase) = (new ClassSequence(Tiny.Phases, 4), OnFolder(images).Data.Open().ClassNames, 0);
        var watcher = new Watcher(_ => phase++, onActivity: activity =>
        {
            if (activity != "memory")
                return;
            foreach (var label in Enumerable.Range(classes.Phases[phase].KnownClassCount, classes.Phases[phase].NewClassCount))
                Directory.Delete(Path.Combine(images, "train", names[classes.ClassOf(label)]), recursive: true);
        });
        ShouldBeEqual(reference, Run(OnFolder(images), Path.Combine(folder.Path, "b"), workerCount: 1, watcher));
        Assert.IsEmpty(Directory.GetDirectories(Path.Combine(images, "train")));
    }

    [TestMethod]
    public void ACorruptImageStopsTheRunOrIsSkippedAndCounted()
    {
        using var folder = new TempFolder();
        var images = Path.Combine(folder.Path, "images");
        WriteImages(images);
        File.WriteAllText(Path.Combine(Directory.GetDirectories(Path.Combine(images, "train"))[0], "x.heic"), "");
        var victim = Directory.GetFiles(Path.Combine(images, "train"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.WriteAllBytes(victim, File.ReadAllBytes(victim)[..200]);

        var stop = Path.Combine(folder.Path, "stop");
        var failure = Assert.ThrowsExactly<DataException>(() => Run(OnFolder(images), stop, workerCount: 2));
        StringAssert.Contains(failure.Message, Path.GetFileName(victim));
        Assert.IsFalse(Directory.Exists(stop), "nothing half-written stays");

        var skipping = OnFolder(images) with { Data = OnFolder(images).Data with { OnCorruptImage = CorruptImagePolicy.Skip } };
        var notes = new List<string>();
        var result = Run(skipping, Path.Combine(folder.Path, "skip"), workerCount: 2, new Watcher(_ => { }, notes));
        Assert.AreEqual(1, result.CorruptImageCount);
        Assert.IsTrue(notes.Any(note => note.Contains(Path.GetFileName(victim), StringComparison.Ordinal)), "the skipped file is named");
        Assert.AreEqual("1 file is not used: 1 .heic", notes[0]);
        Assert.AreEqual(OnFolder(images).Fingerprint(), skipping.Fingerprint(), "a run that met a corrupt image may be resumed without it");
        Assert.IsEmpty(OnFolder(images).DifferencesTo(skipping));
    }

    [TestMethod]
    public void ACancelledRunStopsAndKeepsWhatIsFinished()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "run");
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Run(Tiny, path, workerCount: 1, new Watcher(_ => cancellation.Cancel()), cancellation.Token));
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "results.json")));
        Assert.AreEqual(1, json.RootElement.GetProperty("phases").GetArrayLength());
    }

    private static RunResult Run(Experiment experiment, string path, int workerCount, Watcher? watcher = null, CancellationToken cancellation = default) =>
        ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = path, Device = "cpu", WorkerCount = workerCount }, watcher ?? new Watcher(_ => { }), cancellation);

    private static Experiment OnFolder(string root) => Tiny with
    {
        Data = new ImageFolderDataset { Root = root, ImageSide = 32, TestResize = 32, Augmentation = Augmentation.FlipAndShift },
    };

    /// <summary>Writes the drawn images of <see cref="Tiny"/> as files.</summary>
    private static void WriteImages(string root)
    {
        var shapes = Tiny.Data.Open();
        foreach (var (part, images) in new[] { ("train", shapes.Train), ("test", shapes.Test) })
        {
            for (var i = 0; i < images.Count; i++)
            {
                var folder = Directory.CreateDirectory(Path.Combine(root, part, shapes.ClassNames[images[i].Class]));
                File.WriteAllBytes(Path.Combine(folder.FullName, $"{i:D4}.png"), ImageCodec.EncodePng(images[i].Load()));
            }
        }
    }

    private static void ShouldBeEqual(RunResult expected, RunResult actual) => Assert.AreEqual(Numbers(expected), Numbers(actual));

    /// <summary>Every figure of a run that does not tell time.</summary>
    private static string Numbers(RunResult result) => string.Join('\n', result.Phases.Select(phase => string.Join(' ',
        Scores(phase.Scores["boosted"]), Scores(phase.Scores["compressed"]), phase.Memory.ExemplarCount, phase.Memory.ByteCount,
        phase.Memory.ImageEquivalents.ToString("R"), phase.Boxes?.MeanShare.ToString("R"))));

    private static string Scores(NetworkScores scores) => string.Join(',', scores.PerClass.Select(score => score.CorrectCount)) + $"/{scores.TopK:R}";

    private sealed class Watcher(Action<PhaseResult> onPhase, List<string>? notes = null, Action<string>? onActivity = null) : RunProgress
    {
        public override void ActivityStarted(string activity) => onActivity?.Invoke(activity);

        public override void PhaseFinished(PhaseResult result) => onPhase(result);

        public override void Note(string message) => notes?.Add(message);
    }
}
