using System.Collections.Immutable;
using System.Reflection;
using CimCil.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CimCil.Docs.Tests;

/// <summary>A block of C# as a user's program: compiled as <c>dotnet run FILE.cs</c> compiles it, and started as a process of its own.</summary>
internal sealed class UserProgram
{
    /// <summary>As a project of the SDK and a single file have them.</summary>
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly string Generators = typeof(CimCil.Generators.ExperimentGenerator).Assembly.Location;

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => path != Generators).Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>As in every project of the SDK: packages are compiled against older versions of what they use.</summary>
    private static readonly Dictionary<string, ReportDiagnostic> OfTheSdk = new() { ["CS1701"] = ReportDiagnostic.Suppress, ["CS1702"] = ReportDiagnostic.Suppress };

    private readonly CSharpCompilation _compilation;

    private UserProgram(Block block)
    {
        // Lines for 'dotnet run', such as "#:project src/CimCil.Cli", are no C#.
        IsProgram = block.Code.StartsWith("#:", StringComparison.Ordinal);
        var code = string.Join('\n', block.Code.Split('\n').SkipWhile(line => line.StartsWith("#:", StringComparison.Ordinal)));
        // A member alone is one of an experiment.
        if (code.StartsWith("public override ", StringComparison.Ordinal))
            code = $"using CimCil.Configuration; public abstract record Part : Experiment\n{{\n{code}}}";
        var parsing = new CSharpParseOptions(LanguageVersion.Latest);
        _compilation = CSharpCompilation.Create(
            $"Page{Math.Abs(block.ToString().GetHashCode(StringComparison.Ordinal))}",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, parsing), CSharpSyntaxTree.ParseText(code, parsing, block.Name.Length > 0 ? block.Name : "Page.cs")],
            References.Value,
            new CSharpCompilationOptions(IsProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, specificDiagnosticOptions: OfTheSdk));
    }

    /// <summary>Whether it is a program; otherwise it is a part of one.</summary>
    public bool IsProgram { get; }

    /// <summary>The program of a block.</summary>
    public static UserProgram Of(Block block) => new(block);

    /// <summary>Every error, and every warning of the compiler and of our analyzers.</summary>
    public IReadOnlyList<string> Compile()
    {
        var found = Completed(out var analyzers).WithAnalyzers(analyzers).GetAllDiagnosticsAsync().GetAwaiter().GetResult();
        return [.. found.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())];
    }

    /// <summary>Starts it in a folder with what is typed behind the two dashes.</summary>
    /// <returns>The exit code, and all that it printed.</returns>
    public (int ExitCode, string Output) Run(string folder, params string[] arguments)
    {
        // Beside the command that it is built on: the assemblies that it needs are found there.
        var program = Path.Combine(AppContext.BaseDirectory, _compilation.AssemblyName + ".dll");
        try
        {
            using (var file = File.Create(program))
            {
                var emitted = Completed(out _).Emit(file);
                if (!emitted.Success)
                    throw new InvalidOperationException(string.Join('\n', emitted.Diagnostics));
            }
            string[] command = ["exec", "--depsfile", Beside("cimcil.deps.json"), "--runtimeconfig", Beside("cimcil.runtimeconfig.json"), program, .. arguments];
            using var process = DotnetProcess.Start(folder, command, [DotnetProcess.OneThread]);
            var (exitCode, output, error) = DotnetProcess.End(process);
            return (exitCode, output + error);
        }
        finally
        {
            File.Delete(program);
        }
    }

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private Compilation Completed(out ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var reference = new AnalyzerFileReference(Generators, new Loader());
        analyzers = reference.GetAnalyzers(LanguageNames.CSharp);
        CSharpGeneratorDriver.Create(reference.GetGenerators(LanguageNames.CSharp), parseOptions: (CSharpParseOptions)_compilation.SyntaxTrees[0].Options)
            .RunGeneratorsAndUpdateCompilation(_compilation, out var completed, out var problems);
        return problems.IsEmpty ? completed : throw new InvalidOperationException(string.Join('\n', problems));
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => typeof(CimCil.Generators.ExperimentGenerator).Assembly;
    }
}
