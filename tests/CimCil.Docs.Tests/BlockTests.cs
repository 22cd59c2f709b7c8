using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace CimCil.Docs.Tests;

/// <summary>Every block of code says what it is, and is it: C# compiles, XML and JSON can be read. Commands are in <see cref="CommandTests"/>.</summary>
[TestClass]
public sealed class BlockTests
{
    private static readonly string[] Languages = ["csharp", "json", "sh", "text", "xml"];

    public static IEnumerable<object[]> CSharp => Page.All.SelectMany(page => page.Blocks)
        // Those of the diagnostics have wrong examples and a test of their own (DocumentationTests).
        .Where(block => block.Language == "csharp" && !block.Page.Path.StartsWith("docs/diagnostics/", StringComparison.Ordinal))
        .Select(block => new object[] { block.Page.Path, block.Line });

    [TestMethod]
    public void EveryBlockSaysWhatItIs()
    {
        string[] wrong = [.. Page.All.SelectMany(page => page.Blocks).Where(block => !Languages.Contains(block.Language)).Select(block => $"{block}: '{block.Info}' is none of {string.Join(", ", Languages)}")];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    /// <summary>A block that is not closed would swallow the rest of its page.</summary>
    [TestMethod]
    public void EveryFenceIsClosed()
    {
        string[] wrong = [.. Page.All.Where(page => page.Prose.Contains("```", StringComparison.Ordinal)).Select(page => page.Path)];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    [TestMethod]
    public void XmlAndJsonCanBeRead()
    {
        var wrong = new List<string>();
        foreach (var block in Page.All.SelectMany(page => page.Blocks))
        {
            try
            {
                if (block.Language == "xml")
                    _ = XElement.Parse($"<Block>{block.Code}</Block>");
                else if (block.Language == "json")
                    JsonDocument.Parse(block.Code).Dispose();
            }
            catch (Exception failure) when (failure is XmlException or JsonException)
            {
                wrong.Add($"{block}: {failure.Message}");
            }
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    /// <summary>In a user's project: with the generator, its analyzers, and no warning of ours.</summary>
    [TestMethod]
    [DynamicData(nameof(CSharp))]
    public void CSharpCompiles(string page, int line)
    {
        var block = Page.Of(page).Blocks.Single(block => block.Line == line);
        var found = UserProgram.Of(block).Compile();
        Assert.IsEmpty(found, $"{block}\n{string.Join('\n', found)}");
    }

    [TestMethod]
    [DataRow("using CimCil.Configuration; public static class Wrong { public static object Of() => new CimMask { Treshold = 0.5 }; }", "CS0117")]
    [DataRow("using CimCil.Configuration; public static class Wrong { public static object Of() => new CimMask { Threshold = 1.5 }; }", "CIMCIL003")]
    [DataRow("public override MaskConfig Mask { get; init; } = new CimMask { Threshold = 1.5 };\n", "CIMCIL003")]
    [DataRow("public override MaskConfig Mask { get; init; } = new CimMask { Treshold = 0.5 };\n", "CS0117")]
    public void WhatIsWrongIsFound(string code, string id)
    {
        var found = UserProgram.Of(new Block(Page.Of("README.md"), "csharp", code, 1)).Compile();
        Assert.IsTrue(found.Any(message => message.Contains(id, StringComparison.Ordinal)), string.Join('\n', found));
    }
}
