using CimCil.Data;
using CimCil.Evaluation;
using CimCil.Exemplars;
using CimCil.PyBridge;
using CimCil.Runs;
using CimCil.Training;
using static TorchSharp.torch;

namespace CimCil.Tests.Runs;

[TestClass]
public sealed class CheckpointTests
{
    private static readonly RunCheckpoint State = new()
    {
        Fingerprint = "f",
        Config = "{}",
        Dataset = new DatasetFingerprint(["a \"class\""], new ImageListFingerprint(3, 9_000_000_000, "00ff"), new ImageListFingerprint(1, 0, "")),
        Phase = 1,
        Step = CheckpointStep.Training,
        Position = new TrainingPosition { Stage = 1, Epoch = 7, Part = EpochPart.Masks, NextBatch = 3, NextMaskStep = 2, MaskPass = 1, NextMaskBatch = 4, Elapsed = TimeSpan.FromTicks(123456789) },
        CompressionProbability = 0.1 + 0.2,
        Totals = [new("loss", 64), new("mask.outer", 2)],
        StepCounts = new Dictionary<string, long> { ["phi.0"] = 9 },
        PhaseElapsed = TimeSpan.FromTicks(987654321),
        MetricsLength = 12345,
        Results =
        [
            new PhaseResult(
                new Phase(0, 0, 2),
                new Dictionary<string, NetworkScores> { ["boosted"] = new(100.0 / 3, double.NaN, 5, null, 1e-17, [100.0 / 3], [new ClassScore(0, 3, 1), new ClassScore(1, 3, 2)]) },
                new MemoryUsage(4, 1.0 / 3, 1000, 8192, 0.7, [new ClassUsage(0, "a \"class\"", 2, 0.5, 400, 0.25)]),
                8, new BoxResult(0.3, 0.6, 1, null, null), TimeSpan.FromSeconds(5)),
        ],
        LeftOut = [new("train/a/1.png", "damaged", true)],
    };

    [TestMethod]
    public void EveryValueComesBackAsItWas()
    {
        var read = CheckpointJson.Read(CheckpointJson.Write(State));
        Assert.AreEqual(State.Position, read.Position);
        Assert.AreEqual(State.CompressionProbability, read.CompressionProbability);
        CollectionAssert.AreEqual(State.Totals.ToArray(), read.Totals.ToArray());
        Assert.AreEqual(9, read.StepCounts["phi.0"]);
        Assert.AreEqual((State.PhaseElapsed, State.MetricsLength, State.Step), (read.PhaseElapsed, read.MetricsLength, read.Step));
        CollectionAssert.AreEqual(State.LeftOut.ToArray(), read.LeftOut.ToArray());
        var (expected, actual) = (State.Results[0], read.Results[0]);
        Assert.AreEqual(expected.Phase, actual.Phase);
        Assert.AreEqual((expected.Boxes, expected.Budget, expected.Elapsed), (actual.Boxes, actual.Budget, actual.Elapsed));
        Assert.AreEqual(expected.Memory with { Classes = [] }, actual.Memory with { Classes = [] });
        CollectionAssert.AreEqual(expected.Memory.Classes.ToArray(), actual.Memory.Classes.ToArray());
        CollectionAssert.AreEqual(expected.Scores["boosted"].PerClass.ToArray(), actual.Scores["boosted"].PerClass.ToArray());
        CollectionAssert.AreEqual(expected.Scores["boosted"].PerPhase.ToArray(), actual.Scores["boosted"].PerPhase.ToArray());
        Assert.AreEqual((100.0 / 3, double.NaN, 1e-17), (actual.Scores["boosted"].Top1, actual.Scores["boosted"].TopK, actual.Scores["boosted"].New));
    }

    [TestMethod]
    public void TheLastTwoAreKeptAndTensorsComeBack()
    {
        using var folder = new TempFolder();
        using var scope = NewDisposeScope();
        var checkpoints = new CheckpointFolder(folder.Path);
        for (var i = 0; i < 4; i++)
            checkpoints.Write(State with { Phase = i }, [("a", tensor(new[] { 1.5f, i })), ("b", tensor(7L)), ("c", zeros(0, 4))]);
        Assert.HasCount(2, checkpoints.Files);
        using var newest = checkpoints.ReadNewest(_ => Assert.Fail("nothing is damaged"));
        Assert.AreEqual(3, newest!.State.Phase);
        CollectionAssert.AreEqual(new[] { 1.5f, 3f }, newest.Tensors["a"].data<float>().ToArray());
        Assert.AreEqual(7L, newest.Tensors["b"].item<long>());
        CollectionAssert.AreEqual(new long[] { 0, 4 }, newest.Tensors["c"].shape);
    }

    [TestMethod]
    public void EveryFlippedByteIsFound()
    {
        using var folder = new TempFolder();
        using var scope = NewDisposeScope();
        var checkpoints = new CheckpointFolder(folder.Path);
        checkpoints.Write(State, [("a", arange(50, ScalarType.Float32))]);
        var file = checkpoints.Files[0];
        var bytes = File.ReadAllBytes(file);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            File.WriteAllBytes(file, bytes);
            bytes[i] ^= 0x10;
            try
            {
                using var read = CheckpointFolder.Read(file);
                Assert.Fail($"byte {i} was not noticed");
            }
            catch (CheckpointException)
            {
                // As it must be.
            }
        }
    }

    [TestMethod]
    public void AnUnfinishedFileIsNoCheckpointAndIsRemoved()
    {
        using var folder = new TempFolder();
        var checkpoints = new CheckpointFolder(folder.Path);
        File.WriteAllText(Path.Combine(folder.Path, "checkpoint-000001.safetensors.77.tmp"), "half");
        Assert.IsNull(checkpoints.ReadNewest(_ => { }));
        checkpoints.RemoveUnfinished();
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }
}
