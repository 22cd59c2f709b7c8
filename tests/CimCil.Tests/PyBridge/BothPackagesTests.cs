using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using static TorchSharp.torch;
using Referee = TorchSharp.PyBridge.PyBridgeModuleExtensions;

namespace CimCil.Tests.PyBridge;

/// <summary>What docs/torchsharp-pybridge.md says: its programs compile in a project of both packages, and its table holds.</summary>
[TestClass]
public sealed class BothPackagesTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void TheProgramsOfThePageCompile()
    {
        var programs = DocumentPrograms.Of("torchsharp-pybridge.md");
        Assert.HasCount(3, programs);
        Assert.IsEmpty(DocumentPrograms.ErrorsOf(programs));
    }

    [TestMethod]
    public void OnlyBothSetsOfMethodsInOneFileClash()
    {
        const string Program = "using TorchSharp; using TorchSharp.PyBridge; {0} class A {{ void B(torch.nn.Module module) => module.load_py(\"a.pth\"); }}";
        Assert.IsEmpty(DocumentPrograms.ErrorsOf(string.Format(null, Program, "using CimCil.PyBridge;")));
        Assert.Contains("CS0121", DocumentPrograms.ErrorsOf(string.Format(null, Program, "using CimCil.PyBridge.Extensions;")).Single());
    }

    /// <summary>What the page says of the package; a newer one that does better fails here, and the page is to be mended.</summary>
    [TestMethod]
    public void TheTableOfThePageHolds()
    {
        using var scope = NewDisposeScope();
        using var source = nn.Linear(3, 2);
        source.save_py(_folder["a.pth"]);
        using var ours = nn.Linear(3, 2);
        ours.load_py(_folder["a.pth"]);
        Assert.IsTrue(ours.parameters().All(parameter => parameter.requires_grad));
        using var theirs = nn.Linear(3, 2);
        Referee.load_py(theirs, _folder["a.pth"]);
        Assert.IsTrue(theirs.parameters().All(parameter => !parameter.requires_grad));

        using var wide = nn.Linear(4, 2);
        Assert.Contains("weight: file [2, 3], network [2, 4]", Assert.ThrowsExactly<CheckpointException>(() => wide.load_py(_folder["a.pth"])).Message);
        Referee.load_py(wide, _folder["a.pth"]);
        StoredTensors.AreEqual(source.weight!.flatten(), wide.weight!.flatten().narrow(0, 0, 6), "the package fills as much as there is");

        var before = theirs.bias!.clone();
        nn.Linear(3, 2).save_py(_folder["b.pth"]);
        Referee.load_py(theirs, _folder["b.pth"], skip: ["bias"]);
        CollectionAssert.AreNotEqual(StoredTensors.BytesOf(before), StoredTensors.BytesOf(theirs.bias));
        before = ours.bias!.clone();
        ours.load_py(_folder["b.pth"], skip: ["bias"]);
        CollectionAssert.AreEqual(StoredTensors.BytesOf(before), StoredTensors.BytesOf(ours.bias));

        using var legacy = File.Create(_folder["old.pth"]);
        legacy.Write([0x80, 2, (byte)'.']);
        legacy.Dispose();
        Assert.Throws<NotImplementedException>(() => Referee.load_py(theirs, _folder["old.pth"]));
    }
}
