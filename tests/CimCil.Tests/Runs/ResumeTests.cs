using System.Text.Json.Nodes;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Experiments;
using CimCil.Foundation;
using CimCil.PyBridge;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil.Tests.Runs;

/// <summary>A run that is stopped anywhere and resumed ends as one that was never stopped, bit for bit.</summary>
[TestClass]
public sealed class ResumeTests
{
    private static Experiment Tiny { get; } = new Shapes().WithOverrides(
    [
        "data.side=32", "data.imageSide=32", "data.testResize=32", "data.classCount=4", "data.trainImagesPerClass=6", "data.testImagesPerClass=3",
        "phases.classes=4", "phases.firstPhase=2", "phases.classesPerPhase=1", "memory.budget=8", "network.width=4", "network.stageBlocks=1,1",
        "training.batchSize=4", "training.firstPhase.epochs=3", "training.laterPhases.epochs=4", "learner.compression.epochs=2", "learner.weightAlignment=after-boosting",
        "mask.refreshInterval=1", "mask.randomCompressionStep=0.5", "mask.batchSize=2", "mask.iterationsPerNewClass=2",
    ]);

    private static readonly TempFolder Folder = new();
    private static string _whole = "";

    [ClassInitialize]
    public static void RunOnce(TestContext _)
    {
        _whole = Path.Combine(Folder.Path, "whole");
        ExperimentRunner.Run(Tiny, Options(_whole), new Silence());
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    public void ARunThatIsStoppedAgainAndAgainEndsAsOneThatWasNot()
    {
        // Events are steps, epochs, refreshes, memory, evaluation and recorded phases; a stop comes after every seventh.
        var path = NewPath("stopped");
        var stops = 0;
        for (var isDone = false; !isDone;)
        {
            using var cancellation = new CancellationTokenSource();
            var watcher = new Stopper(7, cancellation.Cancel);
            try
            {
                if (stops == 0)
                    ExperimentRunner.Run(Tiny, Options(path), watcher, cancellation.Token);
                else
                    ExperimentRunner.Resume(Options(path), [], watcher, cancellation.Token);
                isDone = true;
            }
            catch (OperationCanceledException)
            {
                stops++;
            }
        }
        Assert.IsGreaterThan(10, stops);
        RunAssert.AreEqual(_whole, path);
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(path, "manifest.json")))!;
        Assert.AreEqual("finished", (string?)manifest["status"]);
        Assert.AreEqual(stops, manifest["resumptions"]!.AsArray().Count);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(6)]
    [DataRow(9)]
    [DataRow(14)]
    [DataRow(19)]
    public void ARunThatDiesGoesOnFromItsLastCheckpoint(int atEvent)
    {
        // An exception at an event stands for a crash: nothing is saved at that moment.
        var path = NewPath($"died-{atEvent}");
        Assert.ThrowsExactly<InvalidOperationException>(() => ExperimentRunner.Run(Tiny, Options(path), new Stopper(atEvent, () => throw new InvalidOperationException(), Stopper.Events.Large)));
        if (!Directory.Exists(path))
            return; // Nothing had been done yet.
        ExperimentRunner.Resume(Options(path) with { WorkerCount = 2 }, [], new Silence());
        RunAssert.AreEqual(_whole, path);
    }

    [TestMethod]
    public void ADamagedCheckpointIsPassedOver()
    {
        var path = NewPath("damaged");
        StopAt(path, 8);
        var files = new CheckpointFolder(Path.Combine(path, "checkpoints")).Files;
        Assert.HasCount(2, files);
        FlipByte(files[0], 0.7);
        var notes = new List<string>();
        ExperimentRunner.Resume(Options(path), [], new Silence(notes));
        Assert.IsTrue(notes.Any(note => note.Contains(Path.GetFileName(files[0]), StringComparison.Ordinal)));
        RunAssert.AreEqual(_whole, path);
    }

    [TestMethod]
    public void WithoutAWholeCheckpointNothingIsDone()
    {
        var path = NewPath("hopeless");
        StopAt(path, 8);
        foreach (var file in new CheckpointFolder(Path.Combine(path, "checkpoints")).Files)
            FlipByte(file, 0.5);
        var before = Snapshot(path);
        StringAssert.Contains(Assert.ThrowsExactly<CheckpointException>(() => ExperimentRunner.Resume(Options(path), [], new Silence())).Message, "whole");
        Assert.AreEqual(before, Snapshot(path));
    }

    /// <summary>Memory and checkpoint are of one run and one time, also where a memory of the same phase and form is put in.</summary>
    [TestMethod]
    [DataRow("another run's", "it holds other exemplars")]
    [DataRow("shrunk", "filled under the budget 4, and the run's is 8")]
    [DataRow("missing", "it is missing or empty")]
    public void AMemoryThatIsNotTheCheckpointsIsRefused(string change, string expected)
    {
        var path = NewPath($"memory-{change}");
        StopAt(path, 15);
        var memory = Path.Combine(path, "memory.db");
        using (var checkpoint = new CheckpointFolder(Path.Combine(path, "checkpoints")).ReadNewest(_ => { }))
            Assert.AreEqual((CheckpointStep.Training, 0), (checkpoint!.State.Step, checkpoint.State.Memory!.Phase));
        switch (change)
        {
            case "shrunk":
                using (var store = ExemplarStore.Open(memory))
                    store.Shrink(Budget.Images(4));
                break;
            case "missing":
                File.Delete(memory);
                break;
            default:
                var other = NewPath("memory-of-another");
                using (var cancellation = new CancellationTokenSource())
                {
                    Assert.ThrowsExactly<OperationCanceledException>(() => ExperimentRunner.Run(
                        Tiny.With("seed", "2"), Options(other), new Stopper(15, cancellation.Cancel, Stopper.Events.Large), cancellation.Token));
                }
                File.Copy(Path.Combine(other, "memory.db"), memory, overwrite: true);
                break;
        }
        var before = Snapshot(path);
        var refused = Assert.ThrowsExactly<DataException>(() => ExperimentRunner.Resume(Options(path), [], new Silence())).Message;
        StringAssert.Contains(refused, "is not the memory that checkpoint-");
        StringAssert.Contains(refused, expected);
        Assert.AreEqual(before, Snapshot(path));
    }

    [TestMethod]
    public void ACheckpointThatDoesNotKnowItsMemoryIsGoneOnWith()
    {
        var path = NewPath("memory-unknown");
        StopAt(path, 15);
        var folder = new CheckpointFolder(Path.Combine(path, "checkpoints"));
        using (var newest = folder.ReadNewest(_ => { })!)
        {
            foreach (var file in folder.Files)
                File.Delete(file);
            folder.Write(newest.State with { Memory = null }, [.. newest.Tensors.Select(entry => (entry.Key, entry.Value))]);
        }
        ExperimentRunner.Resume(Options(path), [], new Silence());
        RunAssert.AreEqual(_whole, path);
    }

    [TestMethod]
    public void SettingsThatDecideNumbersCannotChange()
    {
        var path = NewPath("changed");
        StopAt(path, 8);
        var before = Snapshot(path);
        var refused = Assert.ThrowsExactly<ConfigurationException>(() => ExperimentRunner.Resume(Options(path), ["mask.threshold=0.9"], new Silence()));
        StringAssert.Contains(refused.Message, "mask.threshold: 0.5 -> 0.9");
        Assert.AreEqual(before, Snapshot(path));

        var config = Path.Combine(path, "config.json");
        File.WriteAllText(config, Tiny.WithOverrides(["training.batchSize=5", "seed=9"]).ToJson());
        var edited = Assert.ThrowsExactly<ConfigurationException>(() => ExperimentRunner.Resume(Options(path), [], new Silence()));
        StringAssert.Contains(edited.Message, "training.batchSize: 4 -> 5");
        StringAssert.Contains(edited.Message, "seed: 1 -> 9");
    }

    [TestMethod]
    public void AnExistingRunSaysWhatToDoInstead()
    {
        var path = NewPath("exists");
        StopAt(path, 8);
        StringAssert.Contains(Refusal(Tiny), "cimcil resume");
        StringAssert.Contains(Refusal(Tiny.With("seed", "5")), "seed: 1 -> 5");
        Assert.Contains("finished run", Assert.ThrowsExactly<ConfigurationException>(() => ExperimentRunner.Run(Tiny, Options(_whole), new Silence())).Message);
        Assert.Contains("nothing to resume", Assert.ThrowsExactly<ConfigurationException>(() => ExperimentRunner.Resume(Options(_whole), [], new Silence())).Message);
        Assert.Contains("no run folder", Assert.ThrowsExactly<DataException>(() => ExperimentRunner.Resume(Options(Folder.Path), [], new Silence())).Message);

        string Refusal(Experiment experiment) => Assert.ThrowsExactly<ConfigurationException>(() => ExperimentRunner.Run(experiment, Options(path), new Silence())).Message;
    }

    [TestMethod]
    public void ANumberThatIsNotFiniteStopsTheRunAndIsWrittenDown()
    {
        var path = NewPath("infinite");
        var failure = Assert.ThrowsExactly<CimCilException>(() => ExperimentRunner.Run(Tiny.With("training.laterPhases.learningRate", "1e30"), Options(path), new Silence()));
        foreach (var part in new[] { "Phase 1, boosting, epoch 0, ", "is not finite", "learning rate", "dumps" })
            StringAssert.Contains(failure.Message, part);
        var dump = Directory.GetFiles(Path.Combine(path, "dumps")).Single();
        using var opened = SafeTensors.Open(dump);
        foreach (var tensor in new[] { "images", "labels", "logits", "loss.distillation", "loss" })
            Assert.IsTrue(opened.Tensors.Any(entry => entry.Name == tensor), tensor);
        using var checkpoint = new CheckpointFolder(Path.Combine(path, "checkpoints")).ReadNewest(_ => { });
        Assert.AreEqual((0, CheckpointStep.Finished), (checkpoint!.State.Phase, checkpoint.State.Step), "the last good state is the end of phase 0");
    }

    /// <summary>Nothing comes after the last step of a stage that would meet its numbers; the memory would, or a later stage.</summary>
    [TestMethod]
    [DataRow("training.firstPhase", "Phase 0, first, epoch 0, after the last step: ", null)]
    [DataRow("learner.compression", "Phase 1, compression, epoch 0, after the last step: ", 0)]
    public void AStageThatDivergesInItsLastStepStopsTheRunBeforeTheMemory(string schedule, string place, int? lastGoodPhase)
    {
        var path = NewPath($"diverged-{schedule}");
        var experiment = Tiny.WithOverrides(["training.batchSize=64", "mask.kind=full-images", $"{schedule}.epochs=1", $"{schedule}.learningRate=1e30"]);
        var failure = Assert.ThrowsExactly<CimCilException>(() => ExperimentRunner.Run(experiment, Options(path), new Silence()));
        foreach (var part in new[] { place, "is not finite", "Lower the learning rate of this stage", "dumps" })
            StringAssert.Contains(failure.Message, part);
        using (var opened = SafeTensors.Open(Directory.GetFiles(Path.Combine(path, "dumps")).Single()))
        {
            foreach (var tensor in new[] { "images", "labels", "features", "logits" })
                Assert.IsTrue(opened.Tensors.Any(entry => entry.Name == tensor), tensor);
        }
        using var checkpoint = new CheckpointFolder(Path.Combine(path, "checkpoints")).ReadNewest(_ => { });
        Assert.AreEqual(lastGoodPhase, checkpoint?.State.Results.Count - 1, "the last good state is before the stage");
    }

    [TestMethod]
    public void ANumberThatIsNotFiniteInAMaskStepStopsTheRunToo()
    {
        var failure = Assert.ThrowsExactly<CimCilException>(() => ExperimentRunner.Run(Tiny.With("mask.learningRate", "1e30"), Options(NewPath("infinite-mask")), new Silence()));
        StringAssert.Contains(failure.Message, "Phase 0, first, epoch 0, mask step 1: mask.");
    }

    private static void StopAt(string path, int atEvent)
    {
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(
            () => ExperimentRunner.Run(Tiny, Options(path), new Stopper(atEvent, cancellation.Cancel, Stopper.Events.Large), cancellation.Token));
    }

    private static string NewPath(string name) => Path.Combine(Folder.Path, name);

    private static RunOptions Options(string path) => new() { OutputFolder = path, Device = "cpu", WorkerCount = 1, CheckpointInterval = 2 };

    private static void FlipByte(string file, double place)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[(int)(bytes.Length * place)] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static string Snapshot(string path) => string.Join('\n', Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));

    private sealed class Silence(List<string>? notes = null) : RunProgress
    {
        public override void Note(string message) => notes?.Add(message);
    }

    /// <summary>Does something once, at the n-th event.</summary>
    private sealed class Stopper(int atEvent, Action stop, Stopper.Events events = Stopper.Events.All) : RunProgress
    {
        private int _count;

        public enum Events
        {
            All,
            Large,
        }

        public override void StepFinished(int imageCount)
        {
            if (events == Events.All)
                Count();
        }

        public override void EpochFinished(EpochMetrics metrics) => Count();

        public override void ActivityStarted(string activity) => Count();

        public override void PhaseFinished(PhaseResult result) => Count();

        public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount) => Count();

        private void Count()
        {
            if (++_count == atEvent)
                stop();
        }
    }
}
