using System.Text;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Finds the namespace of the catalogue: the project's root namespace, else the name of the assembly.</summary>
internal static class NamespaceParser
{
    public static IncrementalValueProvider<string> Parse(IncrementalGeneratorInitializationContext context)
    {
        var root = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            options.GlobalOptions.TryGetValue("build_property.RootNamespace", out var name) ? name : "");
        var assembly = context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName ?? "");
        return root.Combine(assembly).Select(static (names, _) => Clean(names.Left.Length > 0 ? names.Left : names.Right));
    }

    private static string Clean(string name)
    {
        var parts = name.Split('.').Where(part => part.Length > 0).Select(CleanPart).ToArray();
        return parts.Length == 0 ? "Experiments" : string.Join(".", parts);
    }

    private static string CleanPart(string part)
    {
        var text = new StringBuilder();
        foreach (var letter in part)
            text.Append(char.IsLetterOrDigit(letter) ? letter : '_');
        return char.IsDigit(text[0]) ? $"_{text}" : text.ToString();
    }
}
