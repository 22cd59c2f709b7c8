using System.IO.Pipes;
using CimCil.Configuration;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

[TestClass]
public sealed class WeightImportTests
{
    private static readonly ResNetConfig Config = new() { StageBlocks = [1, 2], Width = 4 };
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow("")]
    [DataRow("module.")]
    [DataRow("backbone.")]
    [DataRow("module.model.encoder.")]
    [DataRow("state_dict.")]
    [DataRow("model.module.")]
    [DataRow("ema.")]
    [DataRow("convnets.0.")]
    public void TorchVisionWeightsAreFoundUnderKeysAndPrefixes(string prefix)
    {
        using var scope = torch.NewDisposeScope();
        using var source = new ResNet(Config, torch.CPU);
        var path = _folder["weights.safetensors"];
        var weights = source.state_dict().Where(entry => !entry.Key.Contains("ratl"))
            .Select(entry => (prefix + NameMap.TorchVision.FromOurs(entry.Key), entry.Value.clone())).ToList();
        weights.Add((prefix + "fc.weight", torch.ones(10, 8)));
        SafeTensors.Write(path, weights);

        using var network = new ResNet(Config, torch.CPU);
        var rational = network.state_dict().First(entry => entry.Key.Contains("ratl")).Value.clone();
        var report = WeightImport.Load(network, path);
        var state = network.state_dict();
        foreach (var (name, tensor) in source.state_dict().Where(entry => !entry.Key.Contains("ratl")))
            StoredTensors.AreEqual(tensor, state[name], name);
        StoredTensors.AreEqual(rational, state.First(entry => entry.Key.Contains("ratl")).Value, "rationals keep their fit");
        Assert.HasCount(weights.Count - 1, report.Matched);
        Assert.HasCount(state.Count - report.Matched.Count, report.Missing);
        Assert.IsEmpty(report.Mismatched);
    }

    [TestMethod]
    public void AMissingBackboneWeightIsAnErrorUnlessAllowed()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ResNet(Config, torch.CPU);
        var path = _folder["weights.pth"];
        PyTorchFile.Write(path, network.state_dict().Where(entry => entry.Key != "conv1.weight").Select(entry => (entry.Key, entry.Value)));
        var failure = Assert.ThrowsExactly<CheckpointException>(() => WeightImport.Load(network, path));
        Assert.Contains("lacks weights of the network: 1 name: conv1.weight", failure.Message);
        var report = WeightImport.Load(network, path, new WeightImportOptions { Missing = MissingWeights.Keep });
        CollectionAssert.AreEqual(new[] { "conv1.weight" }, report.Missing.ToArray());
    }

    [TestMethod]
    public void AnotherShapeOrKindIsAnErrorThatChangesNothing()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ResNet(Config, torch.CPU);
        var path = _folder["weights.pth"];
        PyTorchFile.Write(path, network.state_dict().Select(entry => (entry.Key, entry.Key == "bn1.bias" ? torch.zeros(9) : torch.zeros_like(entry.Value))));
        var before = StoredTensors.BytesOf(network.state_dict()["conv1.weight"]);
        Assert.Contains("bn1.bias: file [9], network [4]", Assert.ThrowsExactly<CheckpointException>(() => network.load_py(path)).Message);
        CollectionAssert.AreEqual(before, StoredTensors.BytesOf(network.state_dict()["conv1.weight"]));
        PyTorchFile.Write(path, network.state_dict().Select(entry => (entry.Key, entry.Key == "bn1.bias" ? torch.zeros(4, torch.int64) : entry.Value)));
        Assert.Contains("bn1.bias: file int64, network float32", Assert.ThrowsExactly<CheckpointException>(() => network.load_py(path)).Message);
    }

    [TestMethod]
    public void WeightsOfAnotherShapeKeepTheirValuesWhereThatIsAllowed()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ResNet(Config, torch.CPU);
        var path = _folder["weights.pth"];
        PyTorchFile.Write(path, network.state_dict().Select(entry => (entry.Key, entry.Key == "bn1.bias" ? torch.zeros(9) : torch.full_like(entry.Value, 2))));
        var before = network.state_dict()["bn1.bias"].clone();
        var options = new WeightImportOptions { Mismatched = MismatchedWeights.Keep };
        Assert.AreEqual("bn1.bias: file [9], network [4]", WeightImport.Load(network, path, options).Mismatched.Single());
        StoredTensors.AreEqual(before, network.state_dict()["bn1.bias"], "kept");
        StoredTensors.AreEqual(torch.full_like(network.state_dict()["conv1.weight"], 2), network.state_dict()["conv1.weight"], "loaded");
        PyTorchFile.Write(path, network.state_dict().Select(entry => (entry.Key, torch.zeros(9, 9))));
        Assert.Contains("does not fit the network", Assert.ThrowsExactly<CheckpointException>(() => WeightImport.Load(network, path, options)).Message, "nothing fits");
    }

    /// <summary>A network of such weights gives no number at all, which would show phases later and elsewhere.</summary>
    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    public void NumbersThatAreNotFiniteAreRefusedByName(float value)
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ResNet(Config, torch.CPU);
        var path = _folder["weights.safetensors"];
        foreach (var type in new[] { torch.float32, torch.float16 })
        {
            SafeTensors.Write(path, network.state_dict().Select(entry =>
            {
                var written = torch.ones_like(entry.Value).to(torch.is_floating_point(entry.Value) ? type : entry.Value.dtype);
                if (entry.Key == "bn1.running_var")
                    written[1] = value;
                return (entry.Key, written);
            }));
            var before = StoredTensors.BytesOf(network.state_dict()["conv1.weight"]);
            var refused = Assert.ThrowsExactly<CheckpointException>(() => WeightImport.Load(network, path)).Message;
            Assert.Contains($"{path} holds numbers that are not finite: 1 of 4 values of bn1.running_var", refused);
            CollectionAssert.AreEqual(before, StoredTensors.BytesOf(network.state_dict()["conv1.weight"]));
        }
    }

    /// <summary>The same of the root of such a variance.</summary>
    [TestMethod]
    public void AVarianceBelowZeroIsRefusedByName()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ResNet(Config, torch.CPU);
        var path = _folder["weights.safetensors"];
        SafeTensors.Write(path, network.state_dict().Select(entry => (entry.Key, entry.Key == "bn1.running_var" ? torch.tensor(new[] { 1f, -1e-6f, 1, 1 }) : torch.ones_like(entry.Value))));
        var before = StoredTensors.BytesOf(network.state_dict()["conv1.weight"]);
        Assert.Contains($"{path} is damaged: bn1.running_var has values below 0, and a variance has none", Assert.ThrowsExactly<CheckpointException>(() => WeightImport.Load(network, path)).Message);
        CollectionAssert.AreEqual(before, StoredTensors.BytesOf(network.state_dict()["conv1.weight"]));
    }

    /// <summary>What a shell makes of <c>&lt;(command)</c>.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void APipeIsNoFile()
    {
        using var network = new ResNet(Config, torch.CPU);
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var path = $"/dev/fd/{pipe.SafePipeHandle.DangerousGetHandle()}";
        Assert.Contains($"{path} is a pipe, socket or device: weights are read from a file", Assert.ThrowsExactly<CheckpointException>(() => WeightImport.Load(network, path)).Message);
    }

    [TestMethod]
    public void ADamagedFileChangesNothing()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ResNet(Config, torch.CPU);
        var path = _folder["weights.pth"];
        PyTorchFile.Write(path, RationalActivation.StateOf(network).Select(entry => (entry.Key, torch.zeros_like(entry.Value))));
        long position;
        using (var file = PyTorchFile.Open(path))
            position = file.Tensors[^2].Storage.Bytes.Offset;
        var bytes = File.ReadAllBytes(path);
        bytes[position] ^= 1;
        File.WriteAllBytes(path, bytes);
        var before = StoredTensors.BytesOf(network.state_dict()["conv1.weight"]);
        Assert.Contains("CRC-32", Assert.ThrowsExactly<CheckpointException>(() => network.load_py(path)).Message);
        CollectionAssert.AreEqual(before, StoredTensors.BytesOf(network.state_dict()["conv1.weight"]));
    }

    [TestMethod]
    public void TheClassifierIsSkippedResizedOrRequired()
    {
        using var scope = torch.NewDisposeScope();
        using var network = torch.nn.Sequential(("conv1", torch.nn.Conv2d(3, 4, 3)), ("fc", torch.nn.Linear(4, 3)));
        var fc = network.state_dict()["fc.weight"].clone();
        var path = _folder["weights.pth"];
        PyTorchFile.Write(path, network.state_dict().Select(entry => (entry.Key, entry.Key == "fc.weight" ? torch.full([5, 2], 7f) : entry.Key == "fc.bias" ? torch.zeros(5) : entry.Value)));
        var report = WeightImport.Load(network, path);
        CollectionAssert.AreEquivalent(new[] { "fc.weight", "fc.bias" }, report.Skipped.ToArray());
        StoredTensors.AreEqual(fc, network.state_dict()["fc.weight"], "skipped");
        Assert.Contains("fc.weight: file [5, 2], network [3, 4]", Assert.ThrowsExactly<CheckpointException>(() => WeightImport.Load(network, path, WeightImportOptions.Strict)).Message);
        WeightImport.Load(network, path, new WeightImportOptions { Classifier = ClassifierWeights.Resize });
        fc.narrow(1, 0, 2).fill_(7);
        StoredTensors.AreEqual(fc, network.state_dict()["fc.weight"], "resized");
    }

    [TestMethod]
    public void AFileOfAnotherNetworkIsRefusedEvenLeniently()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ResNet(Config, torch.CPU);
        var path = _folder["weights.pth"];
        PyTorchFile.Write(path, [("other.weight", torch.ones(2))]);
        Assert.Contains("no weights for this network", Assert.ThrowsExactly<CheckpointException>(() => network.load_py(path, strict: false)).Message);
    }

    [TestMethod]
    public void StrictAndSkipAreAsInPyBridge()
    {
        using var scope = torch.NewDisposeScope();
        using var network = torch.nn.Sequential(("a", torch.nn.Linear(2, 2)), ("b", torch.nn.Linear(2, 2)));
        var path = _folder["weights.pth"];
        network.save_py(path, skip: ["b.bias"]);
        Assert.ThrowsExactly<CheckpointException>(() => network.load_py(path));
        var loaded = new Dictionary<string, bool>();
        network.load_py(path, skip: ["b.bias"], loadedParameters: loaded);
        Assert.IsTrue(loaded["a.weight"]);
        Assert.IsFalse(loaded["b.bias"]);
        network.load_py(path, strict: false);
    }
}
