using CimCil.Configuration;
using CimCil.Experiments;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.Runs;
using TorchSharp;

namespace CimCil.Tests.Runs;

/// <summary>Runs that find the input scales of their rational activations.</summary>
[TestClass]
public sealed class CalibratedRunTests
{
    private static readonly string[] Overrides =
    [
        "data.side=32", "data.imageSide=32", "data.testResize=32", "data.classCount=3", "data.trainImagesPerClass=6", "data.testImagesPerClass=3",
        "phases.classes=3", "phases.firstPhase=2", "phases.classesPerPhase=1", "memory.budget=6", "network.width=4", "network.stageBlocks=1,1",
        "training.batchSize=4", "training.firstPhase.epochs=3", "training.laterPhases.epochs=3",
        "mask.refreshInterval=1", "mask.batchSize=2", "mask.iterationsPerNewClass=2", "mask.calibrationImages=5",
    ];

    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void Remove() => _folder.Dispose();

    [TestMethod]
    [DataRow("foster", "cim")]
    [DataRow("der", "cim-last-stage")]
    [DataRow("replay", "joint-training")]
    public void AStoppedRunEndsAsOneThatWasNot(string learner, string mask)
    {
        var experiment = TinyOf(learner, mask).With("mask.calibration", "always");
        var whole = _folder["whole"];
        var notes = new List<string>();
        ExperimentRunner.Run(experiment, Options(whole), new Stopper(0, () => { }, notes));
        Assert.AreEqual(1, notes.Count(note => note.StartsWith("Calibrated", StringComparison.Ordinal)), string.Join('\n', notes));

        var (stopped, stops) = (_folder["stopped"], 0);
        for (var isDone = false; !isDone;)
        {
            using var cancellation = new CancellationTokenSource();
            var watcher = new Stopper(5, cancellation.Cancel, []);
            try
            {
                if (stops == 0)
                    ExperimentRunner.Run(experiment, Options(stopped), watcher, cancellation.Token);
                else
                    ExperimentRunner.Resume(Options(stopped), [], watcher, cancellation.Token);
                isDone = true;
            }
            catch (OperationCanceledException)
            {
                stops++;
            }
        }
        Assert.IsGreaterThan(4, stops);
        RunAssert.AreEqual(whole, stopped);
        foreach (var file in Directory.GetFiles(Path.Combine(whole, "weights")))
        {
            using var network = NetworkFile.Load(file, torch.CPU);
            foreach (var activation in network.Branches.SelectMany(branch => branch.RationalActivations))
                Assert.AreEqual(mask == "cim-last-stage" && activation.Place != StagePlace.Last, activation.Scale == 1, $"{Path.GetFileName(file)}: {activation.Scale}");
        }
    }

    [TestMethod]
    public void ARunFromPretrainedWeightsIsCalibratedUnlessTheyBringPhi()
    {
        var backbone = _folder["backbone.safetensors"];
        using (var network = (ResNet)Tiny.Network.CreateBackbone(torch.CPU, torch.ScalarType.Float32))
            SafeTensors.Write(backbone, network.state_dict().Where(entry => !entry.Key.Contains("ratl", StringComparison.Ordinal)).Select(entry => (entry.Key, entry.Value)));
        var first = _folder["first"];
        Assert.Contains("Calibrated 5 rational activations on 5 images", Notes(Tiny.With("network.pretrained.file", backbone), first));
        var learnt = Path.Combine(first, "weights", "phase-0-boosted.safetensors");
        using var expected = NetworkFile.Load(learnt, torch.CPU);

        var second = _folder["second"];
        Assert.DoesNotContain("Calibrated", Notes(Tiny.With("network.pretrained.file", learnt), second));
        using var actual = NetworkFile.Load(Path.Combine(second, "weights", "phase-0-boosted.safetensors"), torch.CPU);
        CollectionAssert.AreEqual(Scales(expected), Scales(actual));
        Assert.IsTrue(Scales(expected).All(scale => scale != 1));

        Assert.Contains("mask.calibration=pretrained", Notes(Tiny.WithOverrides([$"network.pretrained.file={backbone}", "mask.calibration=never"]), _folder["never"]));
    }

    [TestMethod]
    public void ARunFromRandomWeightsKeepsScalesOfOne()
    {
        var path = _folder["plain"];
        Assert.DoesNotContain("alibrat", Notes(Tiny, path));
        using var file = SafeTensors.Open(Path.Combine(path, "weights", "phase-1-compressed.safetensors"));
        Assert.IsFalse(file.Tensors.Any(tensor => tensor.Name.EndsWith("scale", StringComparison.Ordinal)));
    }

    private static Experiment Tiny => TinyOf("foster", "cim").With("learner.compression.epochs", "2");

    private static Experiment TinyOf(string learner, string mask) => new Shapes().WithOverrides([$"learner.kind={learner}", $"mask.kind={mask}", .. Overrides]);

    private static double[] Scales(IncrementalNetwork network) => [.. network.NewestBranch.RationalActivations.Select(activation => activation.Scale)];

    private static string Notes(Experiment experiment, string path)
    {
        var notes = new List<string>();
        ExperimentRunner.Run(experiment, Options(path), new Stopper(0, () => { }, notes));
        return string.Join('\n', notes);
    }

    private static RunOptions Options(string path) => new() { OutputFolder = path, Device = "cpu", WorkerCount = 1, CheckpointInterval = 2 };

    /// <summary>Does something once, at the n-th step or activity; from its memory on, a phase has four that are not kept.</summary>
    private sealed class Stopper(int atEvent, Action stop, List<string> notes) : RunProgress
    {
        private int _count;

        public override void StepFinished(int imageCount) => Count();

        public override void ActivityStarted(string activity) => Count();

        public override void Note(string message) => notes.Add(message);

        private void Count()
        {
            if (++_count == atEvent)
                stop();
        }
    }
}
