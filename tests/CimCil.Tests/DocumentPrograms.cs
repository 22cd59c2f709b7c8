using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CimCil.Tests;

/// <summary>The C# programs of a page of docs, and what a compiler says to them in a project that references all that the tests do.</summary>
internal static partial class DocumentPrograms
{
    /// <summary>The blocks of a page that are marked <c>csharp</c>.</summary>
    public static string[] Of(string page) =>
        [.. Fence().Matches(File.ReadAllText(Checkout.At(Path.Combine("docs", page)))).Select(match => match.Groups["code"].Value)];

    /// <summary>Errors, with their numbers; empty where the programs compile.</summary>
    public static string[] ErrorsOf(params string[] programs)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create("User", programs.Select(program => CSharpSyntaxTree.ParseText(program)), references, options);
        return [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
