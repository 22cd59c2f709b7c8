using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using CimCil.Generators.Diagnostics;
using CimCil.Tests;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Tests;

/// <summary>Each diagnostic has its page, and the pages say what the diagnostics say.</summary>
[TestClass]
public sealed partial class DocumentationTests
{
    private static readonly ImmutableArray<DiagnosticDescriptor> All =
        [.. typeof(Descriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).Cast<DiagnosticDescriptor>()];

    private static string Folder => Checkout.At("docs/diagnostics");

    public static IEnumerable<object[]> Pages => Directory.GetFiles(Folder, "CIMCIL*.md").Order(StringComparer.Ordinal).Select(path => new object[] { Path.GetFileNameWithoutExtension(path) });

    [TestMethod]
    public void EveryDiagnosticHasItsPage()
    {
        foreach (var descriptor in All)
            StringAssert.StartsWith(File.ReadAllText(Path.Combine(Folder, descriptor.Id + ".md")), $"# {descriptor.Id}: {descriptor.Title}\n");
        Assert.HasCount(Directory.GetFiles(Folder, "CIMCIL*.md").Length, All);
    }

    /// <summary>One property of the build sets where the links lead; the build of this repository leaves it at the folder.</summary>
    [TestMethod]
    public void LinksBeginWithTheBaseThatTheBuildWasGiven()
    {
        foreach (var descriptor in All)
            Assert.AreEqual($"{DocumentationBase.Value}/{descriptor.Id}.md", descriptor.HelpLinkUri);
        Assert.AreEqual("docs/diagnostics", DocumentationBase.Value);
    }

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public async Task TheExamplesOfAPageAreWrongAndRight(string id)
    {
        var page = File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n");
        var examples = Example().Matches(page).Select(match => (Kind: match.Groups["kind"].Value, Text: match.Groups["text"].Value)).ToList();
        CollectionAssert.AreEquivalent(new[] { "right", "wrong" }, examples.Select(example => example.Kind).Distinct().ToArray(), "A page has a wrong and a right example.");
        foreach (var (kind, text) in examples)
        {
            // A failure of the generator has no example: one that is found is mended.
            if (id == "CIMCIL028" && kind == "wrong")
                continue;
            var found = (await CompileAsync(text)).Distinct().Order(StringComparer.Ordinal).ToArray();
            CollectionAssert.AreEqual(kind == "wrong" ? new[] { id } : [], found, $"{kind}: {string.Join(", ", found)}\n{text}");
        }
    }

    private static async Task<IEnumerable<string>> CompileAsync(string example)
    {
        var folder = Directory.CreateTempSubdirectory("cimcil-page-").FullName;
        try
        {
            var source = example.Contains("namespace ", StringComparison.Ordinal) ? example : $"namespace User;\n{example}";
            var language = Version().Match(example) is { Success: true } version ? version.Groups["number"].Value : "14";
            var project = new CompilerProject("Page", [("Usings.cs", Compilations.Usings), ("Prelude.cs", CaseFiles.Prelude), ("Page.cs", source)]) { Language = language };
            return (await RealCompiler.CompileAsync(project, folder)).Select(message => message.Id);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("<LangVersion>(?<number>[0-9]+)</LangVersion>")]
    private static partial Regex Version();

    [GeneratedRegex("```csharp (?<kind>wrong|right)\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
