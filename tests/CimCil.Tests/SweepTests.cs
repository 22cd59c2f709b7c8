using System.Text.Json.Nodes;
using CimCil.Configuration;
using CimCil.Configuration.Schema;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Experiments;
using CimCil.Foundation;
using CimCil.Masking;
using CimCil.Onnx;
using CimCil.PyBridge;
using CimCil.Runs;
using CimCil.Tests.Runs;
using static TorchSharp.torch;

namespace CimCil.Tests;

/// <summary>
/// Every learner of the library with every mask policy, over two tiny phases of Shapes: what must hold of any run, whatever it is made
/// of. The pairs come from what is registered, so that a new learner or policy is in the sweep by itself.
/// </summary>
[TestClass]
public sealed class SweepTests
{
    private static readonly Experiment Tiny = new Shapes().WithOverrides(
    [
        "data.side=32", "data.imageSide=32", "data.testResize=32", "data.classCount=4", "data.trainImagesPerClass=8", "data.testImagesPerClass=2", "data.augmentation=none",
        "phases.classes=4", "phases.firstPhase=2", "phases.classesPerPhase=2", "memory.budget=8", "network.width=4", "network.stageBlocks=1,1",
        "training.batchSize=4", "training.firstPhase.epochs=5", "training.firstPhase.schedule=constant", "training.firstPhase.learningRate=0.05", "training.laterPhases.epochs=2",
    ]);

    /// <summary>For the settings of a mask policy that are there.</summary>
    private static readonly Dictionary<string, string> TinyMask = new()
    {
        ["refreshInterval"] = "1",
        ["randomCompressionStep"] = "0.05",
        ["batchSize"] = "2",
        ["iterationsPerNewClass"] = "0.5",
    };

    public static IEnumerable<object[]> Pairs =>
        from learner in KindsOf(typeof(LearnerConfig))
        from mask in KindsOf(typeof(MaskConfig))
        select new object[] { learner, mask, "" };

    public static IEnumerable<object[]> Variants =>
    [
        ["replay", "cim", "learner.prediction=nearest-class-mean"],
        ["der", "cim", "learner.correction=balanced-training"],
    ];

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    [DynamicData(nameof(Variants))]
    public void APairKeepsWhatEveryRunMustKeep(string learner, string mask, string setting)
    {
        using var folder = new TempFolder();
        var experiment = ExperimentOf(learner, mask, setting);
        var tensors = new TensorsPerStage();
        var result = ExperimentRunner.Run(experiment, Options(folder["whole"]), tensors);
        Assert.HasCount(2, result.Phases);
        foreach (var (stage, counts) in tensors.Counts)
            Assert.IsLessThanOrEqualTo(counts[counts.Count / 2], counts[^1], $"{stage}: a step leaves tensors behind: {string.Join(", ", counts)}");
        LossShouldFall(folder["whole"]);
        MemoryShouldBeSound(result, folder["whole"]);
        Assert.AreEqual(experiment.Mask.CreatePolicy().Form == StoredForm.Whole, result.Phases[^1].Memory.MeanBoxShare == 1, "only full images are kept whole");
        ExemplarsShouldBeKeptAsTheSettingsSay(experiment, folder["whole"]);
        CoverageShouldBeThereOnceThereAreBoxes(experiment, folder["whole"]);

        var stops = StoppedRun.Complete(experiment, Options(folder["stopped"]));
        CollectionAssert.AreEqual(StagesOf(folder["whole"]), stops.ToArray(), "a stop in every stage");
        RunAssert.AreEqual(folder["whole"], folder["stopped"]);

        if (experiment.Mask.CreatePolicy().HeatmapPath is not null)
            EveryScoredNetworkShouldExport(TrainedRun.Open(folder["whole"]), result.Networks, folder["mask.onnx"]);
    }

    private static IEnumerable<string> KindsOf(Type family) =>
        SectionRegistry.ChoicesFor(family).Where(choice => choice.Type.Assembly == family.Assembly).Select(choice => choice.Kind);

    private static Experiment ExperimentOf(string learner, string mask, string setting)
    {
        var experiment = Tiny.With("learner.kind", learner).With("mask.kind", mask);
        var (learnerSchema, maskSchema) = (experiment.Learner.GetSchema(), experiment.Mask.GetSchema());
        return experiment.WithOverrides(
        [
            // Stages of a learner's own.
            .. learnerSchema.Settings.OfType<SectionSetting>().Select(stage => $"learner.{stage.Name}.epochs=2"),
            .. TinyMask.Where(entry => maskSchema.Find(entry.Key) is not null).Select(entry => $"mask.{entry.Key}={entry.Value}"),
            .. setting.Length == 0 ? [] : new[] { setting },
        ]);
    }

    /// <summary>Without augmentation the first phase of any learner learns its few images.</summary>
    private static void LossShouldFall(string run)
    {
        double[] losses = [.. Epochs(run).Where(epoch => (int)epoch["phase"]! == 0).Select(epoch => (double)epoch["values"]!["loss"]!)];
        Assert.IsLessThan(0.9 * losses[0], losses[^1], string.Join(", ", losses));
    }

    private static void MemoryShouldBeSound(RunResult result, string run)
    {
        foreach (var phase in result.Phases)
        {
            Assert.IsGreaterThan(0, phase.Memory.ExemplarCount);
            Assert.IsLessThanOrEqualTo(phase.Budget + 1e-9, phase.BudgetUsed);
        }
        var report = StoreVerification.Verify(Path.Combine(run, "memory.db"));
        Assert.IsTrue(report.IsSound, string.Join("\n", report.Problems));
        Assert.AreEqual(result.Phases[^1].Memory.ExemplarCount, report.ExemplarCount);
    }

    /// <summary>A whole image is one whose box is all of it; what lies outside a box is downsampled by the ratio that the settings name, and what lies inside by the one for it.</summary>
    private static void ExemplarsShouldBeKeptAsTheSettingsSay(Experiment experiment, string run)
    {
        double Ratio(string setting) => experiment.Mask.GetSchema().Find(setting)?.Get(experiment.Mask) is double ratio ? ratio : 1;
        using var store = ExemplarStore.OpenReadOnly(Path.Combine(run, "memory.db"));
        var compressed = store.Snapshot.Entries.Where(entry => entry.BoxShare < 1).ToArray();
        Assert.AreEqual(experiment.Mask.CreatePolicy().Form == StoredForm.Compressed, compressed.Length > 0);
        foreach (var entry in compressed)
            Assert.AreEqual(new CompressionRatios(Ratio("compressionRatio"), Ratio("foregroundRatio")), entry.Ratios, entry.Source);
    }

    /// <summary>Of each epoch since the first refresh of its phase, which the two epochs of the second phase have no place for; the oracle covers all.</summary>
    private static void CoverageShouldBeThereOnceThereAreBoxes(Experiment experiment, string run)
    {
        var coverages = Epochs(run).Select(epoch => ((int)epoch["phase"]!, Value: (double?)epoch["values"]!["boxes.trueBoxCoverage"])).ToList();
        foreach (var phase in coverages.GroupBy(epoch => epoch.Item1, epoch => epoch.Value))
        {
            Assert.IsNull(phase.First(), "the first epoch has no boxes yet");
            Assert.AreEqual(phase.Key > 0 || experiment.Mask.CreatePolicy().When is null, phase.All(coverage => coverage is null));
            Assert.IsTrue(phase.SkipWhile(coverage => coverage is null).All(coverage => coverage is >= 0 and <= 1));
        }
        if (experiment.Mask is OracleBox)
            Assert.IsTrue(coverages.All(epoch => epoch.Value is null or 1));
        else if (experiment.Mask is CentreBox)
            Assert.IsTrue(coverages.All(epoch => epoch.Value is null or (> 0 and < 1)));
    }

    private static void EveryScoredNetworkShouldExport(TrainedRun run, IReadOnlyList<string> names, string file)
    {
        var loading = new Loading(new RandomStreams(0), 1, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        using var store = ExemplarStore.OpenReadOnly(run.MemoryPath);
        Sample[] samples = [.. store.Snapshot.Images.Select(image => new Sample(image, image.Entry.Label))];
        foreach (var name in names)
        {
            using var network = NetworkFile.Load(run.WeightsOf(name, phase: 1), CPU);
            var scored = run.HeadOf(name) is { } head ? new MaskNetwork(network, network.Head(head)) : MaskNetwork.Of(network);
            OnnxExporter.Write(file, scored, InfoOf(run, name), new ExportOptions());
            var difference = ExportCheck.Compare(MaskModel.Open(file), scored, samples, loading);
            Assert.AreEqual(samples.Length, difference.ImageCount);
            Assert.IsLessThanOrEqualTo(ExportCheck.Tolerance(ModelPrecision.Float32), difference.Largest, $"{name}: {difference}");
        }
    }

    private static MaskModelInfo InfoOf(TrainedRun run, string network)
    {
        var policy = run.Experiment.Mask.CreatePolicy();
        return new MaskModelInfo
        {
            ClassNames = run.ClassNames(phase: 1),
            ImageSide = run.Experiment.Data.ImageSide,
            TestResize = run.Experiment.Data.TestResize,
            Normalization = ImagePipeline.ForBoxes(run.Experiment.Data).Normalization,
            Threshold = policy.Where!.Threshold ?? run.ThresholdOf(phase: 1)!.Value,
            Ratios = policy.Ratios,
            HeatmapPath = policy.HeatmapPath!.Value,
            Network = network,
            Experiment = run.Experiment.Name,
            Seed = run.Experiment.Seed,
            Phase = 1,
            Fingerprint = run.Experiment.Fingerprint(),
        };
    }

    private static string[] StagesOf(string run) => [.. Epochs(run).Select(epoch => $"{epoch["phase"]} {epoch["stage"]}").Distinct()];

    private static IEnumerable<JsonNode> Epochs(string run) =>
        File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["kind"] == "epoch");

    private static RunOptions Options(string path) => new() { OutputFolder = path, Device = "cpu", WorkerCount = 1 };

    /// <summary>
    /// The library's count of live tensors at every step of a stage. Half-way all that a stage keeps is there; a step
    /// that leaves more behind pins memory between the large blocks of the steps, and a run then grows by gigabytes.
    /// </summary>
    private sealed class TensorsPerStage : RunProgress
    {
        private readonly List<(string Stage, List<long> Counts)> _counts = [];

        public IReadOnlyList<(string Stage, List<long> Counts)> Counts => _counts;

        public override void StageStarted(string stage, int epochCount, int imageCount) => _counts.Add((stage, []));

        public override void StepFinished(int imageCount) => _counts[^1].Counts.Add(Tensor.TotalCount);
    }
}
