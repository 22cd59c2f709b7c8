using CimCil.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CimCil.Generators.Tests;

/// <summary>
/// Runs the generator and the analyzers over marked sources: <c>{|CIMCIL003:1.5|}</c> expects that diagnostic at exactly that
/// place, and any diagnostic that is not marked, the compiler's included, fails.
/// </summary>
internal static class DiagnosticRun
{
    public static async Task<IReadOnlyList<string>> Check(params string[] marked)
    {
        var expected = new List<string>();
        var sources = marked.Select((source, index) => Strip(source, $"File{index + 1}.cs", expected)).ToArray();
        var run = GeneratorRun.Start(Compilations.Create(sources));
        var analysis = run.Output.WithAnalyzers([new DeclarationAnalyzer(), new ValueAnalyzer(), new RulePathAnalyzer()]);
        // The compiler shows what the generator and an analyzer both report once.
        var found = (await analysis.GetAllDiagnosticsAsync()).Concat(run.Problems).Distinct().Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden).ToList();
        Assert.AreEqual(Sorted(expected), Sorted(found.Select(Show)), string.Join("\n", found));
        return [.. found.Where(diagnostic => diagnostic.Id.StartsWith("CIMCIL", StringComparison.Ordinal)).Select(diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture))];
    }

    private static string Show(Diagnostic diagnostic) => $"{diagnostic.Id} {diagnostic.Location.SourceTree?.FilePath} {diagnostic.Location.SourceSpan}";

    private static string Sorted(IEnumerable<string> lines) => string.Join("\n", lines.Distinct().Order(StringComparer.Ordinal));

    private static string Strip(string source, string path, List<string> expected)
    {
        var marked = Marked.Read(source);
        expected.AddRange(marked.Expected.Select(mark => $"{mark.Id} {path} {mark.Span}"));
        return marked.Text;
    }
}
