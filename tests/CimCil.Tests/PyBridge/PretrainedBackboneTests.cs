using System.Security.Cryptography;
using CimCil.Configuration;
using CimCil.Networks;
using CimCil.PyBridge;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

[TestClass]
public sealed class PretrainedBackboneTests
{
    private static readonly ResNetConfig Config = new() { StageBlocks = [1, 1], Width = 4, Stem = Stem.Cifar };
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void ABackboneStartsFromThePinnedFile()
    {
        using var scope = torch.NewDisposeScope();
        using var source = new ResNet(Config, torch.CPU);
        var path = _folder["backbone.pth"];
        PyTorchFile.Write(path, source.state_dict().Where(entry => !entry.Key.Contains("ratl")).Select(entry => ("module." + NameMap.TorchVision.FromOurs(entry.Key), entry.Value)));
        var weights = Weights.PyTorch(path, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));

        using var network = new IncrementalNetwork(Config, NetworkShape.OneBranch(3), torch.CPU);
        var report = PretrainedBackbone.Load(network.NewestBranch, weights)!;
        Assert.AreEqual("module.", report.Prefix);
        foreach (var (name, tensor) in source.state_dict())
            StoredTensors.AreEqual(tensor, network.NewestBranch.state_dict()[name], name);
        PretrainedBackbone.Check(Config with { Pretrained = weights });

        var other = weights with { Sha256 = new string('0', 64) };
        Assert.Contains("not the pinned", Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Check(Config with { Pretrained = other })).Message);
        var wider = Config with { Width = 8, Pretrained = weights };
        Assert.Contains("does not fit", Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Check(wider)).Message);
    }

    [TestMethod]
    public void ADeeperNetworksFileIsRefusedUnlessUnmatchedTensorsAreAllowed()
    {
        using var scope = torch.NewDisposeScope();
        using var deeper = new ResNet(Config with { StageBlocks = [1, 2] }, torch.CPU);
        var path = _folder["deeper.pth"];
        PyTorchFile.Write(path,
        [
            .. deeper.state_dict().Where(entry => !entry.Key.Contains("ratl")).Select(entry => ("encoder_q." + entry.Key, entry.Value)),
            ("encoder_q.fc.0.weight", torch.ones(2, 2)),
            ("encoder_k.conv1.weight", torch.ones(2, 2)),
        ]);
        var weights = Weights.PyTorch(path);
        var refusal = Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Check(Config with { Pretrained = weights })).Message;
        StringAssert.Contains(refusal, "deeper.pth has weights that the network has not: 12 names: encoder_q.layer_2_2.conv1.weight, ");
        StringAssert.Contains(refusal, "set network.pretrained.unmatched=allow");
        Assert.DoesNotContain("encoder_k", refusal);
        Assert.DoesNotContain("fc", refusal);

        var loaded = PretrainedBackbone.Check(Config with { Pretrained = weights with { Unmatched = UnmatchedWeights.Allow } })!;
        Assert.Contains("encoder_q.layer_2_2.conv1.weight", loaded.Unused);
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), loaded.Sha256);

        var shallower = Config with { StageBlocks = [1, 3], Pretrained = weights };
        refusal = Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Check(shallower)).Message;
        StringAssert.Contains(refusal, "lacks weights of the network: 10 names: layer_2_3.conv1.weight, ");
        StringAssert.Contains(refusal, "set network.pretrained.unmatched=allow");
        loaded = PretrainedBackbone.Check(shallower with { Pretrained = weights with { Unmatched = UnmatchedWeights.Allow } })!;
        Assert.Contains("layer_2_3.conv1.weight", loaded.Kept);
        Assert.IsEmpty(loaded.Unused.Where(name => name.StartsWith("encoder_q.layer", StringComparison.Ordinal)));
        Assert.HasCount(10, loaded.Kept);
        StringAssert.Contains($"{loaded}", $"{loaded.Loaded} of {loaded.Loaded + 10} tensors of the backbone");
        StringAssert.Contains($"{loaded}", "rational activations start as a fit of ReLU; start values are kept of 10 names: layer_2_3.conv1.weight, ");
    }

    /// <summary>Behind a prefix that is named, wrappers and branches are looked for as without one.</summary>
    [TestMethod]
    [DataRow("encoder_k")]
    [DataRow("encoder_k.branches.0")]
    public void BehindAPrefixTheNetworkIsFoundAsElsewhere(string prefix)
    {
        using var scope = torch.NewDisposeScope();
        using var source = new ResNet(Config, torch.CPU);
        var path = _folder["two.safetensors"];
        SafeTensors.Write(path,
        [
            .. source.state_dict().Select(entry => ("encoder_k.branches.0." + entry.Key, entry.Value)),
            .. source.state_dict().Select(entry => ("encoder_q.branches.0." + entry.Key, torch.zeros_like(entry.Value))),
        ]);
        using var backbone = new ResNet(Config, torch.CPU);
        var report = PretrainedBackbone.Load(backbone, Weights.SafeTensors(path) with { Prefix = prefix })!;
        Assert.AreEqual("encoder_k.branches.0.", report.Prefix);
        StoredTensors.AreEqual(source.state_dict()["conv1.weight"], backbone.state_dict()["conv1.weight"], "conv1.weight");
        SafeTensors.Write(path, [("encoder_k.body.weight", torch.ones(2)), ("encoder_q.conv1.weight", torch.ones(2))]);
        var refused = Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Load(backbone, Weights.SafeTensors(path) with { Prefix = "encoder_k" })).Message;
        Assert.Contains("behind the prefix 'encoder_k.'. Behind it the file has 1 name: body.weight.", refused);
    }

    [TestMethod]
    public void AnotherShapeIsAllowedWhereUnmatchedTensorsAre()
    {
        using var scope = torch.NewDisposeScope();
        using var source = new ResNet(Config, torch.CPU);
        var path = _folder["shape.pth"];
        PyTorchFile.Write(path, source.state_dict().Select(entry => (entry.Key, entry.Key == "layer_2_1.bn1.weight" ? torch.ones(5) : entry.Value)));
        var weights = Weights.PyTorch(path);
        var refusal = Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Check(Config with { Pretrained = weights })).Message;
        Assert.Contains("layer_2_1.bn1.weight: file [5], network [", refusal);
        Assert.Contains("set network.pretrained.unmatched=allow", refusal);
        var loaded = PretrainedBackbone.Check(Config with { Pretrained = weights with { Unmatched = UnmatchedWeights.Allow } })!;
        Assert.Contains("start values are kept where shapes differ: 1 name: layer_2_1.bn1.weight: file [5]", $"{loaded}");
        Assert.Contains($"{loaded.Loaded} of {loaded.Loaded + 1} tensors", $"{loaded}");
    }

    [TestMethod]
    public void WithoutAFileWeightsAreRandomAndAMissingFileIsAnError()
    {
        using var backbone = new ResNet(Config, torch.CPU);
        Assert.IsNull(PretrainedBackbone.Load(backbone, Weights.Random));
        var missing = Config with { Pretrained = Weights.SafeTensors(_folder["missing.safetensors"]) };
        Assert.Contains("missing.safetensors does not exist: weights are read from a file. Check the path.", Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Check(missing)).Message);
    }

    [TestMethod]
    public void APinIsAHashAndBelongsToAFile()
    {
        Assert.AreEqual("file", Weights.PyTorch("", new string('a', 64)).Validate().Single().Path);
        Assert.AreEqual("sha256", Weights.PyTorch("w.pth", "abc").Validate().Single().Path);
        Assert.IsEmpty(Weights.PyTorch("w.pth", new string('A', 64)).Validate());
    }
}
