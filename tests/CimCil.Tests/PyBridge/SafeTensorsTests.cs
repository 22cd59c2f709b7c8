using System.Text;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

[TestClass]
public sealed class SafeTensorsTests
{
    private const string Folder = "10_checkpoints";
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void ParityOfGoldenFiles()
    {
        var files = Directory.GetFiles(Golden.File(Folder), "*.safetensors");
        Assert.IsNotEmpty(files);
        foreach (var path in files)
        {
            using var scope = torch.NewDisposeScope();
            using var file = SafeTensors.Open(path);
            var tensors = file.ReadAll();
            foreach (var expected in Golden.Files(Folder + "/expected_safetensors"))
                StoredTensors.AreEqual(Golden.Array(expected), tensors[Path.GetFileNameWithoutExtension(expected)], $"{Path.GetFileName(path)} {expected}");
        }
    }

    [TestMethod]
    public void EveryTypeComesBackBitForBitAndAligned()
    {
        using var scope = torch.NewDisposeScope();
        var random = new Random(1);
        var written = StoredTensors.Types.Where(type => type != torch.ScalarType.ComplexFloat64).Select((type, i) => ($"tensor {i} é", StoredTensors.Random(random, type, 3, 1 + i, 2))).ToList();
        written.Add(("scalar", torch.tensor(2.5)));
        written.Add(("none", torch.zeros(0, 4)));
        written.Add(("transposed", StoredTensors.Random(random, torch.ScalarType.Float32, 3, 4).t()));
        var path = _folder["all.safetensors"];
        SafeTensors.Write(path, written, new Dictionary<string, string> { ["epoch"] = "3" });

        using var file = CheckpointFile.Open(path);
        Assert.AreEqual(CheckpointFormat.SafeTensors, file.Format);
        Assert.AreEqual("3", file.Metadata["epoch"]);
        Assert.HasCount(written.Count, file.Tensors);
        foreach (var (name, tensor) in written)
        {
            StoredTensors.AreEqual(tensor, file[name].Read(), name);
            Assert.AreEqual(0, file[name].Storage.Bytes.Offset % file[name].Storage.Type.SwappedSize, $"{name}: alignment");
        }
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(_folder.Path), "no temporary file stays");
    }

    [TestMethod]
    public void AFailedWriteLeavesTheEarlierFile()
    {
        var path = _folder["weights.safetensors"];
        SafeTensors.Write(path, [("a", torch.ones(2))]);
        var before = File.ReadAllBytes(path);
        var disposed = torch.ones(1000);
        var tensors = new[] { ("a", torch.zeros(2)), ("b", disposed) };
        Assert.ThrowsExactly<CheckpointException>(() => SafeTensors.Write(path, [("a", torch.zeros(2)), ("a", torch.zeros(2))]));
        Assert.ThrowsExactly<CheckpointException>(() => SafeTensors.Write(Path.Combine(_folder.Path, "missing", "x.safetensors"), tensors));
        Assert.ThrowsExactly<InvalidDataException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidDataException();
        }));
        CollectionAssert.AreEqual(before, File.ReadAllBytes(path));
        Assert.HasCount(1, Directory.GetFiles(_folder.Path));
    }

    [TestMethod]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "JSON")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "inside of another")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[6,10]}}""", 10, "gap")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 12, "12 follow")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 8, "takes 4")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}""", 0, "no file can hold")]
    [DataRow("""{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "no file can hold")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "no whole number")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", 4, "unknown field")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "lacks")]
    [DataRow("""{"a":{"dtype":"F32","shape":[[[[1]]]],"data_offsets":[0,4]}}""", 4, "JSON")]
    [DataRow("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "Unicode")]
    [DataRow("""{"__metadata__":{"a":1}}""", 0, "no string")]
    [DataRow("""[]""", 0, "begin")]
    public void HeadersThatBreakARuleAreRefused(string header, int dataLength, string reason)
    {
        var bytes = new byte[8 + Encoding.UTF8.GetByteCount(header) + dataLength];
        BitConverter.TryWriteBytes(bytes, (long)Encoding.UTF8.GetByteCount(header));
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        var failure = Assert.ThrowsExactly<CheckpointException>(() => SafeTensors.Open(ByteSource.Over("memory", bytes)));
        Assert.Contains(reason, failure.Message);
    }

    [TestMethod]
    [DataRow("F4", 4, 2)]
    [DataRow("F8_E8M0", 3, 3)]
    [DataRow("C128", 1, 16)]
    [DataRow("WHATEVER", 5, 7)]
    public void ATensorOfAnUnknownTypeLeavesTheOthersReadable(string dtype, int count, int byteCount)
    {
        var header = Encoding.UTF8.GetBytes($$$"""{"scales":{"dtype":"{{{dtype}}}","shape":[{{{count}}}],"data_offsets":[0,{{{byteCount}}}]},"conv1.weight":{"dtype":"F32","shape":[1],"data_offsets":[{{{byteCount}}},{{{byteCount + 4}}}]}}""");
        using var file = SafeTensors.Open(ByteSource.Over("memory", (byte[])[.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[byteCount], .. BitConverter.GetBytes(2.5f)]));
        Assert.AreEqual(byteCount, file["scales"].ByteCount);
        Assert.AreEqual(count, file["scales"].ElementCount);
        using var scope = torch.NewDisposeScope();
        Assert.AreEqual(2.5f, file["conv1.weight"].Read().ToSingle());
        Assert.Contains("TorchSharp has not", Assert.ThrowsExactly<CheckpointException>(() => file["scales"].Read()).Message);
    }

    [TestMethod]
    public void ATypeThatTheFormatLacksIsNotWritten()
    {
        using var scope = torch.NewDisposeScope();
        var failure = Assert.ThrowsExactly<CheckpointException>(() => SafeTensors.Write(_folder["x.safetensors"], [("z", torch.zeros(2, torch.complex128))]));
        Assert.Contains("type complex128, which safetensors has not", failure.Message);
        Assert.IsEmpty(Directory.GetFiles(_folder.Path));
        PyTorchFile.Write(_folder["x.pth"], [("z", torch.zeros(2, torch.complex128))]);
    }

    [TestMethod]
    public void ShardsAreReadAsOneFile()
    {
        using var scope = torch.NewDisposeScope();
        SafeTensors.Write(_folder["part-1.safetensors"], [("a", torch.arange(3)), ("b", torch.ones(2))]);
        SafeTensors.Write(_folder["part-2.safetensors"], [("c", torch.zeros(4))]);
        var index = _folder["m.safetensors.index.json"];
        File.WriteAllText(index, """{"metadata":{"total_size":48},"weight_map":{"a":"part-1.safetensors","b":"part-1.safetensors","c":"part-2.safetensors"}}""");
        using (var file = SafeTensors.Open(index))
        {
            var tensors = file.ReadAll();
            CollectionAssert.AreEqual(new[] { "a", "b", "c" }, tensors.Keys.ToArray());
            StoredTensors.AreEqual(torch.arange(3), tensors["a"], "a");
        }
        File.WriteAllText(index, """{"weight_map":{"a":"part-1.safetensors","c":"part-2.safetensors"}}""");
        Assert.Contains("lacks 1 name: b", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(index)).Message);
        File.WriteAllText(index, """{"weight_map":{"a":"../part-1.safetensors"}}""");
        Assert.Contains("same folder", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(index)).Message);
    }

    [TestMethod]
    public void ModulesComeBack()
    {
        using var scope = torch.NewDisposeScope();
        using var module = torch.nn.Sequential(("conv", torch.nn.Conv2d(3, 4, 3)), ("bn", torch.nn.BatchNorm2d(4)), ("fc", torch.nn.Linear(4, 2)));
        using var other = torch.nn.Sequential(("conv", torch.nn.Conv2d(3, 4, 3)), ("bn", torch.nn.BatchNorm2d(4)), ("fc", torch.nn.Linear(4, 2)));
        var path = _folder["m.safetensors"];
        module.save_safetensors(path);
        var loaded = new Dictionary<string, bool>();
        other.load_safetensors(path, loadedParameters: loaded);
        foreach (var (name, tensor) in module.state_dict())
        {
            StoredTensors.AreEqual(tensor, other.state_dict()[name], name);
            Assert.IsTrue(loaded[name]);
        }
    }
}
