using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CimCil.Generators.Tests;

/// <summary>What the generator remembers between two edits never shows in what it writes, and a record that it fails on stands alone.</summary>
[TestClass]
public sealed class RecordSurveyTests
{
    private const string Odd = """
        namespace User;
        public abstract record Odd : Base
        {
            [Rule("odd")] protected static ConfigProblem? IsOdd(Odd odd) => odd.Seed % 2 == 1 ? null : ConfigProblem.At("seed", $"{odd.Seed}", $"Odd.");
        }
        """;

    /// <summary>Files and their new texts, one after the other; a null takes the file away.</summary>
    private static readonly (string Path, string? Text)[] Edits =
    [
        ("First.cs", "namespace User; [Experiment(\"first\")] public sealed partial record First : Odd;"),
        ("First.cs", "// moved\nnamespace User; [Experiment(\"first\", Summary = \"s\")] public sealed partial record First : Odd;"),
        ("Odd.cs", Odd.Replace("\"odd\"", "\"not even\"", StringComparison.Ordinal)),
        ("Odd.cs", Odd.Replace("% 2 == 1", "% 2 != 0", StringComparison.Ordinal)),
        ("Odd.cs", Odd.Replace("protected", "private", StringComparison.Ordinal)),
        ("Odd.cs", "// above\n" + Odd.Replace("protected", "private", StringComparison.Ordinal)),
        ("Odd.cs", Odd),
        ("Second.cs", "namespace User; [Experiment(Names.Second)] public sealed partial record Second : Base { public override int Seed { get; init; } = 3; }"),
        ("Names.cs", "namespace User; internal static class Names { public const string Second = \"second\"; }"),
        ("Names.cs", "namespace User; internal static class Names { public const string Second = \"other\"; }"),
        ("Part.cs", "namespace User; public sealed partial record Second { [Rule(\"a part\")] private static ConfigProblem? R(Second second) => null; }"),
        ("Part.cs", "namespace User; public sealed partial record Second { [Rule(\"the part\")] private static ConfigProblem? R(Second second) => null; }"),
        ("Part.cs", "namespace User; [Experiment(\"again\")] public sealed partial record Second;"),
        ("Part.cs", null),
        ("Alias.cs", "global using Experiment = Other.ExperimentAttribute; namespace Other { internal sealed class ExperimentAttribute(string name) : System.Attribute { public string Name => name; public string Summary { get; init; } = \"\"; } }"),
        ("Alias.cs", null),
        ("Near.cs", "namespace User; internal sealed class ExperimentAttribute(string name) : System.Attribute { public string Name => name; public string Summary { get; init; } = \"\"; }"),
        ("Near.cs", null),
        ("Third.cs", "namespace User; [Experiment(\"first\")] public sealed partial record FIRST : Base;"),
        ("Third.cs", "namespace User; [Experiment(\"first\")] public sealed partial record FIRST : Base { public override int Seed { get; init; } = 3; }"),
        ("Third.cs", "// down\nnamespace User; [Experiment(\"first\")] public sealed partial record FIRST : Base { public override int Seed { get; init; } = 4; }"),
        ("Third.cs", "// down\nnamespace User; [Experiment( \"first\")] public sealed partial record FIRST : Base { public override int Seed { get; init; } = 4; }"),
        ("Third.cs", "namespace User; [Serializable]\n// between\n[Experiment( \"first\")] public sealed partial record FIRST : Base { public override int Seed { get; init; } = 4; }"),
        ("Third.cs", "namespace User; [Serializable]\n// much between\n\n[Experiment( \"first\")] public sealed partial record FIRST : Base { public override int Seed { get; init; } = 5; }"),
        ("Third.cs", "namespace User; [Serializable, Experiment( \"first\")] public sealed partial record FIRST : Base { public static string Name => \"\"; public override int Seed { get; init; } = 5; }"),
        ("Third.cs", "namespace User; [Serializable, Experiment( \"first\")] public sealed partial record FIRST : Base { public static string Name => \"x\"; public override int Seed { get; init; } = 6; }"),
        ("Third.cs", "namespace User; [Serializable, Experiment( \"first\")] public sealed partial record FIRST : Base { public override int Seed { get; init; } = 6; [Rule(\"a\")] private static ConfigProblem? R(FIRST first) => null; }"),
        ("Third.cs", "namespace User; [Serializable, Experiment( \"first\")] public sealed partial record FIRST : Base { public override int Seed { get; init; } = 6; [Rule(\"b\")] private static ConfigProblem? R(FIRST first) => null; }"),
        ("Third.cs", "namespace User; [Experiment(Inner.Text)] public sealed partial record FIRST : Base { public static partial class Inner { public const string Text = \"inner\"; [Experiment(\"second-inner\")] public sealed partial record Deep : Base; } }"),
        ("Third.cs", "namespace User; [Experiment(Inner.Text)] public sealed partial record FIRST : Base { public static partial class Inner { public const string Text = \"other\"; [Experiment(\"second-inner\")] public sealed partial record Deep : Base; } }"),
        ("Third.cs", "namespace User; [Experiment(FIRST.Inner.Text)] public sealed partial record FIRST : Base; public static partial class Inner { public const string Text = \"other\"; [Experiment(\"second-inner\")] public sealed partial record Deep : Base; }"),
        ("Third.cs", "namespace User; [Experiment(\"third\")] public sealed partial record FIRST : Base { public static int FromJson = 3; }"),
        ("Third.cs", "namespace User;\n[Experiment(\"third\")] public sealed partial record FIRST : Base { public static int FromJson = 3; }"),
        ("Third.cs", "namespace User; [ConfigSection(\"own\")] public sealed partial record Own : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; public int X { get; init; } = 3; }"),
        ("Third.cs", "namespace User; [ConfigSection(\"own\")] public sealed partial record Own : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; public int X { get; init; } = 4; }"),
        ("Consumer.cs", "public static class Consumer { }"),
        ("Odd.cs", null),
    ];

    [TestMethod]
    public void AnEditGivesWhatABeginningGives()
    {
        Compilation compilation = Compilations.Create(Sources.Base).AddSyntaxTrees(Compilations.Tree(Odd, "Odd.cs"));
        var driver = Driver(new ExperimentGenerator()).RunGenerators(compilation);
        foreach (var (path, text) in Edits)
        {
            compilation = Edit(compilation, path, text);
            driver = driver.RunGenerators(compilation);
            Assert.AreEqual(Show(Driver(new ExperimentGenerator()).RunGenerators(compilation)), Show(driver), $"{path}: {text}");
        }
    }

    [TestMethod]
    public void AnEditOfAValueReadsNoRecordAgain()
    {
        var read = new List<string>();
        var generator = new ExperimentGenerator((declaration, model, cancellation) =>
        {
            read.Add(declaration.Identifier.ValueText);
            return RecordReading.Read(declaration, model, cancellation);
        });
        Compilation compilation = Compilations.Create(Sources.Experiment("First", "first")).AddSyntaxTrees(Compilations.Tree(Sources.Experiment("Second", "second", "public override int Seed { get; init; } = 2;"), "Second.cs"), Compilations.Tree(Sources.Base, "Base.cs"));
        var driver = Driver(generator).RunGenerators(compilation);
        CollectionAssert.AreEquivalent(new[] { "First", "Second", "Base" }, read);
        foreach (var (members, again) in new[] { ("public override int Seed { get; init; } = 3;", ""), ("/* moved */ public override int Seed { get; init; } = 1 + 2;", ""), ("public override long Seed { get; init; } = 3;", "Second") })
        {
            read.Clear();
            compilation = Edit(compilation, "Second.cs", Sources.Experiment("Second", "second", members));
            driver = driver.RunGenerators(compilation);
            Assert.AreEqual(again, string.Join(", ", read), members);
        }
    }

    [TestMethod]
    public void ARecordThatFailsStandsAlone()
    {
        var compilation = Compilations.Create(Sources.Base, Sources.Experiment("First", "first"), Sources.Experiment("Second", "second"));
        var generator = new ExperimentGenerator((declaration, model, cancellation) =>
            declaration.Identifier.ValueText == "First" ? throw new InvalidOperationException("boom") : RecordReading.Read(declaration, model, cancellation));
        var result = Driver(generator).RunGenerators(compilation).GetRunResult();
        var problem = result.Diagnostics.Single();
        Assert.AreEqual("CIMCIL028", problem.Id);
        Assert.AreEqual("First", problem.Location.SourceTree!.ToString().Substring(problem.Location.SourceSpan.Start, problem.Location.SourceSpan.Length));
        StringAssert.Contains(problem.GetMessage(System.Globalization.CultureInfo.InvariantCulture), "InvalidOperationException: boom");
        Assert.IsTrue(result.GeneratedTrees.Any(tree => tree.ToString().Contains("Name => \"second\"", StringComparison.Ordinal)));
    }

    private static GeneratorDriver Driver(IIncrementalGenerator generator) => CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: Compilations.Parsing);

    private static Compilation Edit(Compilation compilation, string path, string? text)
    {
        var before = compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path);
        var after = text is null ? null : Compilations.Tree(text, path);
        return (before, after) switch
        {
            (null, null) => compilation,
            (null, _) => compilation.AddSyntaxTrees(after),
            (_, null) => compilation.RemoveSyntaxTrees(before),
            _ => compilation.ReplaceSyntaxTree(before, after),
        };
    }

    private static string Show(GeneratorDriver driver)
    {
        var result = driver.GetRunResult();
        var sources = result.Results.SelectMany(one => one.GeneratedSources).OrderBy(source => source.HintName, StringComparer.Ordinal).Select(source => $"{source.HintName}\n{source.SourceText}");
        return string.Join("\n", sources.Concat(result.Diagnostics.Select(problem => problem.ToString()).Order(StringComparer.Ordinal)));
    }
}
