using CimCil.Tests;

namespace CimCil.Generators.Tests;

/// <summary>A section that creates nothing cannot be run, and so it does not compile: shown on the sections of tests/CimCil.Outside.</summary>
[TestClass]
public sealed class UnfinishedSectionTests
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;";

    private static readonly string Folder = Checkout.At("tests/CimCil.Outside");

    [TestMethod]
    public async Task TheProjectCompilesAsItIs() => Assert.IsEmpty(await CompileAsync(Sources()));

    [TestMethod]
    [DataRow("FlagsDataset.cs", "CreateDataset")]
    [DataRow("PlainNetwork.cs", "CreateBackbone")]
    [DataRow("ApprenticeConfig.cs", "CreateLearner")]
    public async Task ASectionWithoutItsCreatingMethodIsRefusedByTheCompiler(string file, string method)
    {
        var messages = await CompileAsync(Sources().Select(source => source.Name == file ? (source.Name, Without(method, source.Text)) : source));
        ShouldMiss(method, file, messages);
    }

    [TestMethod]
    public async Task AMaskWithoutItsPolicyIsRefusedByTheCompiler()
    {
        // The user's own mask has a policy from its base; one that derives from the plain section has none.
        const string Mask = """
            using CimCil.Configuration;

            namespace Flags;

            /// <summary>A mask that creates nothing.</summary>
            [ConfigSection("idle")]
            public sealed partial record IdleMask : MaskConfig;
            """;
        ShouldMiss("CreatePolicy", "IdleMask.cs", await CompileAsync(Sources().Append(("IdleMask.cs", Mask))));
    }

    private static void ShouldMiss(string method, string file, IReadOnlyList<CompilerMessage> messages)
    {
        Assert.HasCount(1, messages, string.Join("\n", messages));
        Assert.AreEqual("CS0534", messages[0].Id);
        Assert.AreEqual(file, messages[0].Path);
        StringAssert.Contains(messages[0].Text, method);
    }

    private static async Task<IReadOnlyList<CompilerMessage>> CompileAsync(IEnumerable<(string Name, string Text)> sources)
    {
        var folder = Directory.CreateTempSubdirectory("cimcil-unfinished-").FullName;
        try
        {
            var project = new CompilerProject("Outside", [.. sources, ("ImplicitUsings.cs", ImplicitUsings)])
            {
                RootNamespace = "Flags",
                References = [typeof(TorchSharp.torch).Assembly.Location],
            };
            return await RealCompiler.CompileAsync(project, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>All files but the program itself, which is no library.</summary>
    private static IEnumerable<(string Name, string Text)> Sources() => Directory.GetFiles(Folder, "*.cs")
        .Select(path => (Name: Path.GetFileName(path), Text: File.ReadAllText(path)))
        .Where(source => source.Name != "Program.cs");

    /// <summary>The text without a method whose body is one expression.</summary>
    private static string Without(string method, string text)
    {
        var start = text.LastIndexOf('\n', text.IndexOf($"{method}(", StringComparison.Ordinal));
        var end = text.IndexOf(';', start) + 1;
        return text.Remove(start, end - start);
    }
}
