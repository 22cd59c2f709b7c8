using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace CimCil.Tests.PyBridge;

[TestClass]
public sealed class PyTorchWriterTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void EveryTypeComesBackBitForBitAndAligned()
    {
        using var scope = torch.NewDisposeScope();
        var random = new Random(2);
        var written = StoredTensors.Types.Select((type, i) => ($"tensor {i} é", StoredTensors.Random(random, type, 3, 1 + i, 2))).ToList();
        written.Add(("scalar", torch.tensor(2.5)));
        written.Add(("none", torch.zeros(0, 4)));
        written.Add(("transposed", StoredTensors.Random(random, torch.ScalarType.Float32, 3, 4).t()));
        var path = _folder["all.pth"];
        PyTorchFile.Write(path, written);

        using var file = CheckpointFile.Open(path);
        Assert.AreEqual(CheckpointFormat.PyTorchZip, file.Format);
        CollectionAssert.AreEqual(written.Select(entry => entry.Item1).ToArray(), file.Tensors.Select(tensor => tensor.Name).ToArray());
        foreach (var (name, tensor) in written)
        {
            StoredTensors.AreEqual(tensor, file[name].Read(), name);
            Assert.AreEqual(0, file[name].Storage.Bytes.Offset % 64, $"{name}: alignment");
        }
    }

    [TestMethod]
    public void EqualWeightsGiveEqualFiles()
    {
        using var scope = torch.NewDisposeScope();
        var weights = new[] { ("a", torch.arange(10)), ("b", torch.ones(3)) };
        PyTorchFile.Write(_folder["1.pth"], weights);
        PyTorchFile.Write(_folder["2.pth"], weights);
        CollectionAssert.AreEqual(File.ReadAllBytes(_folder["1.pth"]), File.ReadAllBytes(_folder["2.pth"]));
    }

    [TestMethod]
    public void TiedWeightsStayTied()
    {
        using var scope = torch.NewDisposeScope();
        var weight = torch.randn(4, 4);
        var path = _folder["tied.pth"];
        PyTorchFile.Write(path, [("a", weight), ("b", weight.alias()), ("c", weight.clone())]);
        using var file = PyTorchFile.Open(path);
        Assert.AreSame(file["a"].Storage, file["b"].Storage);
        Assert.AreNotSame(file["a"].Storage, file["c"].Storage);
    }

    [TestMethod]
    public void ModulesComeBackThroughFilesAndStreams()
    {
        using var scope = torch.NewDisposeScope();
        using var module = Network();
        var path = _folder["m.pth"];
        module.save_py(path);
        using var fromFile = Network();
        fromFile.load_py(path);
        using var stream = new MemoryStream();
        module.save_py(stream, leaveOpen: true);
        stream.Position = 0;
        using var fromStream = Network();
        fromStream.load_py(stream);
        foreach (var (name, tensor) in module.state_dict())
        {
            StoredTensors.AreEqual(tensor, fromFile.state_dict()[name], name);
            StoredTensors.AreEqual(tensor, fromStream.state_dict()[name], name);
        }
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(5_000_000_000)]
    public void LargeEntriesAreListedWithoutBeingRead(long length)
    {
        // A sparse file: the data of an entry beyond 4 GB, and everything after it, is described by zip64 fields.
        var path = _folder["large.pth"];
        var count = length / 4 * 4 / 4;
        using (var stream = new FileStream(path, FileMode.Create))
        {
            var archive = new ZipWriter(stream);
            archive.Add("top/data.pkl", PickleOf(count));
            archive.Add("top/data/0", count * 4, 0, target => target.SetLength(target.Seek(count * 4, SeekOrigin.Current)));
            archive.Add("top/data/1", count * 4, 0, target => target.SetLength(target.Seek(count * 4, SeekOrigin.Current)));
            archive.Add("top/version", "3\n"u8.ToArray());
            archive.Finish();
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var file = PyTorchFile.Open(path);
        Assert.IsLessThan(1L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.HasCount(2, file.Tensors);
        Assert.AreEqual(count, file["b"].ElementCount);
    }

    private static byte[] PickleOf(long count)
    {
        // Two views of equal size, written by hand: their data is never made.
        var pickle = new MemoryStream();
        pickle.Write([0x80, 2, (byte)'}', (byte)'(']);
        for (var i = 0; i < 2; i++)
        {
            pickle.Write([(byte)'X', 1, 0, 0, 0, (byte)('a' + i)]);
            pickle.Write("ctorch._utils\n_rebuild_tensor_v2\n(("u8);
            pickle.Write("X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0"u8);
            pickle.Write([(byte)('0' + i)]);
            pickle.Write("X\u0003\0\0\0cpu"u8);
            pickle.Write([0x8a, 8, .. BitConverter.GetBytes(count), (byte)'t', (byte)'Q', (byte)'K', 0]);
            pickle.Write([0x8a, 8, .. BitConverter.GetBytes(count), 0x85, (byte)'K', 1, 0x85, 0x89, (byte)'N', (byte)'t', (byte)'R']);
        }
        pickle.Write("u."u8);
        return pickle.ToArray();
    }

    private static torch.nn.Module Network() =>
        Sequential(("conv", Conv2d(3, 4, 3)), ("bn", BatchNorm2d(4)), ("fc", Linear(4, 2)));
}
