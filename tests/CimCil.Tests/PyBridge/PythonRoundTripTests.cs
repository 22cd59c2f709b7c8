using System.Text.Json;
using CimCil.Configuration;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;
using TorchSharp.Modules;
using ResNet = CimCil.Networks.ResNet;

namespace CimCil.Tests.PyBridge;

/// <summary>Files of real PyTorch are read, and files of ours are read by it, with equal values.</summary>
[TestClass]
public sealed class PythonRoundTripTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void ModelsAndOptimizersGoThereAndBack()
    {
        PythonTorch.Require();
        PythonTorch.Run("roundtrip.py", "make", _folder.Path);
        Directory.CreateDirectory(_folder["written"]);
        Directory.CreateDirectory(_folder["written_optimizer"]);
        var kinds = Directory.GetFiles(_folder.Path, "*.pth");
        Assert.IsGreaterThan(8, kinds.Length);
        foreach (var path in kinds)
            ReadAndWrite(path);
        foreach (var kind in Optimizers.Kinds)
            PassThrough(kind, parameters => Optimizers.Create(kind, parameters, 9.0));
        ResNet18GivesTheFeaturesOfTorchVision();
        PythonTorch.Run("roundtrip.py", "check", _folder.Path);
    }

    private void ReadAndWrite(string path)
    {
        using var scope = torch.NewDisposeScope();
        using var file = CheckpointFile.Open(path);
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(path, ".json")));
        var tensors = file.ReadAll();
        var names = expected.RootElement.EnumerateObject().ToList();
        Assert.HasCount(names.Count, tensors, path);
        foreach (var entry in names)
        {
            var array = NpyArray.Read(Path.Combine(_folder.Path, entry.Value.GetProperty("file").GetString()!));
            var what = $"{Path.GetFileName(path)}: {entry.Name}";
            Assert.AreEqual(entry.Value.GetProperty("dtype").GetString(), $"torch.{file[entry.Name].ElementType.Info().TorchName}", what);
            CollectionAssert.AreEqual(array.Shape, tensors[entry.Name].shape, what);
            CollectionAssert.AreEqual(array.Data, StoredTensors.BytesOf(tensors[entry.Name]), what);
        }
        PyTorchFile.Write(Path.Combine(_folder.Path, "written", Path.GetFileName(path)), tensors.Select(entry => (entry.Key, entry.Value)));
    }

    /// <summary>Loads an optimizer's state and saves it again.</summary>
    private void PassThrough(string kind, Func<IEnumerable<Parameter>, OptimizerHelper> create)
    {
        using var scope = torch.NewDisposeScope();
        var path = _folder[$"{kind}.pth"];
        using var file = PyTorchFile.Open(path);
        var parameters = file.Tensors.Where(tensor => tensor.Name.StartsWith("model.", StringComparison.Ordinal) && !tensor.Name.Contains("running") && !tensor.Name.Contains("num_batches"))
            .Select(tensor => new Parameter(torch.zeros([.. tensor.Shape]))).ToList();
        Assert.IsNotEmpty(parameters, kind);
        using var optimizer = create(parameters);
        optimizer.load_py(path);
        optimizer.save_py(Path.Combine(_folder.Path, "written_optimizer", $"{kind}.pth"));
    }

    private void ResNet18GivesTheFeaturesOfTorchVision()
    {
        using var scope = torch.NewDisposeScope();
        using var gradients = torch.no_grad();
        using var network = new ResNet(NetworkConfig.ResNet18, torch.CPU);
        var report = WeightImport.Load(network, _folder["resnet18.pth"]);
        Assert.AreEqual(NameMap.TorchVision, report.NameMap);
        CollectionAssert.AreEqual(Array.Empty<string>(), report.Unexpected.ToArray());
        network.eval();
        var features = ResNet.Pool(network.Maps(NpyArray.Read(_folder["images.npy"]).ToTensor(), ForwardPass.Relu));
        Near.RelativeToLargest(NpyArray.Read(_folder["features.npy"]).ToDoubles(), features.Values(), 1e-5, "features");
    }
}
