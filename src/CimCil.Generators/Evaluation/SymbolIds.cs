using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>The ids by which code of one assembly names symbols of another: those of documentation comments.</summary>
internal static class SymbolIds
{
    private static readonly ConditionalWeakTable<ISymbol, string> Known = new();

    public static string Id(this ISymbol symbol) => Known.GetValue(symbol.OriginalDefinition, static original => original.GetDocumentationCommentId() ?? "");
}
