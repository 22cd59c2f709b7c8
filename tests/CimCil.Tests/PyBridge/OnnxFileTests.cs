using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;
using CimCil.PyBridge;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.PyBridge;

/// <summary>Weights of ONNX files that PyTorch exports, and of others like them.</summary>
[TestClass]
public sealed class OnnxFileTests
{
    private static readonly TempFolder Folder = new();

    [ClassInitialize]
    public static void Export(TestContext _)
    {
        PythonTorch.RequireExport();
        PythonTorch.Run("onnx_weights.py", Folder.Path);
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    [DataRow("named", 2)]
    [DataRow("folded", 2)]
    [DataRow("anonymous", 2)]
    [DataRow("anonymous_folded", 2)]
    [DataRow("blocks2223", 3)]
    [DataRow("epsilon", 1)]
    public void AnImportedNetworkGivesTheFeaturesThatPyTorchGives(string name, int lastStage)
    {
        using var scope = NewDisposeScope();
        var first = name == "epsilon" ? 1 : 2;
        using var network = new ResNet(new ResNetConfig { StageBlocks = [first, first, first, lastStage] }, CPU);
        var report = PretrainedBackbone.Load(network, Weights.Onnx(Folder[$"{name}.onnx"]))!;
        Assert.IsEmpty(report.Mismatched);
        Assert.IsTrue(report.Missing.All(missing => missing.Contains("ratl", StringComparison.Ordinal) || missing.EndsWith("num_batches_tracked", StringComparison.Ordinal)), report.ToString());
        Assert.AreEqual(name is "folded" or "anonymous_folded" or "blocks2223", report.Adapted.Any(adapted => adapted.StartsWith("norms: ", StringComparison.Ordinal)));
        Near.RelativeToLargest(NpyArray.Read(Folder[$"{name}.npy"]).ToDoubles(), Features(network).Values(), 1e-5, name);
    }

    [TestMethod]
    public void PixelsOfCntkAreFoldedIntoTheFirstLayer()
    {
        using var scope = NewDisposeScope();
        using var network = new ResNet(new ResNetConfig(), CPU);
        using var file = CheckpointFile.Open(Folder["cntk.onnx"]);
        Assert.Contains("BGR", file.Metadata["pixels"]);
        Assert.Contains("pixels: BGR", WeightImport.Load(network, file).Adapted.Single());
        var expected = tensor(NpyArray.Read(Folder["cntk.npy"]).ToDoubles());
        var error = (Features(network).to(ScalarType.Float64).flatten() - expected).norm().ToDouble() / expected.norm().ToDouble();
        // What is left is the border, where their padding is the mean of their pixels and ours that of ours.
        Assert.IsLessThan(1e-3, error);
        CollectionAssert.AreEqual(new[] { Normalization.ImageNet.Mean.Red, Normalization.ImageNet.Mean.Green, Normalization.ImageNet.Mean.Blue }, CntkPixels.OurMeans.Select(value => (float)value).ToArray());
        CollectionAssert.AreEqual(new[] { Normalization.Cntk.Mean.Blue, Normalization.Cntk.Mean.Green, Normalization.Cntk.Mean.Red }, CntkPixels.Means.Select(value => (float)value / 255).ToArray());
        CollectionAssert.AreEqual(new[] { Normalization.ImageNet.Deviation.Red, Normalization.ImageNet.Deviation.Green, Normalization.ImageNet.Deviation.Blue }, CntkPixels.OurDeviations.Select(value => (float)value).ToArray());
    }

    [TestMethod]
    public void AnOnnxFileIsKnownByItsContentAndConverts()
    {
        using var named = CheckpointFile.Open(Folder["renamed.dat"]);
        Assert.AreEqual(CheckpointFormat.Onnx, named.Format);
        Assert.AreEqual("pytorch", named.Metadata["producer"]);
        WeightConversion.Convert(Folder["anonymous.onnx"], Folder["converted.safetensors"]);
        using var converted = CheckpointFile.Open(Folder["converted.safetensors"]);
        using var original = CheckpointFile.Open(Folder["anonymous.onnx"]);
        Assert.AreEqual(original.Tensors.Count, WeightComparison.Of(original, converted).EqualCount);
        foreach (var name in new[] { "conv1.weight", "bn1.running_var", "layer_2_1.downsample.0.weight", "layer_4_2.bn2.bias" })
            Assert.IsNotNull(converted[name]);
    }

    [TestMethod]
    public void ANetworkOfOtherBlocksKeepsItsNamesAndFitsNothing()
    {
        using var network = new ResNet(new ResNetConfig(), CPU);
        using var file = CheckpointFile.Open(Folder["bottlenecks.onnx"]);
        Assert.IsNotNull(file["layer1.0.conv3.weight"]);
        Assert.Contains("a basic block has one convolution with a window above 1 x 1 there", Assert.ThrowsExactly<CheckpointException>(() => WeightImport.Load(network, file)).Message);
        var wider = Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Check(new ResNetConfig { StageBlocks = [2, 2, 2, 3], Pretrained = Weights.Onnx(Folder["folded.onnx"]) }));
        Assert.Contains("lacks weights of the network", wider.Message);
    }

    [TestMethod]
    public void WeightsInAnotherFileAreRefused() =>
        Assert.Contains("external data", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(Folder["external.onnx.txt"])).Message);

    [TestMethod]
    public void ACutFileIsOneMessage()
    {
        var bytes = File.ReadAllBytes(Folder["epsilon.onnx"]);
        foreach (var length in new[] { 1, 2, 3, 7, 20, 100, 1000, 5000, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(Folder["cut.onnx"], bytes[..length]);
            Assert.Contains("cut.onnx", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(Folder["cut.onnx"]).Dispose(), $"{length} bytes").Message);
        }
    }

    [TestMethod]
    public void ADamagedFileIsOneMessageOrOpens()
    {
        // The graph's operations stand at the start, the weights' names and shapes between their numbers.
        var bytes = File.ReadAllBytes(Folder["epsilon.onnx"]);
        var draw = new Random(5);
        for (var i = 0; i < 400; i++)
        {
            var whole = new Stack<(int Place, byte Value)>();
            for (var j = 0; j < 3; j++)
            {
                var place = draw.Next(j == 0 ? bytes.Length : 6000);
                whole.Push((place, bytes[place]));
                bytes[place] = (byte)draw.Next(256);
            }
            try
            {
                using var file = CheckpointFile.Open(ByteSource.Over("damaged.onnx", bytes));
            }
            catch (CheckpointException failure)
            {
                Assert.Contains("damaged.onnx", failure.Message);
            }
            // Mended, for a file of many megabytes is not copied four hundred times.
            while (whole.TryPop(out var byteThere))
                bytes[byteThere.Place] = byteThere.Value;
        }
    }

    private static Tensor Features(ResNet network)
    {
        using var noGradient = no_grad();
        network.eval();
        return Backbone.Pool(network.Maps(NpyArray.Read(Folder["images.npy"]).ToTensor(), ForwardPass.Relu));
    }
}
