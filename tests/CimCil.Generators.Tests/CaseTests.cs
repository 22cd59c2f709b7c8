using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Tests;

/// <summary>
/// Odd records through the real compiler: each gives the diagnostics that it is marked with, at those places, and no other message at
/// all: none of C# beside them, none in generated code, and none that the generator has failed.
/// </summary>
[TestClass]
public sealed class CaseTests
{
    public static IEnumerable<object[]> Names => CaseFiles.Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Case(string name)
    {
        var read = CaseFiles.Read(name);
        var folder = Directory.CreateTempSubdirectory("cimcil-case-").FullName;
        try
        {
            var messages = await CompileAsync(read, folder);
            Assert.AreEqual(Sorted(read.Expected), Sorted(messages.Select(Tests.Case.Show)), string.Join("\n", messages));
            foreach (var part in read.Says)
                Assert.IsTrue(messages.Any(message => message.Text.Contains(part, StringComparison.Ordinal)), $"No message says '{part}': {string.Join("\n", messages)}");
            GeneratorRun.Start(read.Compilation());
            if (messages.All(message => message.Severity != "error"))
                CheckRecords(read, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<CompilerMessage>> CompileAsync(Case read, string folder)
    {
        var messages = new List<CompilerMessage>();
        var references = new List<string>();
        foreach (var project in read.Projects())
        {
            messages.AddRange(await RealCompiler.CompileAsync(project with { References = [.. references] }, folder));
            references.Add((project.Alias is { } alias ? $"{alias}=" : "") + Path.Combine(folder, project.Name + ".dll"));
        }
        return messages;
    }

    private static void CheckRecords(Case read, string folder)
    {
        using var program = new LoadedProgram(folder, read.Projects()[^1].Name);
        if (read.Lists is { } names)
            Assert.AreEqual(names, string.Join(", ", program.ListExperiments()));
        var problems = program.Validate();
        Assert.HasCount(read.Problems.Count, problems, string.Join("\n", problems));
        foreach (var part in read.Problems)
            Assert.IsTrue(problems.Any(problem => problem.Contains(part, StringComparison.Ordinal)), $"No problem says '{part}': {string.Join("\n", problems)}");
    }

    private static string Sorted(IEnumerable<string> lines) => string.Join("\n", lines.Order(StringComparer.Ordinal));
}
