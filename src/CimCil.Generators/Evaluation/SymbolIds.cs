using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>
/// The ids by which code of one assembly names symbols of another: those of documentation comments, and after a bar the assembly,
/// because two assemblies can have an internal type of one name. Those of .NET and of the library have no bar.
/// </summary>
internal static class SymbolIds
{
    private const string FieldMark = " field";
    private const char AssemblyMark = '|';

    private static readonly ConditionalWeakTable<ISymbol, string> Known = new();

    /// <summary>The id; empty for what has none, such as an array or a type parameter.</summary>
    public static string Id(this ISymbol symbol) => Known.GetValue(symbol.OriginalDefinition, static original =>
        original is ITypeSymbol and not INamedTypeSymbol || original.ContainingAssembly is not { } assembly || original.GetDocumentationCommentId() is not { Length: > 0 } id ? "" : IsShared(assembly) ? id : id + AssemblyMark + assembly.Name);

    /// <summary>Whether the assembly is one of .NET or the library, of which a compilation has one.</summary>
    public static bool IsShared(IAssemblySymbol? assembly) =>
        assembly is not null && (assembly.Name is "CimCil.Library" or "System" or "mscorlib" or "netstandard" || assembly.Name.StartsWith("System.", StringComparison.Ordinal));

    /// <summary>Whether an id is one of .NET or the library.</summary>
    public static bool IsShared(string id) => id.IndexOf(AssemblyMark) < 0;

    /// <summary>The id without its assembly, and the assembly; null for .NET and the library.</summary>
    public static (string Id, string? Assembly) Split(string id)
    {
        var end = id.IndexOf(AssemblyMark);
        return end < 0 ? (id, null) : (id.Substring(0, end), id.Substring(end + 1));
    }

    /// <summary>The id of what code of the property itself calls <c>field</c>.</summary>
    public static string FieldId(this IPropertySymbol property) => property.Id() + FieldMark;

    /// <summary>The id of the property whose field that is; null for any other id.</summary>
    public static string? OfField(string id) => id.EndsWith(FieldMark, StringComparison.Ordinal) ? id.Substring(0, id.Length - FieldMark.Length) : null;

    /// <summary>The id of an accessor, which a property of another assembly may have without being visible itself.</summary>
    public static string Accessor(string property, string prefix)
    {
        var (id, assembly) = Split(property);
        var name = id.LastIndexOf('.') + 1;
        return name < 3 ? "" : Join($"M{id.Substring(1, name - 1)}{prefix}{id.Substring(name)}", assembly);
    }

    /// <summary>The id of a method without parameters.</summary>
    public static string Method(INamedTypeSymbol type, string name)
    {
        var (id, assembly) = Split(type.Id());
        return Join($"M:{id.Substring(2)}.{name}", assembly);
    }

    private static string Join(string id, string? assembly) => assembly is null ? id : id + AssemblyMark + assembly;

    /// <summary>The symbol of an id in its assembly; null where it is not visible.</summary>
    public static ISymbol? Find(IAssemblySymbol assembly, string id)
    {
        var open = id.IndexOf('(');
        var parts = id.Substring(2, (open < 0 ? id.Length : open) - 2).Split('.');
        var isType = id[0] == 'T';
        INamespaceOrTypeSymbol? current = assembly.GlobalNamespace;
        foreach (var part in isType ? parts : parts.Take(parts.Length - 1))
            current = current is null ? null : Inner(current, part);
        return isType ? current as INamedTypeSymbol : current?.GetMembers().FirstOrDefault(member => member.GetDocumentationCommentId() == id);
    }

    private static INamespaceOrTypeSymbol? Inner(INamespaceOrTypeSymbol outer, string part)
    {
        var mark = part.IndexOf('`');
        var (name, arity) = mark < 0 ? (part, 0) : (part.Substring(0, mark), int.Parse(part.Substring(mark + 1), System.Globalization.CultureInfo.InvariantCulture));
        return outer.GetTypeMembers(name, arity).FirstOrDefault() ?? (INamespaceOrTypeSymbol?)(outer as INamespaceSymbol)?.GetNamespaceMembers().FirstOrDefault(space => space.Name == name);
    }
}
