using System.Text.RegularExpressions;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Referee = TorchSharp.PyBridge.PyBridgeModuleExtensions;

namespace CimCil.Tests.PyBridge;

/// <summary>What docs/torchsharp-pybridge.md says: its programs compile in a project of both packages, and its table holds.</summary>
[TestClass]
public sealed partial class BothPackagesTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void TheProgramsOfThePageCompile()
    {
        var programs = Fence().Matches(Page()).Select(match => match.Groups["code"].Value).ToList();
        Assert.HasCount(3, programs);
        Assert.IsEmpty(ErrorsOf([.. programs]));
    }

    [TestMethod]
    public void OnlyBothSetsOfMethodsInOneFileClash()
    {
        const string Program = "using TorchSharp; using TorchSharp.PyBridge; {0} class A {{ void B(torch.nn.Module module) => module.load_py(\"a.pth\"); }}";
        Assert.IsEmpty(ErrorsOf(string.Format(null, Program, "using CimCil.PyBridge;")));
        Assert.Contains("CS0121", ErrorsOf(string.Format(null, Program, "using CimCil.PyBridge.Extensions;")).Single());
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

    private static string[] ErrorsOf(params string[] programs)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("User", programs.Select(program => CSharpSyntaxTree.ParseText(program)), references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];
    }

    private static string Page()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "docs", "torchsharp-pybridge.md")))
                return File.ReadAllText(Path.Combine(folder.FullName, "docs", "torchsharp-pybridge.md"));
        }
        throw new FileNotFoundException($"No docs/torchsharp-pybridge.md above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
