using CimCil.Configuration;
using CimCil.Data;
using CimCil.Onnx;
using CimCil.Tests.Onnx;
using static TorchSharp.torch;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class NormalizationTests
{
    [TestMethod]
    [DataRow(InputNormalization.ImageNet, 2.2489083, -2.0357144, -1.8044444)]
    [DataRow(InputNormalization.Half, 1, -1, -1)]
    [DataRow(InputNormalization.ZeroToOne, 1, 0, 0)]
    // Blue first: 0 - 103.06, 0 - 115.90, 255 - 123.15.
    [DataRow(InputNormalization.Cntk, -103.06262, -115.902885, 131.84837)]
    public void ARedPixelBecomesTheNetworksInput(InputNormalization setting, double first, double second, double third)
    {
        using var scope = NewDisposeScope();
        var red = tensor(new byte[] { 255, 0, 0 }, [1, 3, 1, 1]);
        var values = Normalization.Of(setting).Apply(red).flatten().data<float>().ToArray();
        foreach (var (expected, actual) in new[] { first, second, third }.Zip(values))
            Assert.AreEqual(expected, actual, 1e-5 * Math.Max(1, Math.Abs(expected)));
    }

    [TestMethod]
    public void PipelinesTakeTheSetting()
    {
        var dataset = new ImageFolderDataset { Normalization = InputNormalization.Cntk };
        foreach (var pipeline in new[] { ImagePipeline.ForTraining(dataset), ImagePipeline.ForTesting(dataset), ImagePipeline.ForBoxes(dataset), ImagePipeline.ForTraining(dataset with { Augmentation = Augmentation.FlipAndShift }) })
            Assert.AreEqual(Normalization.Cntk, pipeline.Normalization);
        Assert.AreEqual(Normalization.ImageNet, ImagePipeline.ForTesting(new ShapesDataset()).Normalization);
    }

    [TestMethod]
    public void AModelOfEveryNormalisationTakesBytes()
    {
        using var scope = NewDisposeScope();
        using var folder = new TempFolder();
        using var network = MaskModels.Random(NetworkConfig.ResNet18 with { StageBlocks = [1, 1], Width = 8, Stem = Stem.Cifar }, 1, 3, 5);
        manual_seed(2);
        var pixels = (255 * rand(2, 3, 16, 16)).to(ScalarType.Byte);
        foreach (var setting in Enum.GetValues<InputNormalization>())
        {
            var info = MaskModels.Info(3, 16) with { Normalization = Normalization.Of(setting) };
            OnnxExporter.Write(folder["mask.onnx"], MaskNetwork.Of(network), info, new ExportOptions());
            var model = MaskModel.Open(folder["mask.onnx"]);
            Assert.AreEqual(info.Normalization, model.Info.Normalization);
            using var session = MaskModels.Start(model);
            var expected = MaskModels.Reference(network, info.Normalization.Apply(pixels).contiguous().data<float>().ToArray(), 16, [0, 2]);
            session.Run(pixels.data<byte>().ToArray(), [0L, 2]).ShouldEqual(expected, 1e-4, $"{setting}");
        }
    }

    [TestMethod]
    public void FoldedWeightsNeedImageNetsNormalisation()
    {
        var experiment = (Experiment)new Experiments.Shapes().With("data.normalization", "cntk");
        Assert.IsEmpty(experiment.Validate());
        var pretrained = experiment.With("network.pretrained.file", "ResNet18.onnx");
        var problem = pretrained.Validate().Single().ToString();
        Assert.Contains("data.normalization is cntk", problem);
        Assert.Contains("network.pretrained.pixels=asTrained", problem);
        Assert.IsEmpty(pretrained.With("network.pretrained.pixels", "asTrained").Validate());
        Assert.IsEmpty(pretrained.With("data.normalization", "imageNet").Validate());
    }
}
