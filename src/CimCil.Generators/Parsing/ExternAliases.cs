using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>The aliases of references that <c>global::</c> does not reach: generated code must declare and use them.</summary>
internal static class ExternAliases
{
    private static readonly ConditionalWeakTable<IAssemblySymbol, string> Known = new();
    private static readonly ConditionalWeakTable<IAssemblySymbol, string[]> Declared = new();
    private static volatile bool _any;

    /// <summary>Reads the aliases of a compilation; most have none.</summary>
    public static void Read(Compilation compilation)
    {
        List<string>? own = null;
        foreach (var reference in compilation.ExternalReferences)
        {
            if (reference.Properties.Aliases is not { Length: > 0 } aliases || aliases.Contains(MetadataReferenceProperties.GlobalAlias) || compilation.GetAssemblyOrModuleSymbol(reference) is not IAssemblySymbol assembly)
                continue;
            Known.GetValue(assembly, _ => Identifiers.Escape(aliases[0]));
            (own ??= []).Add(Identifiers.Escape(aliases[0]));
        }
        if (own is null)
            return;
        _any = true;
        Declared.GetValue(compilation.Assembly, _ => [.. own.Distinct().OrderBy(alias => alias, StringComparer.Ordinal)]);
    }

    /// <summary>The aliases that a file of the assembly must declare before it can use them.</summary>
    public static IReadOnlyList<string> Of(IAssemblySymbol assembly) => _any && Declared.TryGetValue(assembly, out var aliases) ? aliases : [];

    /// <summary>A type as code writes it.</summary>
    public static string Name(ITypeSymbol type)
    {
        if (!_any)
            return type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var parts = type.ToDisplayParts(SymbolDisplayFormat.FullyQualifiedFormat);
        return string.Concat(parts.Select((part, index) => part.Kind == SymbolDisplayPartKind.Keyword && part.ToString() == "global" ? Alias(parts.Skip(index)) : part.ToString()));
    }

    private static string Alias(IEnumerable<SymbolDisplayPart> parts) =>
        parts.Select(part => part.Symbol).OfType<INamedTypeSymbol>().FirstOrDefault()?.ContainingAssembly is { } assembly && Known.TryGetValue(assembly, out var alias) ? alias : "global";
}
