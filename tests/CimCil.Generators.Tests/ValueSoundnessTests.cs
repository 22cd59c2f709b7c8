using System.Globalization;
using System.Reflection;
using System.Text;
using CimCil.Configuration;
using CimCil.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CimCil.Generators.Tests;

/// <summary>
/// The analyzer and <see cref="ConfigSection.Validate"/> say the same of a configuration whose values are all known: every problem of
/// one is one of the other, in the same words.
/// </summary>
[TestClass]
public sealed class ValueSoundnessTests
{
    private const int RecordCount = 500;

    /// <summary>Each record has a whole experiment of settings, inherited or drawn.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task DrawnExperimentsAreJudgedAsValidationJudgesThem(int seed)
    {
        var draw = new ExperimentDraw(seed);
        var sources = Enumerable.Range(0, RecordCount).Select(index => draw.Next(index)).Prepend(ExperimentDraw.Constants).ToArray();
        var output = GeneratorRun.Start(Compilations.Create(sources)).Output;
        var found = await Problems(output);
        var folder = Directory.CreateTempSubdirectory("cimcil-drawn-").FullName;
        try
        {
            await using (var assembly = File.Create(Path.Combine(folder, "Consumer.dll")))
                Assert.IsTrue(output.Emit(assembly).Success, string.Join("\n", output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
            using var program = new LoadedProgram(folder, "Consumer");
            var broken = 0;
            for (var index = 0; index < RecordCount; index++)
            {
                var expected = program.Validate($"Drawn.Mine{index}");
                broken += expected.Count > 0 ? 1 : 0;
                Assert.AreEqual(Show(expected.Select(Shorten)), Show(found.GetValueOrDefault($"File{index + 2}.cs", []).Select(Shorten)), sources[index + 1]);
            }
            // A draw that never breaks a rule, or always, would prove nothing.
            Assert.IsGreaterThan(RecordCount / 4, broken);
            Assert.IsLessThan(RecordCount * 3 / 4, broken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static IEnumerable<object[]> Cases => CaseFiles.Names.Where(name => name.StartsWith("Values/", StringComparison.Ordinal)).Select(name => new object[] { name });

    /// <summary>Nothing is reported in a record that a run would accept.</summary>
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void WhatACaseMarksIsRefusedAtRunTime(string name)
    {
        var text = CaseFiles.Read(name);
        // Of a case with several files the last one is looked at.
        var source = text.Projects()[0].Sources[^1].Text;
        var output = GeneratorRun.Start(text.Compilation()).Output;
        var folder = Directory.CreateTempSubdirectory("cimcil-marked-").FullName;
        try
        {
            using (var assembly = File.Create(Path.Combine(folder, "Consumer.dll")))
                Assert.IsTrue(output.Emit(assembly).Success);
            using var program = new LoadedProgram(folder, "Consumer");
            var records = output.SyntaxTrees.Single(tree => tree.ToString() == source).GetRoot().DescendantNodes().OfType<RecordDeclarationSyntax>().Where(record => record.AttributeLists.ToString().Contains("[Experiment", StringComparison.Ordinal));
            foreach (var record in records)
            {
                var isMarked = text.Marks(record.Span).Any(id => id != "CIMCIL008");
                Assert.IsTrue(!isMarked || IsRefused(program, $"User.{record.Identifier.Text}"), $"{record.Identifier.Text} is marked, but a run accepts it.");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What would take gigabytes when it runs takes little of the compiler's memory.</summary>
    [TestMethod]
    public async Task CodeThatWouldFillTheMemoryIsNotFollowed()
    {
        var output = GeneratorRun.Start(CaseFiles.Read("Values/Endless").Compilation()).Output;
        output.GetDiagnostics();
        var before = GC.GetTotalAllocatedBytes();
        Assert.HasCount(1, await output.WithAnalyzers([new ValueAnalyzer()]).GetAnalyzerDiagnosticsAsync());
        Assert.IsLessThan(1_000_000_000, GC.GetTotalAllocatedBytes() - before);
    }

    private static bool IsRefused(LoadedProgram program, string record)
    {
        try
        {
            return program.Validate(record).Count > 0;
        }
        catch (TargetInvocationException)
        {
            // Its constructor throws.
            return true;
        }
    }

    private static async Task<IReadOnlyDictionary<string, List<string>>> Problems(Compilation output)
    {
        var analysis = output.WithAnalyzers([new ValueAnalyzer()]);
        return (await analysis.GetAnalyzerDiagnosticsAsync())
            .Where(diagnostic => diagnostic.Id != "CIMCIL008")
            .GroupBy(diagnostic => diagnostic.Location.SourceTree!.FilePath)
            .ToDictionary(group => group.Key, group => group.Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture)).ToList());
    }

    /// <summary>
    /// A problem without its fix, and without the sections that the setting is in: the analyzer shows a value where it is written.
    /// A plan whose numbers come from a factory is told in other words, so that its setting and value are what is compared.
    /// </summary>
    private static string Shorten(string problem)
    {
        const string Makes = " makes ";
        if (problem.StartsWith("The phases cannot cover", StringComparison.Ordinal))
            problem = problem[(problem.LastIndexOf(Makes, StringComparison.Ordinal) + Makes.Length)..].Replace(" ", " is ", StringComparison.Ordinal).Replace(" is but is ", ": ", StringComparison.Ordinal);
        var colon = problem.IndexOf(": ", StringComparison.Ordinal);
        var subject = colon < 0 ? problem : problem[..colon];
        var setting = subject[..subject.IndexOf(' ', StringComparison.Ordinal)];
        var name = setting[(setting.LastIndexOf('.') + 1)..];
        return char.ToLowerInvariant(name[0]) + name[1..] + (subject.EndsWith(" is ", StringComparison.Ordinal) ? " is empty" : subject[setting.Length..].TrimEnd(','));
    }

    private static string Show(IEnumerable<string> problems)
    {
        var text = new StringBuilder();
        foreach (var problem in problems.Distinct().Order(StringComparer.Ordinal))
            text.AppendLine(problem);
        return text.ToString();
    }
}
