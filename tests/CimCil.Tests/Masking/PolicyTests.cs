using CimCil.Configuration;
using CimCil.Configuration.Schema;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

/// <summary>What the policies answer.</summary>
[TestClass]
public sealed class PolicyTests
{
    private static readonly ResNetConfig Backbone = new() { StageBlocks = [1, 1], Width = 4, Stem = Stem.Cifar };

    private static readonly ShapesDataset Data = new() { Side = 32, ImageSide = 32, TestResize = 32, ClassCount = 3, TrainImagesPerClass = 4, TestImagesPerClass = 1 };

    private static Loading Loading(int workers = 1) => new(new RandomStreams(5), workers, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);

    private static IReadOnlyList<Sample> Samples => [.. Data.Open().Train.Select(image => new Sample(image, image.Class))];

    [TestMethod]
    [DataRow("full-images", "no boxes, never, Whole, -")]
    [DataRow("artifact-augmentation", "Relu, 40, Whole, -")]
    [DataRow("full-compression", "no heatmap, 40, Compressed, -")]
    [DataRow("random-box", "no heatmap, 40, Compressed, -")]
    [DataRow("centre-box", "no heatmap, 40, Compressed, -")]
    [DataRow("class-activation", "Relu, 40, Compressed, -")]
    [DataRow("phase-wise-threshold", "Relu, 40, Compressed, -")]
    [DataRow("joint-training", "Rational, 40, Compressed, JointLearning")]
    [DataRow("cim", "Rational, 40, Compressed, BilevelLearning")]
    [DataRow("cim-last-stage", "RationalInLastStage, 40, Compressed, BilevelLearning")]
    [DataRow("foreground-compressed", "Rational, 40, Compressed, BilevelLearning")]
    [DataRow("oracle-box", "no heatmap, 40, Compressed, -")]
    public void FourAnswers(string kind, string expected)
    {
        var policy = PolicyOf(kind);
        var where = policy.Where is null ? "no boxes" : policy.HeatmapPath?.ToString() ?? "no heatmap";
        Assert.AreEqual(expected, $"{where}, {policy.When?.Interval.ToString() ?? "never"}, {policy.Form}, {policy.Learning?.GetType().Name ?? "-"}");
    }

    [TestMethod]
    public void EveryRegisteredPolicyIsListedAbove() => Assert.HasCount(
        SectionRegistry.ChoicesFor(typeof(MaskConfig)).Count(choice => choice.Type.Assembly == typeof(MaskConfig).Assembly),
        typeof(PolicyTests).GetMethod(nameof(FourAnswers))!.GetCustomAttributes(typeof(DataRowAttribute), false));

    [TestMethod]
    public void PlacedBoxesHaveTheirShareAndStayWhereTheyAre()
    {
        foreach (var kind in new[] { "random-box", "centre-box" })
        {
            var boxes = Find(kind, Samples);
            foreach (var box in boxes.Boxes)
                Assert.AreEqual(0.36, box!.Value.Box.ShareOf(32, 32), 0.02, kind);
            var reversed = Find(kind, [.. Samples.Reverse()], workers: 3);
            CollectionAssert.AreEqual(boxes.Boxes.Reverse().ToArray(), reversed.Boxes.ToArray(), "whatever the order and the workers");
        }
        Assert.HasCount(1, Find("centre-box", Samples).Boxes.Distinct());
        Assert.IsGreaterThan(8, Find("random-box", Samples).Boxes.Distinct().Count());
        Assert.AreEqual(0.0, Find("full-compression", Samples).MeanShare);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.0001)]
    public void TheSmallestPlacedBoxIsAPixel(double share)
    {
        using var network = Network();
        foreach (var policy in new[] { new RandomBox { BoxShare = share }.CreatePolicy(), new CentreBox { BoxShare = share }.CreatePolicy() })
        {
            foreach (var box in new BoxFinder(policy, Data, Loading()).Find(network, Samples)!.Boxes)
                Assert.AreEqual(1, box!.Value.Box.Area);
        }
    }

    [TestMethod]
    public void TheOracleKeepsTheTruthAndSaysWhereThereIsNone()
    {
        Assert.AreEqual(1.0, Find("oracle-box", Samples).TrueBoxCoverage(Samples));
        var blind = Samples.Select(sample => new Sample(new Blind(sample.Image), sample.Label)).ToArray();
        Assert.Contains("does not know the true box", Assert.ThrowsExactly<DataException>(() => Find("oracle-box", blind)).Message);
    }

    [TestMethod]
    public void TheThresholdOfAPhaseBringsTheMeanShareNearestToTheTarget()
    {
        double[] candidates = [0.1, 0.3, 0.5, 0.7, 0.9];
        using var network = Network();
        FoundBoxes By(IReadOnlyList<double> thresholds, double target) => new BoxFinder(
            new PhaseWiseThreshold { Thresholds = thresholds, TargetBoxShare = target }.CreatePolicy(), Data, Loading()).Find(network, Samples)!;
        double[] shares = [.. candidates.Select(threshold => By([threshold], 0).MeanShare)];
        Assert.HasCount(5, shares.Distinct());
        for (var i = 0; i < candidates.Length; i++)
        {
            var chosen = By(candidates, shares[i] + 1e-6);
            Assert.AreEqual((candidates[i], shares[i]), (chosen.Threshold, chosen.MeanShare));
        }
    }

    [TestMethod]
    [DataRow("joint-training")]
    [DataRow("cim-last-stage")]
    [DataRow("foreground-compressed")]
    public void TheGradientOfPhiAgreesWithCentralDifferences(string kind)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var network = Network(ScalarType.Float64);
        using var trainer = PolicyOf(kind).Learning!.Start(StageModel.Classification(network), new Phase(0, 0, 3));
        Assert.HasCount(kind == "cim-last-stage" ? 4 : 10, trainer.Phi);
        PhiGradient.ShouldAgreeWithCentralDifferences(trainer, Batch(), Batch(), 0.5);

        static (Tensor, Tensor) Batch() => (randn(4, 3, 12, 12, dtype: ScalarType.Float64), arange(4).remainder(3));
    }

    private static MaskPolicy PolicyOf(string kind) => ((MaskConfig)SectionRegistry.ChoicesFor(typeof(MaskConfig)).Single(choice => choice.Kind == kind).Create()).CreatePolicy();

    private static FoundBoxes Find(string kind, IReadOnlyList<Sample> samples, int workers = 1)
    {
        using var network = Network();
        return new BoxFinder(PolicyOf(kind), Data, Loading(workers)).Find(network, samples)!;
    }

    private static IncrementalNetwork Network(ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var network = new IncrementalNetwork(Backbone, NetworkShape.OneBranch(3), CPU, type);
        network.eval();
        return network;
    }

    /// <summary>An image that does not know the true box.</summary>
    private sealed class Blind(DatasetImage image) : DatasetImage
    {
        public override string Name => image.Name;

        public override int Class => image.Class;

        public override void LoadInto(RgbImage destination) => image.LoadInto(destination);
    }
}
