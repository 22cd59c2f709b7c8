using CimCil.Configuration;
using CimCil.Networks;
using CimCil.Onnx;

namespace CimCil.Tests.Onnx;

/// <summary>Every network variant through export: the graph on the CPU provider against TorchSharp.</summary>
[TestClass]
public sealed class ExportParityTests
{
    private const double Float32Tolerance = 1e-4;
    private const double Float16Tolerance = 1e-2;

    [TestMethod]
    [DataRow(Stem.ImageNet, 1, 64)]
    [DataRow(Stem.ImageNet, 2, 64)]
    [DataRow(Stem.ImageNet, 2, 75)]
    [DataRow(Stem.Cifar, 1, 32)]
    [DataRow(Stem.Cifar, 2, 21)]
    [DataRow(Stem.Strided, 1, 64)]
    [DataRow(Stem.Strided, 2, 33)]
    public void EveryNetworkGivesWhatTorchSharpGives(Stem stem, int branchCount, int side)
    {
        foreach (var blocks in new int[][] { [1, 1, 1], [2, 2, 2, 2] })
        {
            foreach (var precision in Enum.GetValues<ModelPrecision>())
            {
                foreach (var heatmapPath in Enum.GetValues<ActivationPath>())
                    Check(new ResNetConfig { StageBlocks = blocks, Width = 8, Stem = stem }, branchCount, side, new ExportOptions { Precision = precision }, heatmapPath);
            }
        }
    }

    [TestMethod]
    [DataRow(ModelLabels.Given, null)]
    [DataRow(ModelLabels.Given, 1)]
    [DataRow(ModelLabels.Given, 4)]
    [DataRow(ModelLabels.Predicted, null)]
    [DataRow(ModelLabels.Predicted, 4)]
    public void EveryFormGivesWhatTorchSharpGives(ModelLabels labels, int? batchSize) =>
        Check(NetworkConfig.Small, branchCount: 2, side: 64, new ExportOptions { Labels = labels, BatchSize = batchSize }, ActivationPath.Rational);

    [TestMethod]
    [DataRow(Stem.ImageNet, 1, 96, ModelPrecision.Float32)]
    [DataRow(Stem.Strided, 2, 33, ModelPrecision.Float32)]
    [DataRow(Stem.Strided, 2, 64, ModelPrecision.Float16)]
    public void CentredHeatmapsAreWhatTorchSharpGives(Stem stem, int branchCount, int side, ModelPrecision precision) => Check(
        new ResNetConfig { StageBlocks = [1, 1, 1], Width = 8, Stem = stem }, branchCount, side, new ExportOptions { Precision = precision }, ActivationPath.Rational, HeatmapAlignment.Centred);

    [TestMethod]
    public void APartOfAModelGivesTheSame()
    {
        using var folder = new TempFolder();
        using var network = MaskModels.Random(NetworkConfig.Small, 2, 5, seed: 3);
        var model = MaskModels.Export(network, folder["mask.onnx"], 64);
        var images = MaskModels.Images(3, 64, seed: 4);
        var expected = MaskModels.Reference(network, images, 64, [0, 1, 4]);
        using var heatmaps = MaskModels.Start(model, MaskOutputs.Heatmap);
        heatmaps.Run(images, [0, 1, 4]).ShouldEqual(expected with { Logits = [], Features = [] }, Float32Tolerance, "heatmaps alone");
        using var features = MaskModels.Start(model, MaskOutputs.Features);
        features.Run(images, []).ShouldEqual(expected with { Logits = [], Heatmaps = [] }, Float32Tolerance, "features alone");
    }

    [TestMethod]
    [DataRow(ModelPrecision.Float32, false)]
    [DataRow(ModelPrecision.Float32, true)]
    [DataRow(ModelPrecision.Float16, false)]
    public void ScaledActivationsGiveWhatTorchSharpGives(ModelPrecision precision, bool isOneMore)
    {
        double[] scales = [8.7, 0.3, 1, 4.1, 26];
        using var folder = new TempFolder();
        using var network = MaskModels.Random(new ResNetConfig { StageBlocks = [1, 1], Width = 8, Stem = Stem.Strided }, 2, 5, seed: 8);
        foreach (var (i, activation) in network.Branches.SelectMany(branch => branch.RationalActivations).Index())
            activation.SetScale(scales[i % scales.Length]);
        var model = MaskModels.Export(network, folder["mask.onnx"], 32, new ExportOptions { Precision = precision, RationalLength = isOneMore ? RationalLength.OneMore : RationalLength.Exact });
        var images = MaskModels.Images(4, 32, seed: 9);
        for (var i = 0; i < images.Length; i++)
            images[i] *= 10;
        using var session = MaskModels.Start(model);
        session.Run(images, [0, 1, 4, 2]).ShouldEqual(
            MaskModels.Reference(network, images, 32, [0, 1, 4, 2]), precision == ModelPrecision.Float32 ? Float32Tolerance : Float16Tolerance, "scaled");
    }

    [TestMethod]
    public void AFlatMapIsZero()
    {
        using var folder = new TempFolder();
        using var network = MaskModels.Random(NetworkConfig.Small, 1, 3, seed: 5);
        using (TorchSharp.torch.no_grad())
            network.Classifier.Weight.zero_();
        using var session = MaskModels.Start(MaskModels.Export(network, folder["mask.onnx"], 64), MaskOutputs.Heatmap);
        Assert.IsTrue(session.Run(MaskModels.Images(2, 64, seed: 6), [0, 2]).Heatmaps.All(value => value == 0));
    }

    private static void Check(ResNetConfig config, int branchCount, int side, ExportOptions options, ActivationPath heatmapPath, HeatmapAlignment alignment = HeatmapAlignment.AsEnlarged)
    {
        using var folder = new TempFolder();
        using var network = MaskModels.Random(config, branchCount, classCount: 5, seed: side + branchCount);
        var model = MaskModels.Export(network, folder["mask.onnx"], side, options, heatmapPath, alignment);
        var images = MaskModels.Images(7, side, seed: 2);
        long[] labels = [0, 4, 2, 1, 3, 3, 0];
        using var session = MaskModels.Start(model, batchSize: 3);
        var actual = session.Run(images, options.Labels == ModelLabels.Given ? labels : []);
        if (options.Labels == ModelLabels.Predicted)
            labels = [.. Enumerable.Range(0, labels.Length).Select(image => (long)actual.PredictedOf(image))];
        var expected = MaskModels.Reference(network, images, side, labels, heatmapPath, alignment);
        var what = $"{config.Stem} {string.Join(',', config.StageBlocks)}, {branchCount} branches, {side} px, {options}, {heatmapPath}, {alignment}";
        actual.ShouldEqual(expected, options.Precision == ModelPrecision.Float32 ? Float32Tolerance : Float16Tolerance, what);
    }
}
