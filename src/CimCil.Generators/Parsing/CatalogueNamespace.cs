using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Finds the namespace in which a project sees its own catalogue: its root namespace, else the name of its assembly.</summary>
internal static class CatalogueNamespace
{
    /// <summary>The class of the catalogue.</summary>
    public const string TypeName = "ExperimentCatalogue";

    /// <summary>The namespace as it is declared; empty where a type or namespace of the user is in the way.</summary>
    public static string Find(Compilation compilation, string rootNamespace)
    {
        var parts = Identifiers.Parts(rootNamespace.Length > 0 ? rootNamespace : compilation.AssemblyName ?? "");
        if (parts.Length == 0)
            parts = ["Experiments"];
        var space = compilation.Assembly.GlobalNamespace;
        foreach (var part in parts)
        {
            if (!space.GetTypeMembers(part).IsEmpty)
                return "";
            if (space.GetNamespaceMembers().FirstOrDefault(inner => inner.Name == part) is not { } found)
                return string.Join(".", parts.Select(Identifiers.Escape));
            space = found;
        }
        return space.GetMembers(TypeName).Any() ? "" : string.Join(".", parts.Select(Identifiers.Escape));
    }
}
