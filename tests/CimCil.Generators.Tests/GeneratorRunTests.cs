using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Tests;

/// <summary>An edit costs what it changes, and no model keeps a compilation alive.</summary>
[TestClass]
public sealed class GeneratorRunTests
{
    private static readonly Compilation Two = Compilations.Create(Sources.Base, Sources.Experiment("First", "first"), Sources.Experiment("Second", "second"), Sources.Section);

    [TestMethod]
    public void AnUnrelatedEditWritesNothingAgain()
    {
        var run = GeneratorRun.Start(Two).Edit(Two.AddSyntaxTrees(Compilations.Tree("namespace User; internal sealed class Other { private int Experiment() => 1; }", "Other.cs")));
        Assert.IsTrue(run.OutputReasons().Keys.All(IsReused), Show(run.OutputReasons()));
    }

    [TestMethod]
    public void AnEditOfASectionsValueWritesNoExperimentAgain()
    {
        var run = GeneratorRun.Start(Two).Edit(Replace(Two, "File2.cs", Sources.Experiment("First", "first", "public override int Seed { get; init; } = 2;")));
        Assert.IsTrue(run.OutputReasons().Keys.All(IsReused), Show(run.OutputReasons()));
    }

    [TestMethod]
    public void EditingOneExperimentWritesThatOneAlone()
    {
        var source = Sources.Experiment("First", "first").Replace("One of them", "Changed", StringComparison.Ordinal);
        var run = GeneratorRun.Start(Two).Edit(Replace(Two, "File2.cs", source));
        Assert.AreEqual(1, run.Reasons(TrackingNames.Experiments)[IncrementalStepRunReason.Modified], Show(run.Reasons(TrackingNames.Experiments)));
        Assert.AreEqual(1, run.Reasons(TrackingNames.Experiments).Where(reason => IsReused(reason.Key)).Sum(reason => reason.Value));
        Assert.IsTrue(run.Reasons(TrackingNames.Sections).Keys.All(IsReused));
        // The record, and the two files of the catalogue that list its summary come from one output.
        Assert.AreEqual(2, run.OutputReasons().Where(reason => !IsReused(reason.Key)).Sum(reason => reason.Value), Show(run.OutputReasons()));
    }

    [TestMethod]
    public void EditingOneSectionWritesThatOneAlone()
    {
        var source = Sources.Section.Replace("[Between(0, 1)]", "[Between(0, 2)]", StringComparison.Ordinal);
        var run = GeneratorRun.Start(Two).Edit(Replace(Two, "File4.cs", source));
        Assert.AreEqual(1, run.Reasons(TrackingNames.Sections)[IncrementalStepRunReason.Modified]);
        Assert.IsTrue(run.Reasons(TrackingNames.Experiments).Keys.All(IsReused));
        Assert.IsTrue(run.Reasons(TrackingNames.Catalogue).Keys.All(IsReused));
        Assert.AreEqual(1, run.OutputReasons().Where(reason => !IsReused(reason.Key)).Sum(reason => reason.Value), Show(run.OutputReasons()));
    }

    [TestMethod]
    public void ANameMayBeAConstantOfAnotherFile()
    {
        var constants = "namespace User; internal static class Names { public const string First = \"from-a-constant\"; }";
        var experiment = Sources.Experiment("First", "x").Replace("\"x\"", "Names.First", StringComparison.Ordinal).Replace("[Experiment", "[CimCil.Configuration.ExperimentAttribute", StringComparison.Ordinal);
        var compilation = Compilations.Create(Sources.Base, experiment, constants);
        var run = GeneratorRun.Start(compilation);
        StringAssert.Contains(Generated(run, "User.First.g.cs"), "Name => \"from-a-constant\"");
        run = run.Edit(Replace(compilation, "File3.cs", constants.Replace("from-a", "from-another", StringComparison.Ordinal)));
        StringAssert.Contains(Generated(run, "User.First.g.cs"), "Name => \"from-another-constant\"");
    }

    [TestMethod]
    public void ASymbolInAModelIsFound()
    {
        var failure = Assert.ThrowsExactly<AssertFailedException>(() => GeneratorRun.Start(Two, new LeakyGenerator(), [LeakyGenerator.Step]));
        StringAssert.Contains(failure.Message, "A model keeps a compilation alive.");
    }

    private static bool IsReused(IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;

    private static string Show(IReadOnlyDictionary<IncrementalStepRunReason, int> reasons) => string.Join(", ", reasons.Select(reason => $"{reason.Value} {reason.Key}"));

    private static string Generated(GeneratorRun run, string hint) => run.Result.GeneratedSources.Single(source => source.HintName == hint).SourceText.ToString();

    private static Compilation Replace(Compilation compilation, string path, string source) =>
        compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Single(tree => tree.FilePath == path), Compilations.Tree(source, path));

    /// <summary>Hides a symbol two fields deep in its model.</summary>
    private sealed class LeakyGenerator : IIncrementalGenerator
    {
        public const string Step = "Leak";

        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            var models = context.SyntaxProvider
                .CreateSyntaxProvider(static (node, _) => node is RecordDeclarationSyntax, static (found, cancellation) => new Model([found.SemanticModel.GetDeclaredSymbol(found.Node, cancellation)!]))
                .WithTrackingName(Step);
            context.RegisterSourceOutput(models, static (_, _) => { });
        }

        private sealed record Model(object[] Content);
    }
}
