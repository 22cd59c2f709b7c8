using CimCil.PyBridge;
using TorchSharp;

namespace CimCil.Cli.Tests;

/// <summary><c>cimcil weights</c> on small files.</summary>
[TestClass]
public sealed class WeightsTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-cli-").FullName;

    [TestInitialize]
    public void WriteFile()
    {
        using var scope = torch.NewDisposeScope();
        PyTorchFile.Write(In("a.pth"), [("conv1.weight", torch.ones(2, 3)), ("layer1.0.bn1.bias", torch.arange(4, torch.int64))]);
    }

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void ShowListsTensors()
    {
        var shown = Invocation.Of(_folder, "weights", "show", "a.pth");
        Assert.AreEqual(0, shown.ExitCode, shown.Error);
        foreach (var part in new[] { "conv1.weight", "[2, 3]", "float32", "layer1.0.bn1.bias", "int64", "2 tensors, 10 values", "PyTorch (zip)" })
            StringAssert.Contains(shown.Output, part);
    }

    [TestMethod]
    public void AConvertedFileIsEqualAndReplacesNothingUnasked()
    {
        var converted = Invocation.Of(_folder, "weights", "convert", "a.pth", "b.safetensors", "--names", "reference");
        Assert.AreEqual(0, converted.ExitCode, converted.Error);
        StringAssert.Contains(Invocation.Of(_folder, "weights", "show", "b.safetensors").Output, "layer_1_1.bn1.bias");
        var equal = Invocation.Of(_folder, "weights", "diff", "a.pth", "b.safetensors");
        Assert.AreEqual(0, equal.ExitCode, equal.Error);
        StringAssert.Contains(equal.Output, "2 tensors are equal bit for bit, 0 differ");

        var before = File.ReadAllBytes(In("b.safetensors"));
        var refused = Invocation.Of(_folder, "weights", "convert", "a.pth", "b.safetensors");
        Assert.AreEqual(2, refused.ExitCode);
        StringAssert.Contains(refused.Error, "--force");
        CollectionAssert.AreEqual(before, File.ReadAllBytes(In("b.safetensors")));
        Assert.AreEqual(0, Invocation.Of(_folder, "weights", "convert", "a.pth", "b.safetensors", "--force").ExitCode);
    }

    [TestMethod]
    public void APrefixChoosesWhatIsConverted()
    {
        var converted = Invocation.Of(_folder, "weights", "convert", "a.pth", "b.safetensors", "--prefix", "layer1.0");
        Assert.AreEqual(0, converted.ExitCode, converted.Error);
        StringAssert.Contains(converted.Output, "Wrote 1 tensor (prefix 'layer1.0.' left out)");
        StringAssert.Contains(Invocation.Of(_folder, "weights", "show", "b.safetensors").Output, "bn1.bias");
    }

    /// <summary>A folder will do where it holds one file of weights; of several it lists them.</summary>
    [TestMethod]
    public void AFolderNamesItsOnlyFile()
    {
        Directory.CreateDirectory(In("run/weights"));
        File.Copy(In("a.pth"), In("run/weights/phase-0-deployed.pth"));
        StringAssert.Contains(Invocation.Of(_folder, "weights", "show", "run").Output, "2 tensors, 10 values");
        Assert.AreEqual(0, Invocation.Of(_folder, "weights", "diff", "run", "a.pth").ExitCode);
        Assert.AreEqual(0, Invocation.Of(_folder, "weights", "convert", "run/weights", "b.safetensors").ExitCode);
        File.Copy(In("a.pth"), In("run/weights/phase-1-deployed.pth"));
        var several = Invocation.Of(_folder, "weights", "show", "run");
        Assert.AreEqual(2, several.ExitCode);
        StringAssert.Contains(several.Error, $"run is a folder with 2 files that may be weights. Name one of them:{Environment.NewLine}  run/weights/phase-0-deployed.pth{Environment.NewLine}  run/weights/phase-1-deployed.pth");
        Directory.CreateDirectory(In("empty"));
        StringAssert.Contains(Invocation.Of(_folder, "weights", "show", "empty").Error, "empty is a folder without weights");
    }

    [TestMethod]
    public void DifferencesAreListed()
    {
        using var scope = torch.NewDisposeScope();
        PyTorchFile.Write(In("c.pth"), [("conv1.weight", torch.zeros(2, 3)), ("fc.bias", torch.ones(1))]);
        var different = Invocation.Of(_folder, "weights", "diff", "a.pth", "c.pth");
        Assert.AreEqual(1, different.ExitCode, different.Error);
        foreach (var part in new[] { "6 of 6 values", "only in A", "only in B", "0 tensors are equal bit for bit, 3 differ" })
            StringAssert.Contains(different.Output, part);
    }

    /// <summary>What was compared and converted is said, and what was not.</summary>
    [TestMethod]
    public void PartsThatAreLeftOutAreNamed()
    {
        using var scope = torch.NewDisposeScope();
        var checkpoint = new PyDictionary();
        checkpoint.Add("params", new OrderedState([("conv1.weight", torch.ones(2))]));
        checkpoint.Add("params_ema", new OrderedState([("conv1.weight", torch.zeros(2))]));
        checkpoint.Add("step", torch.zeros(1));
        AtomicFile.Write(In("c.pth"), stream => PyTorchWriter.Write(stream, checkpoint));
        var converted = Invocation.Of(_folder, "weights", "convert", "c.pth", "d.safetensors");
        StringAssert.Contains(converted.Output, "Wrote 1 tensor of 'params' to d.safetensors.");
        StringAssert.Contains(converted.Output, "Left out 2 names: params_ema.conv1.weight, step. Another part is chosen with --key or --prefix.");
        var all = Invocation.Of(_folder, "weights", "diff", "c.pth", "d.safetensors");
        Assert.AreEqual(1, all.ExitCode, "the file has weights that the other has not");
        foreach (var part in new[] { "Compared 'params' of A with all of B.", "params_ema.conv1.weight", "only in A", "Not compared of A: 1 name: step" })
            StringAssert.Contains(all.Output, part);
        var one = Invocation.Of(_folder, "weights", "diff", "c.pth", "d.safetensors", "--key", "params");
        Assert.AreEqual(0, one.ExitCode, one.Output);
        StringAssert.Contains(one.Output, "Not compared of A: 2 names: params_ema.conv1.weight, step");
        Assert.AreEqual(1, Invocation.Of(_folder, "weights", "diff", "c.pth", "d.safetensors", "--key", "params_ema").ExitCode);
    }

    [TestMethod]
    [DataRow("weights", "command is missing", "show, convert, diff")]
    [DataRow("weights shw a.pth", "no command 'shw'", "show")]
    [DataRow("weights show", "show needs FILE", "cimcil weights show FILE")]
    [DataRow("weights convert a.pth", "convert needs IN OUT", "cimcil weights convert IN OUT")]
    [DataRow("weights show none.pth", "none.pth", "")]
    [DataRow("weights show notes.txt", "notes.txt", "")]
    [DataRow("weights convert a.pth b.npz", "names no format", ".safetensors")]
    [DataRow("weights convert a.pth b.pth --names timm", "--names cannot be 'timm'", "torchvision")]
    [DataRow("weights convert a.pth b.pth --key model", "model", "")]
    [DataRow("weights convert a.pth b.pth --prefix encoder_q", "no tensors behind the prefix 'encoder_q.'", "conv1.weight")]
    [DataRow("weights convert a.pth b.pth --names torchvision", "its names are torchvision's already, such as layer1.0.bn1.bias", "Leave --names out")]
    public void AMistake(string arguments, string thing, string fix)
    {
        File.WriteAllText(In("notes.txt"), "no weights in here");
        var failure = Invocation.Of(_folder, arguments.Split(' '));
        Assert.AreEqual(2, failure.ExitCode, failure.Error);
        StringAssert.StartsWith(failure.Error, "Error: ");
        StringAssert.Contains(failure.Error, thing);
        StringAssert.Contains(failure.Error, fix);
        Assert.DoesNotContain("   at ", failure.Error);
        Assert.HasCount(2, Directory.GetFileSystemEntries(_folder), "nothing is left behind");
    }

    private string In(string name) => Path.Combine(_folder, name);
}
