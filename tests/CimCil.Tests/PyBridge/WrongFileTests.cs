using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

/// <summary>Files of another kind than a method takes, names that are none, places that are none, and modules that are gone.</summary>
[TestClass]
public sealed class WrongFileTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void AFileOfAnotherKindIsCalledWhatItIs()
    {
        using var scope = torch.NewDisposeScope();
        using var module = torch.nn.Linear(2, 2);
        using var optimizer = torch.optim.SGD(module.parameters(), 0.1);
        var (tensors, python, graph) = (_folder["a.safetensors"], _folder["a.pth"], _folder["a.onnx"]);
        module.save_safetensors(tensors);
        module.save_py(python);
        using (var network = new OnnxNetwork())
            _folder.Write("a.onnx", network.Bytes());
        Fails(() => module.load_py(tensors), $"{tensors} is a safetensors file, and not what torch.save wrote: load it with load_safetensors");
        Fails(() => module.load_py(graph), $"{graph} is an ONNX file, and not what torch.save wrote: load it with WeightImport.Load");
        Fails(() => module.load_safetensors(python), $"{python} is a PyTorch checkpoint and no safetensors file: load it with load_py");
        Fails(() => module.load_safetensors(graph), $"{graph} is an ONNX file and no safetensors file: load it with WeightImport.Load");
        Fails(() => optimizer.load_py(tensors), $"{tensors} is a safetensors file, which holds tensors and no state of an optimizer: the state is what torch.save(optimizer.state_dict(), path) wrote");
        Fails(() => optimizer.load_py(graph), $"{graph} is an ONNX file, which holds tensors and no state of an optimizer");
        using (var stream = File.OpenRead(tensors))
            Fails(() => optimizer.load_py(stream), "The stream is a safetensors file, which holds tensors and no state of an optimizer");
        var old = _folder.Write("old.pth", [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E, 0x80, 0x02]);
        Fails(() => module.load_safetensors(old), "is a PyTorch checkpoint and no safetensors file");
        var text = _folder.Write("text.pth", "weights of a network"u8);
        Fails(() => module.load_py(text), $"{text} is no PyTorch, safetensors or ONNX file: it begins with 77656967687473206F662061206E6574. Name a file of weights");
    }

    [TestMethod]
    public void ANameToSkipThatIsNoneIsNamed()
    {
        using var scope = torch.NewDisposeScope();
        using var module = torch.nn.Linear(2, 2);
        var path = _folder["a.pth"];
        module.save_py(path);
        foreach (var strict in new[] { true, false })
            Fails(() => module.load_py(path, strict, skip: ["bais"]), $"skip names 'bais', which neither the network nor {path} has: the network has 2 names: weight, bias");
        Fails(() => module.save_py(_folder["b.pth"], skip: ["bais"]), "skip names 'bais', which the module has not: it has 2 names: weight, bias");
        Fails(() => module.save_safetensors(_folder["b.safetensors"], skip: ["bais"]), "skip names 'bais'");
        Assert.HasCount(1, Directory.GetFiles(_folder.Path));
        module.load_py(path, skip: ["bias"]);
    }

    [TestMethod]
    public void ACheckpointIsNamedWithoutItsEnding()
    {
        using var scope = torch.NewDisposeScope();
        using var module = torch.nn.Linear(2, 2);
        module.save_safetensors(_folder["mine.safetensors"]);
        using var other = torch.nn.Linear(2, 2);
        other.load_checkpoint(_folder.Path, "mine");
        Assert.IsTrue(module.weight!.equal(other.weight!).all().ToBoolean());
        other.load_checkpoint(_folder.Path, "mine.safetensors");
        Fails(() => other.load_checkpoint(_folder.Path, "none"), "has none of none, none.safetensors, none.safetensors.index.json, none.bin, ");
    }

    [TestMethod]
    public void APlaceThatIsNoneIsNamed()
    {
        using var module = torch.nn.Linear(2, 2);
        var path = _folder["missing/a.pth"];
        Fails(() => module.save_py(path), $"{path} cannot be written: the folder {_folder["missing"]} does not exist. Make it, or name another one.");
        Fails(() => module.save_safetensors(_folder.Path), $"{_folder.Path} cannot be written: it is a folder. Name a file in it.");
    }

    /// <summary>Whatever libtorch would do of a tensor that is gone, which may be to end the process.</summary>
    [TestMethod]
    public void ADisposedModuleIsOneException()
    {
        var module = torch.nn.Linear(2, 2);
        module.save_py(_folder["a.pth"]);
        var optimizer = torch.optim.SGD(module.parameters(), 0.1, momentum: 0.9);
        module.Dispose();
        var backbone = new ResNet(new() { StageBlocks = [1], Width = 4 }, torch.CPU);
        backbone.Dispose();
        var tensor = torch.ones(2);
        tensor.Dispose();
        foreach (var act in new Action[]
        {
            () => module.save_py(_folder["b.pth"]), () => module.save_safetensors(_folder["b.safetensors"]), () => module.load_py(_folder["a.pth"]),
            () => backbone.save_py(_folder["b.pth"]), () => backbone.save_safetensors(_folder["b.safetensors"]),
        })
            Fails(act, "has no parameters and no buffers: it is disposed, or has none");
        foreach (var act in new Action[] { () => PyTorchFile.Write(_folder["b.pth"], [("gone", tensor)]), () => SafeTensors.Write(_folder["b.safetensors"], [("gone", tensor)]) })
            Assert.Contains("The weight gone is disposed", Assert.ThrowsExactly<ObjectDisposedException>(act).Message);
        Assert.HasCount(1, Directory.GetFiles(_folder.Path));
        optimizer.Dispose();
    }

    /// <summary>It shows no state, and the file would lack it in silence.</summary>
    [TestMethod]
    public void ADisposedPartOfAModuleIsNamed()
    {
        static torch.nn.Module<torch.Tensor, torch.Tensor> Make() =>
            torch.nn.Sequential(("norm", torch.nn.BatchNorm2d(2)), ("inner", torch.nn.Sequential(("fc", torch.nn.Linear(2, 2)), ("conv", torch.nn.Conv2d(2, 2, 1)))), ("relu", torch.nn.ReLU()));
        using var whole = Make();
        whole.save_py(_folder["a.pth"]);
        foreach (var name in new[] { "norm", "inner", "inner.fc", "inner.conv", "relu" })
        {
            using var module = Make();
            module.named_modules().Single(part => part.name == name).module.Dispose();
            AreRefused(module, name);
        }
        using var lacking = Make();
        lacking.get_parameter("inner.fc.bias")!.Dispose();
        AreRefused(lacking, "inner.fc");
        Assert.HasCount(1, Directory.GetFiles(_folder.Path));

        void AreRefused(torch.nn.Module module, string part)
        {
            foreach (var act in new Action[] { () => module.save_py(_folder["b.pth"]), () => module.save_safetensors(_folder["b.safetensors"]), () => module.load_py(_folder["a.pth"], strict: false) })
                Assert.Contains($"The part {part}", Assert.ThrowsExactly<ObjectDisposedException>(act).Message);
        }
    }

    private static void Fails(Action act, string message) => Assert.Contains(message, Assert.ThrowsExactly<CheckpointException>(act).Message);
}
