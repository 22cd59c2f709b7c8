using CimCil.Configuration;
using CimCil.Networks;
using CimCil.PyBridge;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

[TestClass]
public sealed class WeightConversionTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void WeightsMoveBetweenFormatsAndNamesAndStayEqual()
    {
        using var scope = torch.NewDisposeScope();
        var first = _folder["a.pth"];
        var checkpoint = new PyDictionary();
        checkpoint.Add("epoch", 3L);
        checkpoint.Add("optimizer", new OrderedState([("step", torch.tensor(1))]));
        checkpoint.Add("state_dict", new OrderedState([("module.conv1.weight", torch.randn(2, 3)), ("module.layer2.0.bn1.weight", torch.ones(4))]));
        AtomicFile.Write(first, stream => PyTorchWriter.Write(stream, checkpoint));
        var second = _folder["b.safetensors"];
        var found = WeightConversion.Convert(first, second, WeightNames.Reference);
        Assert.AreEqual("state_dict", found.Key);
        Assert.AreEqual("module.", found.Prefix);
        using (var file = CheckpointFile.Open(second))
            CollectionAssert.AreEqual(new[] { "conv1.weight", "layer_2_1.bn1.weight" }, file.Tensors.Select(tensor => tensor.Name).ToArray());
        Assert.IsEmpty(Compare(first, second).Differences);
        var third = _folder["c.pt"];
        WeightConversion.Convert(second, third, WeightNames.TorchVision);
        Assert.AreEqual(2, Compare(first, third).EqualCount);
        Assert.Contains("names no format", Assert.ThrowsExactly<CheckpointException>(() => WeightConversion.Convert(first, _folder["d.npz"])).Message);
    }

    /// <summary>Without what a run's file says of itself no network can be made of it any more, as an export does.</summary>
    [TestMethod]
    public void WhatAFileSaysOfItselfGoesAlong()
    {
        using var scope = torch.NewDisposeScope();
        var shape = new NetworkShape { Branches = [new BranchShape()], Heads = [new HeadShape(HeadShape.Classifier, 3)] };
        using (var network = new IncrementalNetwork(new ResNetConfig { StageBlocks = [1, 1], Width = 4, Stem = Stem.Strided }, shape, torch.CPU))
            NetworkFile.Save(network, _folder["a.safetensors"]);
        WeightConversion.Convert(_folder["a.safetensors"], _folder["b.safetensors"]);
        using (var read = NetworkFile.Load(_folder["b.safetensors"], torch.CPU))
            Assert.AreEqual(3, read.Shape.Heads.Single().ClassCount);
        CollectionAssert.AreEqual(Metadata("a.safetensors"), Metadata("b.safetensors"));

        // Under other names they are no network of ours, whatever else is known of them.
        SafeTensors.Write(_folder["c.safetensors"], [("layer1.0.conv1.weight", torch.ones(2, 3))], new Dictionary<string, string> { ["shape"] = "{}", ["licence"] = "free" });
        WeightConversion.Convert(_folder["c.safetensors"], _folder["d.safetensors"], WeightNames.Reference);
        CollectionAssert.AreEqual(new[] { "format pt", "licence free" }, Metadata("d.safetensors"));

        string[] Metadata(string name)
        {
            using var file = SafeTensors.Open(_folder[name]);
            return [.. file.Metadata.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal)];
        }
    }

    [TestMethod]
    public void AFileIsNotConvertedIntoItself()
    {
        using var scope = torch.NewDisposeScope();
        SafeTensors.Write(_folder["a.safetensors"], [("conv1.weight", torch.ones(2, 3))]);
        var before = File.ReadAllBytes(_folder["a.safetensors"]);
        var other = Path.Combine(Path.GetDirectoryName(_folder["a.safetensors"])!, ".", "a.safetensors");
        Assert.Contains("is the file that is converted", Assert.ThrowsExactly<CheckpointException>(() => WeightConversion.Convert(_folder["a.safetensors"], other)).Message);
        CollectionAssert.AreEqual(before, File.ReadAllBytes(_folder["a.safetensors"]));
    }

    /// <summary>A file may hold weights and their average: equal are two files of which both are.</summary>
    [TestMethod]
    public void WhatIsNotUnderTheFoundKeyIsComparedToo()
    {
        using var scope = torch.NewDisposeScope();
        void Write(string name, params (string Key, float Value)[] parts)
        {
            var checkpoint = new PyDictionary();
            foreach (var (key, value) in parts)
                checkpoint.Add(key, new OrderedState([("conv1.weight", torch.full([2], value))]));
            AtomicFile.Write(_folder[name], stream => PyTorchWriter.Write(stream, checkpoint));
        }

        Write("a.pth", ("params", 1), ("params_ema", 2), ("optimizer", 5));
        Write("b.pth", ("params", 1), ("params_ema", 3), ("optimizer", 5));
        Write("c.pth", ("params", 1), ("queue", 7));
        PyTorchFile.Write(_folder["flat.pth"], [("conv1.weight", torch.full([2], 3f))]);
        PyTorchFile.Write(_folder["empty.pth"], Array.Empty<(string, torch.Tensor)>());
        Assert.AreEqual("params_ema.conv1.weight", Compare("a.pth", "b.pth").Differences.Single().Name);
        Assert.AreEqual(3, Compare("a.pth", "a.pth").EqualCount);
        var one = Compare("a.pth", "c.pth");
        Assert.AreEqual(("params_ema.conv1.weight", WeightDifferenceKind.OnlyInFirst), (one.Differences.Single().Name, one.Differences[0].Kind));
        Assert.AreEqual(("optimizer.conv1.weight", "queue.conv1.weight"), (one.LeftOutOfFirst.Single(), one.LeftOutOfSecond.Single()));

        var chosen = Compare("b.pth", "flat.pth", "params_ema");
        Assert.IsEmpty(chosen.Differences);
        Assert.AreEqual(("params_ema", ""), (chosen.First.Key, chosen.Second.Key));
        Assert.HasCount(2, chosen.LeftOutOfFirst);
        Assert.IsNotEmpty(Compare("a.pth", "flat.pth", "params_ema").Differences);
        SafeTensors.Write(_folder["two.safetensors"], [("p.conv1.weight", torch.full([2], 3f)), ("q.conv1.weight", torch.zeros(2))]);
        Assert.IsEmpty(Compare("two.safetensors", "flat.pth", prefix: "p").Differences);
        Assert.IsNotEmpty(Compare("two.safetensors", "flat.pth", prefix: "q").Differences);
        Assert.IsNotEmpty(Compare("two.safetensors", "flat.pth").Differences);
        Assert.Contains("no tensors under the key 'ema'", Failure(() => Compare("a.pth", "flat.pth", "ema")));
        Assert.Contains("no tensors under the key 'params_ema'", Failure(() => Compare("a.pth", "c.pth", "params_ema")), "it holds other parts");
        foreach (var (first, second) in new[] { ("empty.pth", "empty.pth"), ("a.pth", "empty.pth") })
            Assert.Contains("empty.pth has no tensors", Failure(() => Compare(first, second)));

        WeightComparison Compare(string first, string second, string? key = null, string? prefix = null)
        {
            using var a = CheckpointFile.Open(_folder[first]);
            using var b = CheckpointFile.Open(_folder[second]);
            return WeightComparison.Of(a, b, key, prefix);
        }

        static string Failure(Action compare) => Assert.ThrowsExactly<CheckpointException>(compare).Message;
    }

    [TestMethod]
    public void APrefixChoosesOneOfSeveralNetworks()
    {
        using var scope = torch.NewDisposeScope();
        var (both, one) = (_folder["both.pth"], _folder["one.safetensors"]);
        PyTorchFile.Write(both, [("encoder_q.conv1.weight", torch.ones(2)), ("encoder_q.layer1.0.bn1.bias", torch.ones(2)), ("encoder_k.conv1.weight", torch.zeros(2)), ("queue", torch.zeros(3))]);
        foreach (var typed in new[] { "encoder_q", "encoder_q." })
        {
            Assert.AreEqual("encoder_q.", WeightConversion.Convert(both, one, WeightNames.Reference, prefix: typed).Prefix);
            using var file = CheckpointFile.Open(one);
            CollectionAssert.AreEqual(new[] { "conv1.weight", "layer_1_1.bn1.bias" }, file.Tensors.Select(tensor => tensor.Name).ToArray());
        }
        var failure = Assert.ThrowsExactly<CheckpointException>(() => WeightConversion.Convert(both, _folder["none.pth"], prefix: "encoder"));
        StringAssert.Contains(failure.Message, "has no tensors behind the prefix 'encoder.'");
        Assert.IsFalse(File.Exists(_folder["none.pth"]));
    }

    [TestMethod]
    public void NamesThatAreRightAlreadyAndNamesThatNobodyKnowsAreToldApart()
    {
        using var scope = torch.NewDisposeScope();
        PyTorchFile.Write(_folder["reference.pth"], [("conv1.weight", torch.ones(2)), ("layer_1_1.bn1.bias", torch.ones(2))]);
        PyTorchFile.Write(_folder["torchvision.pth"], [("conv1.weight", torch.ones(2)), ("layer1.0.bn1.bias", torch.ones(2))]);
        PyTorchFile.Write(_folder["unknown.pth"], [("tower.w", torch.ones(2))]);
        Assert.AreEqual(
            $"--names reference renames nothing in {_folder["reference.pth"]}: its names are reference's already, such as layer_1_1.bn1.bias. Leave --names out to convert the format alone.",
            Failure("reference.pth", WeightNames.Reference));
        StringAssert.Contains(Failure("torchvision.pth", WeightNames.TorchVision), "its names are torchvision's already, such as layer1.0.bn1.bias.");
        foreach (var names in new[] { WeightNames.Reference, WeightNames.TorchVision })
            StringAssert.Contains(Failure("unknown.pth", names), "its names are of no network that is known here (1 name: tower.w)");

        string Failure(string input, WeightNames names) => Assert.ThrowsExactly<CheckpointException>(() => WeightConversion.Convert(_folder[input], _folder["out.pth"], names)).Message;
    }

    [TestMethod]
    public void APartOfANetworkIsNoKey()
    {
        using var scope = torch.NewDisposeScope();
        var path = _folder["a.pth"];
        PyTorchFile.Write(path, [("model.weight", torch.ones(2)), ("head.weight", torch.ones(2))]);
        using var file = CheckpointFile.Open(path);
        Assert.HasCount(2, FoundWeights.In(file).Tensors);
        Assert.HasCount(1, FoundWeights.In(file, "model").Tensors);
    }

    [TestMethod]
    public void EveryKindOfDifferenceIsNamed()
    {
        using var scope = torch.NewDisposeScope();
        var (first, second) = (_folder["a.pth"], _folder["b.pth"]);
        PyTorchFile.Write(first, [("equal", torch.tensor(float.NaN)), ("form", torch.ones(2)), ("only a", torch.ones(1)), ("values", torch.zeros(4))]);
        PyTorchFile.Write(second, [("equal", torch.tensor(float.NaN)), ("form", torch.ones(3)), ("only b", torch.ones(1)), ("values", torch.tensor(new[] { 0f, 0, 0.5f, 0 }))]);
        var comparison = Compare(first, second);
        Assert.AreEqual(1, comparison.EqualCount);
        CollectionAssert.AreEqual(
            new[]
            {
                new WeightDifference("form", WeightDifferenceKind.Form, "float32 [2] and float32 [3]"),
                new WeightDifference("only a", WeightDifferenceKind.OnlyInFirst, "float32 [1]"),
                new WeightDifference("only b", WeightDifferenceKind.OnlyInSecond, "float32 [1]"),
                new WeightDifference("values", WeightDifferenceKind.Values, "1 of 4 values, by at most 0.5"),
            },
            comparison.Differences.ToArray());
    }

    private static WeightComparison Compare(string first, string second)
    {
        using var a = CheckpointFile.Open(first);
        using var b = CheckpointFile.Open(second);
        return WeightComparison.Of(a, b);
    }
}
