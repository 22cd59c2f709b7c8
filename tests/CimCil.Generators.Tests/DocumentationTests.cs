using System.Collections.Immutable;
using CimCil.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Tests;

/// <summary>Each diagnostic has its page, and the pages say what the diagnostics say.</summary>
[TestClass]
public sealed class DocumentationTests
{
    private static readonly ImmutableArray<DiagnosticDescriptor> Descriptors =
        [.. new DeclarationAnalyzer().SupportedDiagnostics.Concat(new ValueAnalyzer().SupportedDiagnostics).Concat(new ExperimentAnalyzer().SupportedDiagnostics).DistinctBy(descriptor => descriptor.Id)];

    [TestMethod]
    public void EveryDiagnosticHasItsPage()
    {
        var folder = Path.Combine(Root(), "docs", "diagnostics");
        foreach (var descriptor in Descriptors)
        {
            var page = File.ReadAllText(Path.Combine(Root(), descriptor.HelpLinkUri));
            StringAssert.StartsWith(page, $"# {descriptor.Id}: {descriptor.Title}\n");
        }
        Assert.HasCount(Directory.GetFiles(folder, "CIMCIL*.md").Length, Descriptors);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CimCil.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests must run inside the repository.");
        return folder;
    }
}
