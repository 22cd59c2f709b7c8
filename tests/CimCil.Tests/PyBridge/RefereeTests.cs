using CimCil.Configuration;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Referee = TorchSharp.PyBridge.PyBridgeModuleExtensions;
using RefereeTensors = TorchSharp.PyBridge.Safetensors;

namespace CimCil.Tests.PyBridge;

/// <summary>The package TorchSharp.PyBridge as referee: what either writes, the other reads, equal to the bit.</summary>
[TestClass]
public sealed class RefereeTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    [DataRow(ScalarType.Float16)]
    [DataRow(ScalarType.BFloat16)]
    public void ModulesGoBothWays(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var module = Network(type, 1);
        module.save_py(_folder["ours.pth"]);
        module.save_safetensors(_folder["ours.safetensors"]);
        Referee.save_py(module, _folder["theirs.pth"]);
        Referee.save_safetensors(module, _folder["theirs.safetensors"]);
        AssertRead(type, module, other => Referee.load_py(other, _folder["ours.pth"]));
        AssertRead(type, module, other => Referee.load_safetensors(other, _folder["ours.safetensors"]));
        AssertRead(type, module, other => other.load_py(_folder["theirs.pth"]));
        AssertRead(type, module, other => other.load_safetensors(_folder["theirs.safetensors"]));
    }

    [TestMethod]
    public void StreamsGoBothWays()
    {
        using var scope = NewDisposeScope();
        using var module = Network(ScalarType.Float32, 1);
        foreach (var (write, read) in new (Action<nn.Module, Stream>, Action<nn.Module, Stream>)[]
        {
            ((source, stream) => source.save_safetensors(stream, leaveOpen: true), (target, stream) => Referee.load_safetensors(target, stream)),
            ((source, stream) => Referee.save_safetensors(source, stream, leaveOpen: true), (target, stream) => target.load_safetensors(stream)),
            ((source, stream) => source.save_safetensors(stream, leaveOpen: true), (target, stream) => target.load_safetensors(stream)),
            ((source, stream) => source.save_py(stream, leaveOpen: true), (target, stream) => Referee.load_py(target, stream)),
            ((source, stream) => Referee.save_py(source, stream, leaveOpen: true), (target, stream) => target.load_py(stream)),
        })
        {
            using var stream = new MemoryStream();
            write(module, stream);
            stream.Position = 0;
            AssertRead(ScalarType.Float32, module, other => read(other, stream));
            Assert.IsFalse(stream.CanRead, "the reader closed the stream");
        }
    }

    [TestMethod]
    public void AStreamOfSafetensorsStaysOpenWhereThatIsAskedAndDamageIsNamed()
    {
        using var scope = NewDisposeScope();
        using var module = Network(ScalarType.Float32, 1);
        using var stream = new MemoryStream();
        module.save_safetensors(stream, skip: ["first.bias"], leaveOpen: true);
        stream.Position = 0;
        Assert.Contains("first.bias", Assert.ThrowsExactly<CheckpointException>(() => module.load_safetensors(stream, leaveOpen: true)).Message);
        stream.Position = 0;
        var loaded = new Dictionary<string, bool>();
        module.load_safetensors(stream, skip: ["first.bias"], loadedParameters: loaded, leaveOpen: true);
        Assert.IsFalse(loaded["first.bias"]);
        Assert.IsTrue(loaded["first.weight"]);
        stream.SetLength(stream.Length - 1);
        stream.Position = 0;
        Assert.Contains("The stream", Assert.ThrowsExactly<CheckpointException>(() => module.load_safetensors(stream, skip: ["first.bias"])).Message);
        using var complex = new Holder(torch.zeros(2, ScalarType.ComplexFloat64));
        using var empty = new MemoryStream();
        Assert.Contains("complex", Assert.ThrowsExactly<CheckpointException>(() => complex.save_safetensors(empty)).Message);
        Assert.AreEqual(0, empty.Length);
    }

    [TestMethod]
    public void TensorsOfEveryTypeGoBothWays()
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        // The types that the format and the referee both have.
        var tensors = StoredTensors.Types.Where(type => !is_complex(type)).ToDictionary(type => type.ToString(), type => StoredTensors.Random(random, type, 3, 4));
        RefereeTensors.SaveStateDict(_folder["theirs.safetensors"], tensors);
        using (var file = SafeTensors.Open(_folder["theirs.safetensors"]))
        {
            foreach (var (name, tensor) in tensors)
                StoredTensors.AreEqual(tensor, file[name].Read(), name);
        }
        SafeTensors.Write(_folder["ours.safetensors"], tensors.Select(entry => (entry.Key, entry.Value)));
        var read = RefereeTensors.LoadStateDict(_folder["ours.safetensors"]);
        Assert.HasCount(tensors.Count, read);
        foreach (var (name, tensor) in tensors)
            StoredTensors.AreEqual(tensor, read[name], name);
    }

    /// <summary>The package itself writes contiguous ones alone, and to a pickle with an offset into numbers that it leaves out.</summary>
    [TestMethod]
    public void ViewsGoToTheRefereeAndBackAsFarAsItWritesThem()
    {
        using var scope = NewDisposeScope();
        var numbers = arange(60, ScalarType.Float32);
        foreach (var view in new[] { numbers.reshape(12, 5).t(), numbers[TensorIndex.Slice(3, null, 7)], numbers.reshape(3, 4, 5)[1], numbers.reshape(1, 3, 4, 5).permute(0, 2, 3, 1) })
        {
            using var module = new Holder(view);
            module.save_py(_folder["ours.pth"]);
            module.save_safetensors(_folder["ours.safetensors"]);
            AssertHolds(view, other => Referee.load_py(other, _folder["ours.pth"]));
            AssertHolds(view, other => Referee.load_safetensors(other, _folder["ours.safetensors"]));
            if (!view.is_contiguous())
            {
                Assert.Throws<InvalidOperationException>(() => Referee.save_py(module, _folder["theirs.pth"]));
                continue;
            }
            Referee.save_safetensors(module, _folder["theirs.safetensors"]);
            AssertHolds(view, other => other.load_safetensors(_folder["theirs.safetensors"]));
            Referee.save_py(module, _folder["theirs.pth"]);
            Assert.Contains("at element 20 of storage '0', which has only 20 elements", Assert.ThrowsExactly<CheckpointException>(() => module.load_py(_folder["theirs.pth"])).Message);
        }
    }

    [TestMethod]
    [DataRow("model.safetensors")]
    [DataRow("pytorch_model.bin")]
    [DataRow("model.safetensors.index.json")]
    [DataRow("pytorch_model.bin.index.json")]
    public void ACheckpointFolderIsFoundAsTheRefereeFindsIt(string name)
    {
        using var scope = NewDisposeScope();
        using var module = Network(ScalarType.Float32, 1);
        WriteCheckpoint(module, name);
        AssertRead(ScalarType.Float32, module, other => Referee.load_checkpoint(other, _folder.Path, useTqdm: false));
        AssertRead(ScalarType.Float32, module, other => other.load_checkpoint(_folder.Path));
        AssertRead(ScalarType.Float32, module, other => other.load_checkpoint(_folder.Path, name));
    }

    [TestMethod]
    public void OfSeveralCheckpointsTheSameOneIsTakenAsTheRefereeTakes()
    {
        using var scope = NewDisposeScope();
        using var module = Network(ScalarType.Float32, 1);
        using var older = Network(ScalarType.Float32, 7);
        WriteCheckpoint(older, "pytorch_model.bin");
        WriteCheckpoint(older, "model.safetensors.index.json");
        WriteCheckpoint(module, "model.safetensors");
        AssertRead(ScalarType.Float32, module, other => Referee.load_checkpoint(other, _folder.Path, useTqdm: false));
        AssertRead(ScalarType.Float32, module, other => other.load_checkpoint(_folder.Path));
        AssertRead(ScalarType.Float32, older, other => other.load_checkpoint(_folder.Path, "pytorch_model.bin"));
    }

    [TestMethod]
    public void ACheckpointThatIsNotThereIsNamed()
    {
        using var module = Network(ScalarType.Float32, 1);
        Assert.Contains("pytorch_model.bin.index.json", Assert.ThrowsExactly<CheckpointException>(() => module.load_checkpoint(_folder.Path)).Message);
        Assert.Contains("is no folder", Assert.ThrowsExactly<CheckpointException>(() => module.load_checkpoint(_folder["other"])).Message);
        foreach (var path in new[] { "../model.safetensors", "sub/model.safetensors", "sub\\model.safetensors", "" })
            Assert.Contains("without a path", Assert.ThrowsExactly<CheckpointException>(() => module.load_checkpoint(_folder.Path, path)).Message);
        Assert.Contains("has none of other.bin; name the file", Assert.ThrowsExactly<CheckpointException>(() => module.load_checkpoint(_folder.Path, "other.bin")).Message);
    }

    /// <summary>TorchVision's network of the same weights: a second opinion on ours, without a Python.</summary>
    [TestMethod]
    public void ResNet18GivesTheFeaturesOfTorchVision()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        manual_seed(3);
        using var peer = torchvision.models.resnet18(num_classes: 512);
        // Norms that have seen something; and a classifier that hands the features on.
        foreach (var (name, tensor) in peer.state_dict().Where(entry => entry.Key.Contains("bn", StringComparison.Ordinal) || entry.Key.Contains("downsample.1", StringComparison.Ordinal)))
        {
            if (is_floating_point(tensor.dtype))
                tensor.copy_(rand(tensor.shape) + (name.EndsWith("var", StringComparison.Ordinal) ? 0.5 : 0));
        }
        peer.state_dict()["fc.weight"].copy_(eye(512));
        peer.state_dict()["fc.bias"].zero_();
        Referee.save_py(peer, _folder["theirs.pth"]);
        peer.save_safetensors(_folder["ours.safetensors"]);
        peer.eval();
        var images = randn(2, 3, 96, 96);
        var expected = peer.call(images);
        foreach (var file in new[] { "theirs.pth", "ours.safetensors" })
        {
            using var network = new CimCil.Networks.ResNet(NetworkConfig.ResNet18, CPU);
            var report = WeightImport.Load(network, _folder[file]);
            Assert.AreEqual(NameMap.TorchVision, report.NameMap);
            Assert.IsEmpty(report.Unexpected.Except(["fc.weight", "fc.bias"]));
            network.eval();
            StoredTensors.AreEqual(expected, Backbone.Pool(network.Maps(images, ForwardPass.Relu)), file);
        }
    }

    private static nn.Module<Tensor, Tensor> Network(ScalarType type, int seed)
    {
        manual_seed(seed);
        var network = nn.Sequential(("first", nn.Conv2d(3, 4, 3)), ("norm", nn.BatchNorm2d(4)), ("relu", nn.ReLU()), ("flat", nn.Flatten()), ("last", nn.Linear(4, 2)));
        using var gradients = no_grad();
        foreach (var tensor in network.state_dict().Values.Where(tensor => is_floating_point(tensor.dtype)))
            tensor.copy_(randn(tensor.shape));
        return network.to(type);
    }

    private static void AssertRead(ScalarType type, nn.Module module, Action<nn.Module> read)
    {
        using var other = Network(type, 2);
        read(other);
        var expected = module.state_dict();
        var actual = other.state_dict();
        CollectionAssert.AreEquivalent(expected.Keys, actual.Keys);
        foreach (var (name, tensor) in expected)
            StoredTensors.AreEqual(tensor, actual[name], name);
    }

    private static void AssertHolds(Tensor expected, Action<nn.Module> read)
    {
        using var other = new Holder(zeros(expected.shape));
        read(other);
        StoredTensors.AreEqual(expected, other.state_dict()["held"], string.Join(", ", expected.stride()));
    }

    private void WriteCheckpoint(nn.Module module, string name)
    {
        if (!name.EndsWith(".index.json", StringComparison.Ordinal))
        {
            if (name.EndsWith(".bin", StringComparison.Ordinal))
                module.save_py(_folder[name]);
            else
                module.save_safetensors(_folder[name]);
            return;
        }
        var ending = name.Contains("safetensors", StringComparison.Ordinal) ? "safetensors" : "bin";
        var entries = new List<string>();
        foreach (var (shard, (key, tensor)) in module.state_dict().Index())
        {
            var file = $"shard-{shard % 2}.{ending}";
            entries.Add($"\"{key}\": \"{file}\"");
        }
        foreach (var shard in (int[])[0, 1])
        {
            var others = module.state_dict().Index().Where(entry => entry.Index % 2 != shard).Select(entry => entry.Item.Key).ToList();
            if (ending == "bin")
                module.save_py(_folder[$"shard-{shard}.bin"], others);
            else
                module.save_safetensors(_folder[$"shard-{shard}.safetensors"], others);
        }
        File.WriteAllText(_folder[name], $"{{\"weight_map\": {{{string.Join(", ", entries)}}}}}");
    }

    private sealed class Holder : nn.Module
    {
        public Holder(Tensor value) : base(nameof(Holder)) => register_parameter("held", new Parameter(value.detach(), requires_grad: false));
    }
}
