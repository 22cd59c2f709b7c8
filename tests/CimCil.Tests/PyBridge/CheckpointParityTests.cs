using System.Text.Json;
using System.Text.RegularExpressions;
using CimCil.Configuration;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

/// <summary>The checkpoints that PyTorch made: the good ones bit for bit, the bad ones refused.</summary>
[TestClass]
public sealed partial class CheckpointParityTests
{
    private const string Folder = "10_checkpoints";
    private const string Resnet = "02_resnet_w8";

    private static IEnumerable<string> GoodFiles => Directory.GetFiles(Golden.File(Folder)).Where(path => path.EndsWith(".pth", StringComparison.Ordinal) || path.EndsWith(".pkl", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    [TestMethod]
    public void ParityOfTensorsShapesAndStrides()
    {
        var expected = Golden.Json($"{Folder}/expected.json").EnumerateObject().ToList();
        var comparedCount = 0;
        foreach (var path in GoodFiles)
        {
            using var scope = torch.NewDisposeScope();
            using var file = PyTorchFile.Open(path);
            if (file.Tensors.All(tensor => tensor.Name != expected[0].Name))
                continue;
            Assert.HasCount(expected.Count, file.Tensors, path);
            var tensors = file.ReadAll();
            foreach (var entry in expected)
                AreEqual(entry.Value, file[entry.Name], tensors[entry.Name], $"{Path.GetFileName(path)}: {entry.Name}");
            comparedCount++;
        }
        Assert.IsGreaterThan(1, comparedCount);
    }

    [TestMethod]
    public void ParityOfWeightsInsideCheckpoints()
    {
        var expected = Golden.Files($"{Folder}/expected_train").ToDictionary(path => Path.GetFileNameWithoutExtension(path), Golden.Array);
        var small = Golden.Json($"{Folder}/expected.json").EnumerateObject().First().Name;
        var comparedCount = 0;
        foreach (var path in GoodFiles)
        {
            using var scope = torch.NewDisposeScope();
            using var file = CheckpointFile.Open(path);
            if (file.Tensors.Any(tensor => tensor.Name == small))
                continue;
            var match = WeightMatch.Best(file, key: null, expected.Keys);
            foreach (var (name, array) in expected)
                StoredTensors.AreEqual(array, match.ByName[name].Read(), $"{Path.GetFileName(path)}: {name}");
            comparedCount++;
        }
        Assert.IsGreaterThan(0, comparedCount);
    }

    [TestMethod]
    public void SharedStoragesStayShared()
    {
        foreach (var path in GoodFiles)
        {
            using var scope = torch.NewDisposeScope();
            using var file = PyTorchFile.Open(path);
            var tensors = file.ReadAll();
            foreach (var shared in file.Tensors.GroupBy(tensor => tensor.Storage, ReferenceEqualityComparer.Instance).Where(group => group.Count() > 1))
            {
                var views = shared.Where(tensor => tensor.ElementCount > 0).ToList();
                var (first, second) = (tensors[views[0].Name], tensors[views[1].Name]);
                // Writing through one view over the whole storage shows in the other.
                var before = StoredTensors.BytesOf(second);
                first.as_strided([views[0].Storage.ElementCount], [1], 0).zero_();
                CollectionAssert.AreEqual(new byte[before.Length], StoredTensors.BytesOf(second), path);
            }
        }
    }

    [TestMethod]
    public void BadFilesAreRefusedWithoutEffect()
    {
        var paths = Directory.GetFiles(Golden.File($"{Folder}/bad"));
        Assert.IsNotEmpty(paths);
        var markers = paths.SelectMany(path => PathInside().Matches(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)))).Select(match => match.Value).ToHashSet();
        Assert.IsNotEmpty(markers);
        var before = TemporaryMarkers();
        foreach (var path in paths)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var failure = Assert.ThrowsExactly<CheckpointException>(() => Open(path), Path.GetFileName(path));
            Assert.StartsWith(path, failure.Message);
            Assert.IsLessThan(4 * new FileInfo(path).Length + (64L << 20), GC.GetAllocatedBytesForCurrentThread() - allocated, path);
        }
        CollectionAssert.AreEqual(before, TemporaryMarkers());
        Assert.IsFalse(markers.Any(File.Exists), "a marker file appeared");

        static void Open(string path)
        {
            using var scope = torch.NewDisposeScope();
            using var file = CheckpointFile.Open(path);
            file.ReadAll();
        }

        static string[] TemporaryMarkers() => [.. Directory.GetFiles(Path.GetTempPath(), "*marker*").Order()];
    }

    [TestMethod]
    public void CodeIsRefusedByName()
    {
        foreach (var path in Directory.GetFiles(Golden.File($"{Folder}/bad"), "malicious_*"))
            Assert.Contains("asks for '", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(path)).Message);
        // A date in a pickle that is none of PyTorch: harmless, and no weights.
        var unknown = Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(Golden.File($"{Folder}/bad/unknown_global.pkl")));
        Assert.Contains("not one of PyTorch", unknown.Message);
    }

    [TestMethod]
    [DataRow("eval_relu")]
    [DataRow("eval_ratl")]
    public void ParityOfTheNetworkLoadedFromEveryCheckpoint(string setting)
    {
        var paths = Directory.GetFiles(Golden.File(Resnet), "*.pth");
        Assert.IsNotEmpty(paths);
        foreach (var path in paths)
        {
            using var scope = torch.NewDisposeScope();
            using var network = GoldenNetworks.ResNet($"{Resnet}/state", torch.ScalarType.Float32);
            using var gradients = torch.no_grad();
            foreach (var tensor in network.state_dict().Values)
                tensor.zero_();
            network.load_py(path);
            network.eval();
            var pass = setting.EndsWith("relu", StringComparison.Ordinal) ? ForwardPass.Relu : ForwardPass.Rational;
            ResNet.Pool(network.Maps(Golden.Array($"{Resnet}/input.npy").ToTensor(), pass)).ShouldEqual($"{Resnet}/{setting}/features_f32.npy", 1e-5);
        }
    }

    [TestMethod]
    public void ParityOfNamesWithTorchVision()
    {
        foreach (var entry in Golden.Json($"{Folder}/torchvision_to_reference.json").GetProperty("map").EnumerateObject())
        {
            // The classifier has no counterpart in a backbone.
            if (entry.Value.ValueKind == JsonValueKind.Null)
                continue;
            Assert.AreEqual(entry.Value.GetString(), NameMap.TorchVision.ToOurs(entry.Name));
            Assert.AreEqual(entry.Name, NameMap.TorchVision.FromOurs(entry.Value.GetString()!));
        }
    }

    [TestMethod]
    public void ParityOfOurNamesAndShapesWithTheReference()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ResNet(NetworkConfig.ResNet18, torch.CPU);
        var state = RationalActivation.StateOf(network).ToDictionary();
        var expected = Golden.Json($"{Folder}/reference_resnet18_names.json").EnumerateArray().ToList();
        Assert.HasCount(expected.Count, state);
        foreach (var entry in expected)
            CollectionAssert.AreEqual(entry[1].EnumerateArray().Select(size => size.GetInt64()).ToArray(), state[entry[0].GetString()!].shape, entry[0].GetString());
    }

    private static void AreEqual(JsonElement expected, CheckpointTensor described, torch.Tensor tensor, string what)
    {
        Assert.AreEqual(expected.GetProperty("dtype").GetString(), $"torch.{described.ElementType.Info().TorchName}", what);
        CollectionAssert.AreEqual(Numbers("shape"), described.Shape.ToArray(), what);
        Assert.AreEqual(expected.GetProperty("storage_offset").GetInt64(), described.StorageOffset, what);
        CollectionAssert.AreEqual(Numbers("stride"), described.Strides.ToArray(), what);
        CollectionAssert.AreEqual(Numbers("stride"), tensor.stride(), what);
        StoredTensors.AreEqual(Golden.Array($"{Folder}/{expected.GetProperty("file").GetString()}"), tensor, what);
        if (expected.TryGetProperty("raw_uint16", out var raw))
            CollectionAssert.AreEqual(StoredTensors.Raw(raw.EnumerateArray().Select(value => value.GetUInt16()).ToArray()), StoredTensors.BytesOf(tensor), what);

        long[] Numbers(string name) => [.. expected.GetProperty(name).EnumerateArray().Select(value => value.GetInt64())];
    }

    [GeneratedRegex(@"/[\w./-]*marker[\w.-]*")]
    private static partial Regex PathInside();
}
