using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Tests;

/// <summary>
/// The library reads from top to bottom: what a folder of src/CimCil may use is a short list, and it never leads back up. The compiler
/// says what a name means, so that aliases, qualified names and usings count alike; comments do not count.
/// </summary>
[TestClass]
public sealed partial class FolderOrderTests
{
    /// <summary>The folders in reading order, each with those that it may use; files beside the folders join them and may use all.</summary>
    private static readonly (string Folder, string[] MayUse)[] Order =
    [
        ("Foundation", []),
        ("Configuration", ["Foundation"]),
        ("Data", ["Foundation", "Configuration"]),
        ("Networks", ["Foundation", "Configuration", "Data"]),
        ("PyBridge", ["Foundation", "Configuration", "Networks"]),
        ("Learners", ["Foundation", "Configuration", "Data", "Networks", "PyBridge"]),
        ("Masking", ["Foundation", "Configuration", "Data", "Networks", "Learners"]),
        ("Exemplars", ["Foundation", "Configuration", "Data"]),
        ("Training", ["Foundation", "Configuration", "Data", "Networks", "Learners", "Masking"]),
        ("Evaluation", ["Foundation", "Configuration", "Data", "Networks", "Learners"]),
        ("Experiments", ["Foundation", "Configuration", "Data", "Networks", "Learners", "Masking", "Exemplars", "Evaluation"]),
        ("Planning", ["Foundation", "Configuration", "Data", "Networks", "PyBridge", "Learners", "Masking", "Exemplars", "Experiments"]),
        ("Onnx", ["Foundation", "Configuration", "Data", "Networks", "PyBridge", "Masking", "Exemplars"]),
        ("Runs", ["Foundation", "Configuration", "Data", "PyBridge", "Exemplars", "Training", "Evaluation", "Experiments"]),
        ("Observers", ["Foundation", "Configuration", "Data", "Networks", "Masking", "Exemplars", "Training", "Experiments", "Runs"]),
        ("Reporting", ["Foundation", "Configuration", "Data", "PyBridge", "Evaluation", "Runs"]),
        ("Galleries", ["Foundation", "Configuration", "Data", "Networks", "PyBridge", "Masking", "Exemplars", "Onnx", "Reporting"]),
        ("Sweeps", ["Foundation", "Configuration", "Data", "PyBridge", "Evaluation", "Experiments", "Runs", "Reporting"]),
    ];

    /// <summary>What an experiment's author writes is in one namespace, whichever folder it stands in.</summary>
    private const string Authors = "CimCil.Configuration";

    /// <summary>Read once: compilations share what they find in them.</summary>
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("CimCil", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly Lazy<CSharpCompilation> Library = new(() => Compile(LibrarySources()));

    [TestMethod]
    public void FoldersUseWhatTheyMay()
    {
        var uses = UsesIn(Library.Value);
        Assert.IsGreaterThan(3000, uses.Count, "the compiler tells what names mean");
        var violations = Violations(uses);
        Assert.IsEmpty(violations, string.Join(Environment.NewLine, violations));
    }

    [TestMethod]
    public void TheListNeverLeadsBackUpAndHasEveryFolder()
    {
        string[] folders = [.. Order.Select(entry => entry.Folder)];
        foreach (var (place, (folder, mayUse)) in Order.Index())
            Assert.IsTrue(mayUse.All(used => Array.IndexOf(folders, used) is >= 0 and var at && at < place), folder);
        CollectionAssert.AreEquivalent(folders, LibrarySources().Select(source => source.Folder).Where(folder => folder.Length > 0).Distinct().ToArray());
    }

    [TestMethod]
    [DataRow("using CimCil.Training; namespace CimCil.Data; class A { EpochMetrics? B; }")]
    [DataRow("using Progress = CimCil.Training.TrainingProgress; namespace CimCil.Data; class A { Progress? B; }")]
    [DataRow("using static CimCil.Training.Place; namespace CimCil.Data; class A { int B => Here; }")]
    [DataRow("namespace CimCil.Data; class A { object B = new global::CimCil.Training.EpochMetrics(); }")]
    [DataRow("namespace CimCil.Data; class A { Training.EpochMetrics? B; }")]
    [DataRow("namespace CimCil.Data; class A { object B() => Training.Place.Made(); }")]
    [DataRow("namespace CimCil.Data; class A { object B => new ExperimentRunner(); }")]
    public void APlantedArrowIsFound(string planted) => Assert.IsNotEmpty(Violations(UsesIn(Compile([new Source("Data", "Planted.cs", planted), .. Others]))));

    [TestMethod]
    [DataRow("using CimCil.Foundation; namespace CimCil.Data; class A { Finding? B; }")]
    [DataRow("namespace CimCil.Data; /// <see cref=\"CimCil.Training.EpochMetrics\"/>\nclass A;")]
    [DataRow("namespace CimCil.Data; class A { string B => nameof(A); string Training => B; }")]
    public void WhatIsAllowedPasses(string allowed) => Assert.IsEmpty(Violations(UsesIn(Compile([new Source("Data", "Planted.cs", allowed), .. Others]))));

    [TestMethod]
    public void NamespacesAreFolders()
    {
        foreach (var tree in Library.Value.SyntaxTrees.Where(tree => tree.FilePath.Length > 0))
        {
            var declared = tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(space => space.Name.ToString()).Distinct().ToArray();
            var folder = Path.GetDirectoryName(tree.FilePath)!.Replace('\\', '/').Replace('/', '.');
            var expected = folder.Length == 0 ? "CimCil" : $"CimCil.{folder}";
            if (declared is not [var only] || (only != expected && !(only == Authors && IsForAuthors(tree))))
                Assert.Fail($"{tree.FilePath} declares {string.Join(", ", declared)}; its folder is {expected}, and {Authors} is for what an experiment's author writes.");
        }
    }

    [TestMethod]
    public void SectionsAreInTheAuthorsNamespace()
    {
        foreach (var type in TypesOf(Library.Value).Where(IsSection))
            Assert.AreEqual(Authors, type.ContainingNamespace.ToDisplayString(), type.Name);
    }

    /// <summary>Which policy or learner it is, is asked nowhere but in its own folder; and FOSTER is a word of the learners.</summary>
    [TestMethod]
    public void NobodyAsksWhichPolicyOrLearnerItIs()
    {
        var types = TypesOf(Library.Value).Where(type => DerivesFrom(type, "MaskConfig") || DerivesFrom(type, "LearnerConfig")).ToDictionary(type => type.Name, type => FolderOf(type));
        Assert.IsGreaterThan(15, types.Count);
        foreach (var source in LibrarySources().Concat(SourcesOf("src/CimCil.Cli")))
        {
            var code = Comment().Replace(source.Text, " ");
            if (source.Folder != "Learners")
                Assert.IsFalse(Regex.IsMatch(code, @"Foster|\b(boosted|Boosted)\b|""compressed"""), $"{source.Folder}/{source.File} speaks of FOSTER's networks");
            foreach (Match asked in TypeTest().Matches(code))
            {
                if (types.TryGetValue(asked.Groups["type"].Value, out var folder))
                    Assert.AreEqual(folder, source.Folder, $"{source.Folder}/{source.File} asks: {asked.Value}");
            }
        }
    }

    [TestMethod]
    public void ConfigurationDoesNotUseTensors()
    {
        foreach (var source in LibrarySources().Where(source => source.Folder == "Configuration"))
            Assert.DoesNotContain("TorchSharp", Comment().Replace(source.Text, " "), $"{source.File}: list, describe and validate run without native libraries");
    }

    private static readonly Source[] Others =
    [
        new("Training", "EpochMetrics.cs", "namespace CimCil.Training; public class EpochMetrics; public class TrainingProgress; public static class Place { public const int Here = 1; public static object Made() => 1; }"),
        new("Foundation", "Finding.cs", "namespace CimCil.Foundation; public class Finding;"),
        new("", "ExperimentRunner.cs", "namespace CimCil; public class ExperimentRunner;"),
    ];

    private static List<string> Violations(IEnumerable<Use> uses)
    {
        var mayUse = Order.ToFrozenDictionary(entry => entry.Folder, entry => entry.MayUse.ToFrozenSet());
        return
        [
            .. uses.Where(use => use.From.Length > 0 && use.From != use.To && !mayUse[use.From].Contains(use.To))
                .Select(use => $"{use.From}/{use.File} uses {use.Type} of {(use.To.Length == 0 ? "the files beside the folders" : use.To)}.").Distinct(),
        ];
    }

    /// <summary>Every mention of a type of the library in its files.</summary>
    private static List<Use> UsesIn(CSharpCompilation compilation)
    {
        var types = TypesOf(compilation).Select(type => type.Name).ToHashSet();
        var uses = new List<Use>();
        foreach (var tree in compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0))
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(name => types.Contains(name.Identifier.Text)))
            {
                // A using of a namespace says nothing; one of a type is a mention.
                if (Meaning(model, name) is { } type && FolderOf(type) is { } folder)
                    uses.Add(new Use(FolderOf(tree), Path.GetFileName(tree.FilePath), folder, type.Name));
            }
        }
        return uses;
    }

    /// <summary>The type that a name means where it stands; null for a member of that name. Looking a name up is cheaper than binding what is around it.</summary>
    private static INamedTypeSymbol? Meaning(SemanticModel model, SimpleNameSyntax name)
    {
        var isQualified = name.Parent is QualifiedNameSyntax qualified && qualified.Right == name || name.Parent is MemberAccessExpressionSyntax access && access.Name == name || name.Parent is AliasQualifiedNameSyntax;
        if (isQualified || name.Ancestors().OfType<UsingDirectiveSyntax>().Any())
            return name.Parent is MemberAccessExpressionSyntax { Expression: not (NameSyntax or MemberAccessExpressionSyntax) } ? null : model.GetSymbolInfo(name).Symbol as INamedTypeSymbol;
        return model.LookupSymbols(name.SpanStart, name: name.Identifier.Text).OfType<INamedTypeSymbol>().FirstOrDefault();
    }

    /// <summary>The folder that a type is declared in; null for one that is not the library's.</summary>
    private static string? FolderOf(INamedTypeSymbol type) =>
        type.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree is { FilePath.Length: > 0 } tree ? FolderOf(tree) : null;

    private static string FolderOf(SyntaxTree tree) => tree.FilePath.Contains('/') ? tree.FilePath[..tree.FilePath.IndexOf('/')] : "";

    private static IEnumerable<INamedTypeSymbol> TypesOf(CSharpCompilation compilation) =>
        compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>();

    private static bool IsSection(INamedTypeSymbol type) => DerivesFrom(type, "ConfigSection");

    private static bool DerivesFrom(INamedTypeSymbol type, string name)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.Name == name)
                return true;
        }
        return false;
    }

    /// <summary>Whether a file holds sections, the values of their settings, attributes for them, or what stands on an experiment.</summary>
    private static bool IsForAuthors(SyntaxTree tree)
    {
        var model = Library.Value.GetSemanticModel(tree);
        var types = tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(declared => model.GetDeclaredSymbol(declared)!).ToArray();
        return FolderOf(tree) == "Experiments" || types.All(type => IsSection(type) || DerivesFrom(type, "Attribute") || type.TypeKind == TypeKind.Enum || SettingTypes.Contains(type.Name));
    }

    /// <summary>Values of settings that are neither sections nor enumerations.</summary>
    private static readonly FrozenSet<string> SettingTypes = FrozenSet.Create("Budget", "PixelCodec");

    private static CSharpCompilation Compile(IReadOnlyList<Source> sources)
    {
        var usings = CSharpSyntaxTree.ParseText("""
            global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
            global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
            """);
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, path: source.Folder.Length == 0 ? source.File : $"{source.Path}/{source.File}"));
        return CSharpCompilation.Create("Library", trees.Prepend(usings), References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    private static List<Source> LibrarySources() => SourcesOf("src/CimCil");

    private static List<Source> SourcesOf(string project)
    {
        var root = Checkout.At(project);
        var sources = new List<Source>();
        foreach (var path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace('\\', '/');
            folder = folder == "." ? "" : folder;
            if (folder.Split('/')[0] is not ("bin" or "obj"))
                sources.Add(new Source(folder.Split('/')[0], Path.GetFileName(path), File.ReadAllText(path)) { Path = folder });
        }
        return sources;
    }

    [GeneratedRegex(@"//.*|/\*[\s\S]*?\*/")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(is|as|case|not|or|and)\s+\(?(?<type>[A-Z]\w+)\b|\((?<type>[A-Z]\w*(?:Config|Mask|Images|Compression|Box|Training))\)\s*[\w(]|^\s*(?<type>[A-Z]\w+)(\s+\w+)?\s*=>", RegexOptions.Multiline)]
    private static partial Regex TypeTest();

    private sealed record Source(string Folder, string File, string Text)
    {
        public string Path { get; init; } = Folder;
    }

    private readonly record struct Use(string From, string File, string To, string Type);
}
