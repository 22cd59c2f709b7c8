using CimCil.Configuration;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

/// <summary>The names that other libraries and wrappers give to the weights of a residual network.</summary>
[TestClass]
public sealed class NameMapTests
{
    private static readonly ResNetConfig Config = new() { StageBlocks = [1, 2], Width = 4 };
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow("conv1.weight", "embedder.embedder.convolution.weight", "0.weight")]
    [DataRow("bn1.running_mean", "embedder.embedder.normalization.running_mean", "1.running_mean")]
    [DataRow("layer_1_1.conv1.weight", "encoder.stages.0.layers.0.layer.0.convolution.weight", "4.0.conv1.weight")]
    [DataRow("layer_2_1.bn2.bias", "encoder.stages.1.layers.0.layer.1.normalization.bias", "5.0.bn2.bias")]
    [DataRow("layer_4_13.conv3.weight", "encoder.stages.3.layers.12.layer.2.convolution.weight", "7.12.conv3.weight")]
    [DataRow("layer_2_1.downsample.0.weight", "encoder.stages.1.layers.0.shortcut.convolution.weight", "5.0.downsample.0.weight")]
    [DataRow("layer_2_1.downsample.1.running_var", "encoder.stages.1.layers.0.shortcut.normalization.running_var", "5.0.downsample.1.running_var")]
    [DataRow("fc.bias", "classifier.1.bias", "9.bias")]
    [DataRow("other.weight", "other.weight", "other.weight")]
    public void NamesGoThereAndBack(string ours, string transformers, string sequential)
    {
        foreach (var branch in new[] { "", "branches.0.", "convnets.12." })
        {
            Assert.AreEqual(branch + ours, NameMap.Transformers.ToOurs(branch + transformers));
            Assert.AreEqual(branch + transformers, NameMap.Transformers.FromOurs(branch + ours));
            Assert.AreEqual(branch + ours, NameMap.Sequential.ToOurs(branch + sequential));
            Assert.AreEqual(branch + sequential, NameMap.Sequential.FromOurs(branch + ours));
        }
    }

    [TestMethod]
    public void WeightsOfEveryLibraryWrapperAndKeyAreFound()
    {
        using var scope = torch.NewDisposeScope();
        using var source = new ResNet(Config, torch.CPU);
        var state = source.state_dict().Where(entry => !entry.Key.Contains("ratl")).ToList();
        foreach (var map in NameMap.All)
        {
            foreach (var before in new[]
            {
                "", "_orig_mod.", "module._orig_mod.", "net.", "resnet.", "model.net.", "encoder_q.", "module.encoder_q.", "teacher.", "teacher.module.backbone.",
                "params.", "params_ema.", "model_ema.", "network.", "weights.", "features.", "branches.0.", "convnets.0.",
            })
            {
                var path = _folder["weights.safetensors"];
                SafeTensors.Write(path, state.Select(entry => (before + map.FromOurs(entry.Key), entry.Value)).Append(("queue", torch.ones(2))));
                using var network = new ResNet(Config, torch.CPU);
                var report = WeightImport.Load(network, path);
                Assert.HasCount(state.Count, report.Matched, $"{map} {before}");
                Assert.IsEmpty(report.Unexpected.Except(["queue"]));
                foreach (var (name, tensor) in state)
                    StoredTensors.AreEqual(tensor, network.state_dict()[name], $"{map} {before}{name}");
            }
        }
    }

    [TestMethod]
    public void AKeyAndAPrefixChooseAmongSeveral()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ResNet(Config, torch.CPU);
        var path = _folder["weights.safetensors"];
        SafeTensors.Write(path, new[] { ("params.", 1.0), ("params_ema.", 2.0), ("moco.encoder_q.", 3.0), ("moco.encoder_k.", 4.0) }
            .SelectMany(part => network.state_dict().Select(entry => (part.Item1 + entry.Key, torch.full_like(entry.Value, part.Item2)))));
        foreach (var (weights, value) in new[]
        {
            (new Weights { File = path, Key = "params" }, 1f), (new Weights { File = path, Key = "params_ema" }, 2), (new Weights { File = path, Prefix = "params_ema" }, 2),
            (new Weights { File = path, Key = "moco", Prefix = "encoder_q" }, 3), (new Weights { File = path, Prefix = "moco.encoder_k." }, 4),
        })
        {
            var report = PretrainedBackbone.Load(network, weights)!;
            Assert.IsEmpty(report.Missing);
            Assert.IsEmpty(report.Unexpected);
            Assert.AreEqual(value, network.state_dict()["conv1.weight"].max().ToSingle());
        }
        var failure = Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Load(network, new Weights { File = path, Prefix = "encoder" }));
        Assert.Contains("no weights for this network behind the prefix 'encoder.'", failure.Message);
        Assert.AreEqual("file", new Weights { Key = "model" }.Validate().Single().Path);
    }

    [TestMethod]
    public void AFirstConvolutionForGrayImagesGivesWhatItGave()
    {
        using var scope = torch.NewDisposeScope();
        using var gradients = torch.no_grad();
        using var network = new ResNet(Config, torch.CPU);
        var path = _folder["gray.pth"];
        var gray = torch.randn([.. network.state_dict()["conv1.weight"].shape.Select((size, i) => i == 1 ? 1 : size)]);
        PyTorchFile.Write(path, network.state_dict().Select(entry => (entry.Key, entry.Key == "conv1.weight" ? gray : entry.Value)));
        var report = WeightImport.Load(network, path);
        CollectionAssert.AreEqual(new[] { "conv1.weight: one channel over three" }, report.Adapted.ToArray());
        Assert.Contains("adapted: 1 name: conv1.weight", report.ToString());
        var image = torch.randn(1, 1, 16, 16);
        var (expected, actual) = (torch.nn.functional.conv2d(image, gray), torch.nn.functional.conv2d(image.expand(1, 3, 16, 16), network.state_dict()["conv1.weight"]));
        Assert.IsTrue(expected.allclose(actual, 1e-4, 1e-5));
        Assert.Contains("conv1.weight: file", Assert.ThrowsExactly<CheckpointException>(() => network.load_py(path)).Message);
    }

    [TestMethod]
    [DataRow(torch.ScalarType.Float16)]
    [DataRow(torch.ScalarType.BFloat16)]
    [DataRow(torch.ScalarType.Float32)]
    public void CountersThatBecameFractionsAreRead(torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        using var network = torch.nn.Sequential(("a", torch.nn.BatchNorm2d(2)), ("b", torch.nn.BatchNorm2d(2)));
        network.state_dict()["b.num_batches_tracked"].fill_(5);
        var path = _folder["half.pth"];
        PyTorchFile.Write(path, network.state_dict().Select(entry => (entry.Key, entry.Key switch
        {
            "a.num_batches_tracked" => torch.tensor(384.0, type),
            "b.num_batches_tracked" => torch.tensor(double.PositiveInfinity, type),
            _ => entry.Value.to(type),
        })));
        network.load_py(path);
        Assert.AreEqual(384L, network.state_dict()["a.num_batches_tracked"].ToInt64());
        Assert.AreEqual(5L, network.state_dict()["b.num_batches_tracked"].ToInt64(), "a lost counter leaves the network's own");
    }

    [TestMethod]
    [DataRow("convnets")]
    [DataRow("branches")]
    public void TheNetworkOfARunGetsTorchVisionsNames(string spelling)
    {
        using var scope = torch.NewDisposeScope();
        var one = _folder["one.safetensors"];
        SafeTensors.Write(one, [($"{spelling}.0.conv1.weight", torch.ones(2)), ($"{spelling}.0.layer_2_1.conv1.weight", torch.ones(3)), ("heads.main.weight", torch.ones(4))]);
        var found = WeightConversion.Convert(one, _folder["one.pth"], WeightNames.TorchVision);
        Assert.AreEqual($"{spelling}.0.", found.Prefix);
        using (var file = CheckpointFile.Open(_folder["one.pth"]))
            CollectionAssert.AreEquivalent(new[] { "conv1.weight", "layer2.0.conv1.weight", "heads.main.weight" }, file.Tensors.Select(tensor => tensor.Name).ToArray());
        using (var first = CheckpointFile.Open(one))
        using (var second = CheckpointFile.Open(_folder["one.pth"]))
            Assert.AreEqual(3, WeightComparison.Of(first, second).EqualCount);

        var two = _folder["two.safetensors"];
        SafeTensors.Write(two, [($"{spelling}.0.layer_1_1.conv1.weight", torch.ones(2)), ($"{spelling}.1.layer_1_1.conv1.weight", torch.ones(2))]);
        WeightConversion.Convert(two, _folder["two.pth"], WeightNames.TorchVision);
        using (var file = CheckpointFile.Open(_folder["two.pth"]))
            CollectionAssert.AreEquivalent(new[] { $"{spelling}.0.layer1.0.conv1.weight", $"{spelling}.1.layer1.0.conv1.weight" }, file.Tensors.Select(tensor => tensor.Name).ToArray());
    }

    /// <summary>A plain Sequential of anything has weights called 0 and 9, and AlexNet's classifier is called classifier.1: without residual blocks they are no library's.</summary>
    [TestMethod]
    [DataRow("0.fc.weight", "1.fc.weight")]
    [DataRow("0.weight", "0.bias")]
    [DataRow("9.weight", "4.0.fc.weight")]
    [DataRow("classifier.1.weight", "classifier.6.weight")]
    public void NamesOfOtherNetworksStay(string one, string another)
    {
        using var scope = torch.NewDisposeScope();
        PyTorchFile.Write(_folder["a.pth"], [(one, torch.ones(2)), (another, torch.ones(2)), ("other", torch.ones(2))]);
        foreach (var names in new[] { WeightNames.TorchVision, WeightNames.Reference })
            Assert.Contains("its names are of no network that is known here", Assert.ThrowsExactly<CheckpointException>(() => WeightConversion.Convert(_folder["a.pth"], _folder["b.pth"], names)).Message);
        // Beside the blocks of such a network what is none of its parts stays.
        PyTorchFile.Write(_folder["c.pth"], [("0.weight", torch.ones(2)), ("4.0.conv1.weight", torch.ones(2)), ("0.fc.weight", torch.ones(2)), ("9.fc.weight", torch.ones(2)), ("4.0.fc.weight", torch.ones(2))]);
        WeightConversion.Convert(_folder["c.pth"], _folder["d.pth"], WeightNames.TorchVision);
        using var file = CheckpointFile.Open(_folder["d.pth"]);
        CollectionAssert.AreEquivalent(new[] { "conv1.weight", "layer1.0.conv1.weight", "0.fc.weight", "9.fc.weight", "4.0.fc.weight" }, file.Tensors.Select(tensor => tensor.Name).ToArray());
    }

    [TestMethod]
    public void AMapThatRenamesNothingIsAnError()
    {
        using var scope = torch.NewDisposeScope();
        PyTorchFile.Write(_folder["a.pth"], [("conv1.weight", torch.ones(2)), ("layer1.0.conv1.weight", torch.ones(2))]);
        var failure = Assert.ThrowsExactly<CheckpointException>(() => WeightConversion.Convert(_folder["a.pth"], _folder["b.pth"], WeightNames.TorchVision));
        Assert.Contains("its names are torchvision's already", failure.Message);
        Assert.IsFalse(File.Exists(_folder["b.pth"]));
        WeightConversion.Convert(_folder["a.pth"], _folder["b.pth"], WeightNames.Reference);
        Assert.ThrowsExactly<CheckpointException>(() => WeightConversion.Convert(_folder["b.pth"], _folder["c.pth"], WeightNames.Reference));
    }
}
