using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CimCil.Generators.Tests;

/// <summary>Compiles sources as a user's project would: against the library, nullable on, latest language version.</summary>
internal static class Compilations
{
    /// <summary>What a project gets from implicit usings and what every experiment needs.</summary>
    public const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using CimCil.Configuration;";

    private static readonly MetadataReference[] References = LoadReferences();

    public static CSharpParseOptions Parsing { get; } = new(LanguageVersion.Latest);

    public static CSharpCompilation Create(params string[] sources) => Create("Consumer", sources);

    public static CSharpCompilation Create(string assembly, IEnumerable<string> sources) => Create(assembly, sources, Parsing);

    /// <summary>The same with other options of the parser.</summary>
    public static CSharpCompilation Create(string assembly, IEnumerable<string> sources, CSharpParseOptions parsing) => CSharpCompilation.Create(
        assembly,
        sources.Prepend(Usings).Select((source, index) => CSharpSyntaxTree.ParseText(source, parsing, $"File{index}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));

    public static SyntaxTree Tree(string source, string path) => CSharpSyntaxTree.ParseText(source, Parsing, path);

    private static MetadataReference[] LoadReferences()
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var library = typeof(Configuration.Experiment).Assembly.Location;
        return [.. platform.Where(path => path.StartsWith(runtime, StringComparison.Ordinal)).Append(library).Select(path => MetadataReference.CreateFromFile(path))];
    }
}
