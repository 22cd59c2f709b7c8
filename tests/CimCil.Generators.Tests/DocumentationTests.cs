using System.Collections.Immutable;
using System.Reflection;
using CimCil.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Tests;

/// <summary>Each diagnostic has its page, and the pages say what the diagnostics say.</summary>
[TestClass]
public sealed class DocumentationTests
{
    private static readonly ImmutableArray<DiagnosticDescriptor> All =
        [.. typeof(Descriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).Cast<DiagnosticDescriptor>()];

    [TestMethod]
    public void EveryDiagnosticHasItsPage()
    {
        var folder = Path.Combine(CaseFiles.Root, "docs", "diagnostics");
        foreach (var descriptor in All)
        {
            var page = File.ReadAllText(Path.Combine(CaseFiles.Root, descriptor.HelpLinkUri));
            StringAssert.StartsWith(page, $"# {descriptor.Id}: {descriptor.Title}\n");
        }
        Assert.HasCount(Directory.GetFiles(folder, "CIMCIL*.md").Length, All);
    }
}
