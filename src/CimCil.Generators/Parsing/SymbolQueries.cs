using CimCil.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Questions that parsing and diagnostics both ask of symbols.</summary>
internal static class SymbolQueries
{
    /// <summary>Whether the type, without its type arguments, has that full name; namespaces are compared without making a text of them.</summary>
    public static bool IsNamed(this ITypeSymbol? type, string name)
    {
        if (type is null || type.ContainingType is not null)
            return false;
        var end = name.Length;
        for (INamespaceOrTypeSymbol current = type; ; current = current.ContainingNamespace)
        {
            var start = end - current.Name.Length;
            if (start < 0 || string.CompareOrdinal(name, start, current.Name, 0, current.Name.Length) != 0)
                return false;
            if (start == 0)
                return current.ContainingNamespace is { IsGlobalNamespace: true };
            if (name[start - 1] != '.' || current.ContainingNamespace is null)
                return false;
            end = start - 1;
        }
    }

    /// <summary>The type as generated code writes it, without nullability.</summary>
    public static string Global(this ITypeSymbol type) => ExternAliases.Name(type);

    public static bool DerivesFrom(this ITypeSymbol? type, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.IsNamed(name))
                return true;
        }
        return false;
    }

    public static bool DerivesFrom(this ITypeSymbol? type, ITypeSymbol ancestor)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, ancestor))
                return true;
        }
        return false;
    }

    public static AttributeData? Attribute(this ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.IsNamed(name))
                return attribute;
        }
        return null;
    }

    /// <summary>The first argument of the attribute, where it is a text.</summary>
    public static string? Text(this AttributeData? attribute) =>
        attribute is { ConstructorArguments: { Length: > 0 } arguments } && arguments[0] is { Kind: TypedConstantKind.Primitive, Value: string text } ? text : null;

    /// <summary>The record and the base records whose settings it must declare itself: those up to the next marked one.</summary>
    public static IEnumerable<INamedTypeSymbol> UnmarkedLine(INamedTypeSymbol record)
    {
        yield return record;
        for (var current = record.BaseType; current is not null && !current.IsNamed(KnownNames.ConfigSection) && current.Attribute(KnownNames.ConfigSectionAttribute) is null; current = current.BaseType)
            yield return current;
    }

    /// <summary>Whether the property can be a setting: public, of an instance, set by <c>init</c> or <c>set</c>, and not an override.</summary>
    public static bool IsSettable(IPropertySymbol property) =>
        property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, IsOverride: false, GetMethod.DeclaredAccessibility: Accessibility.Public, SetMethod.DeclaredAccessibility: Accessibility.Public };

    /// <summary>Whether a record, or a base of it below the property's, has another member of that name, which is reported where it stands.</summary>
    public static bool IsHidden(IPropertySymbol property, INamedTypeSymbol record)
    {
        for (var current = record; current is not null && !SymbolEqualityComparer.Default.Equals(current, property.ContainingType); current = current.BaseType)
        {
            if (current.GetMembers(property.Name).Any(member => member is { IsOverride: false, IsImplicitlyDeclared: false }))
                return true;
        }
        return false;
    }

    /// <summary>The nearest record above that is marked, which declares the parts that this one inherits.</summary>
    public static INamedTypeSymbol PartsOwner(INamedTypeSymbol record)
    {
        var current = record.BaseType!;
        while (!current.IsNamed(KnownNames.ConfigSection) && !DeclaresParts(current))
            current = current.BaseType!;
        return current;
    }

    /// <summary>Whether a base is marked; one whose own member has the name of its parts, which is an error there, is passed over.</summary>
    private static bool DeclaresParts(INamedTypeSymbol type) => type.Attribute(KnownNames.ConfigSectionAttribute) is not null
        && (type.DeclaringSyntaxReferences.IsEmpty || !GeneratedNameChecks.IsTaken(type, "Parts"));

    /// <summary>The settings of the record and of all its bases, bases last.</summary>
    public static IEnumerable<IPropertySymbol> Settings(INamedTypeSymbol record)
    {
        for (var current = record; current is not null && !current.IsNamed(KnownNames.ConfigSection); current = current.BaseType)
        {
            foreach (var property in current.GetMembers().OfType<IPropertySymbol>().Where(IsSettable))
                yield return property;
        }
    }

    /// <summary>Whether other files of its assembly can name the type.</summary>
    public static bool IsVisibleInAssembly(this INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal || current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return false;
        }
        return true;
    }

    /// <summary>Whether the type, or one around it, belongs to its file alone.</summary>
    public static bool IsInFile(this INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal)
                return true;
        }
        return false;
    }

    /// <summary>Whether using the symbol is an error, because it or a type around it is marked <c>[Obsolete]</c> as one.</summary>
    public static bool IsRefused(this ISymbol symbol)
    {
        if (symbol is INamedTypeSymbol { ContainingType: { } outer } && outer.IsRefused())
            return true;
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.IsNamed("System.ObsoleteAttribute") && attribute.ConstructorArguments.Any(argument => argument.Value is true))
                return true;
        }
        return false;
    }
}
