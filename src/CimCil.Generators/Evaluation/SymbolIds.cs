using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>The ids by which code of one assembly names symbols of another: those of documentation comments.</summary>
internal static class SymbolIds
{
    private const string FieldMark = " field";

    private static readonly ConditionalWeakTable<ISymbol, string> Known = new();

    public static string Id(this ISymbol symbol) => Known.GetValue(symbol.OriginalDefinition, static original => original.GetDocumentationCommentId() ?? "");

    /// <summary>The id of what code of the property itself calls <c>field</c>.</summary>
    public static string FieldId(this IPropertySymbol property) => property.Id() + FieldMark;

    /// <summary>The id of the property whose field that is; null for any other id.</summary>
    public static string? OfField(string id) => id.EndsWith(FieldMark, StringComparison.Ordinal) ? id.Substring(0, id.Length - FieldMark.Length) : null;
}
