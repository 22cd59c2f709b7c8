using System.IO.Compression;
using System.Text;
using CimCil.PyBridge;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

/// <summary>What lies beside the weights in the files of training scripts, and the forms that the files come in.</summary>
[TestClass]
public sealed class NeighbourTests
{
    private static TempFolder? _made;

    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [ClassCleanup]
    public static void DeleteMade() => _made?.Dispose();

    [TestMethod]
    public void FilesOfTrainingScriptsAreReadWhateverLiesBesideTheWeights()
    {
        var made = Made();
        var paths = Directory.GetFiles(made.Path, "*.pth");
        Assert.HasCount(8, paths);
        foreach (var path in paths)
        {
            using var file = CheckpointFile.Open(path);
            AssertWeights(FoundWeights.In(file).Tensors, path);
            if (Path.GetFileName(path).StartsWith("weights", StringComparison.Ordinal))
                continue;
            Assert.AreEqual(path.Contains("legacy") ? CheckpointFormat.PyTorchLegacy : CheckpointFormat.PyTorchZip, file.Format);
            foreach (var name in new[] { "args (argparse.Namespace)", "path (pathlib.PurePosixPath)", "when (datetime.datetime)", "took (datetime.timedelta)", "array (numpy.ndarray)", "objects (numpy.ndarray)" })
                Assert.Contains(name, file.Unread, path);
            Assert.IsFalse(file.Unread.Any(name => name.StartsWith("counts", StringComparison.Ordinal) || name.StartsWith("hyper", StringComparison.Ordinal)), "dictionaries are read");
        }
    }

    [TestMethod]
    public void ShardsOfPyTorchAreReadAsOneFile()
    {
        var made = Made();
        using var file = CheckpointFile.Open(made["pytorch_model.bin.index.json"]);
        Assert.AreEqual(CheckpointFormat.PyTorchZip, file.Format);
        AssertWeights(file.Tensors, "shards");
    }

    [TestMethod]
    public void ATensorThatDependsOnAPlaceholderIsRefused()
    {
        // A dictionary of a tensor that is rebuilt from an argparse.Namespace().
        byte[] pickle = [0x80, 2, .. "}X"u8, 1, 0, 0, 0, .. "wctorch._utils\n_rebuild_tensor_v2\n(cargparse\nNamespace\n)RK"u8, 0, .. "))"u8, 0x89, .. "NtRs."u8];
        var failure = Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(ByteSource.Over("memory", Zip(pickle))));
        Assert.Contains("makes a tensor of 'argparse.Namespace'", failure.Message);
    }

    [TestMethod]
    [DataRow("posix", "system")]
    [DataRow("builtins", "eval")]
    [DataRow("builtins", "getattr")]
    [DataRow("__main__", "Config")]
    [DataRow("torch.nn.modules.linear", "Linear")]
    public void EveryOtherNameIsStillRefused(string module, string name)
    {
        byte[] pickle = [0x80, 2, (byte)'}', (byte)'X', 1, 0, 0, 0, (byte)'x', .. Encoding.ASCII.GetBytes($"c{module}\n{name}\n)Rs.")];
        var failure = Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(ByteSource.Over("memory", Zip(pickle))));
        Assert.Contains($"asks for '{module}.{name}'", failure.Message);
    }

    [TestMethod]
    public void WhatIsPutIntoAPlaceholderIsDropped()
    {
        // SimpleNamespace() with an attribute, an item and an entry, then its name alone.
        byte[] pickle = [0x80, 2, .. "}X"u8, 1, 0, 0, 0, .. "xctypes\nSimpleNamespace\n)R}X"u8, 1, 0, 0, 0, .. "aK"u8, 5, .. "sbK"u8, 7, .. "aK"u8, 1, (byte)'K', 2, .. "ss."u8];
        using var file = CheckpointFile.Open(ByteSource.Over("memory", Zip(pickle)));
        Assert.IsEmpty(file.Tensors);
        CollectionAssert.AreEqual(new[] { "x (types.SimpleNamespace)" }, file.Unread.ToArray());
    }

    /// <summary>TorchSharp.PyBridge packs what it writes; zeros pack a thousandfold.</summary>
    [TestMethod]
    public void PackedWeightsOfZerosAreRead()
    {
        using var scope = torch.NewDisposeScope();
        const int Count = 20_000_000;
        PyTorchFile.Write(_folder["plain.pth"], [("weight", torch.zeros(Count))]);
        using (var source = ZipFile.OpenRead(_folder["plain.pth"]))
        using (var target = ZipFile.Open(_folder["packed.pth"], ZipArchiveMode.Create))
        {
            foreach (var entry in source.Entries)
            {
                using var from = entry.Open();
                using var to = target.CreateEntry(entry.FullName, CompressionLevel.Optimal).Open();
                from.CopyTo(to);
            }
        }
        Assert.IsLessThan(1L << 20, new FileInfo(_folder["packed.pth"]).Length);
        using var file = CheckpointFile.Open(_folder["packed.pth"]);
        Assert.AreEqual(0f, file["weight"].Read().abs().max().ToSingle());
        Assert.AreEqual(Count, file["weight"].ElementCount);
    }

    /// <summary>What Python makes, once for the tests that read it.</summary>
    private static TempFolder Made()
    {
        if (_made is not null)
            return _made;
        PythonTorch.Require();
        var folder = new TempFolder();
        PythonTorch.Run("neighbours.py", "make", folder.Path);
        return _made = folder;
    }

    private static void AssertWeights(IReadOnlyList<CheckpointTensor> tensors, string what)
    {
        using var scope = torch.NewDisposeScope();
        CollectionAssert.AreEqual(new[] { "conv1.weight", "layer1.0.bn1.weight" }, tensors.Select(tensor => tensor.Name).ToArray(), what);
        StoredTensors.AreEqual(torch.arange(6, torch.float32).reshape(2, 3), tensors[0].Read(), what);
        StoredTensors.AreEqual(torch.arange(4, torch.float32), tensors[1].Read(), what);
    }

    private static byte[] Zip(byte[] pickle)
    {
        using var stream = new MemoryStream();
        var archive = new ZipWriter(stream);
        archive.Add("a/data.pkl", pickle);
        archive.Finish();
        return stream.ToArray();
    }
}
