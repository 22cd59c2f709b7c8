using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CimCil.Generators.Parsing;

/// <summary>Writes names so that the compiler reads them as names.</summary>
internal static class Identifiers
{
    /// <summary>The name with <c>@</c> where it is a keyword, or one in some place.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>The namespace as it is declared; empty for the global one.</summary>
    public static string Declared(this INamespaceSymbol space)
    {
        if (space.IsGlobalNamespace)
            return "";
        var outer = Declared(space.ContainingNamespace);
        return outer.Length == 0 ? Escape(space.Name) : $"{outer}.{Escape(space.Name)}";
    }

    /// <summary>Any text as the parts of a namespace, not yet escaped; the parts of <c>My-App.1</c> are <c>My_App</c> and <c>_1</c>.</summary>
    public static string[] Parts(string text) => [.. text.Split('.').Where(part => part.Length > 0).Select(Clean)];

    /// <summary>Any text as one identifier that no other text gives.</summary>
    public static string Unique(string text)
    {
        var clean = Clean(text.Replace('.', '_'));
        return clean == text ? text : $"{clean}_{Hash(text)}";
    }

    /// <summary>Eight hexadecimal digits that depend on every character (FNV-1a).</summary>
    public static string Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
            hash = unchecked((hash ^ letter) * 16777619u);
        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Clean(string part)
    {
        var text = new StringBuilder();
        foreach (var letter in part)
            text.Append(SyntaxFacts.IsIdentifierPartCharacter(letter) ? letter : '_');
        return text.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(text[0]) ? $"_{text}" : text.ToString();
    }
}
