using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Decides how the values of a property are typed and written.</summary>
internal static class SettingTypeParser
{
    private const string Schema = "global::CimCil.Configuration.Schema.SettingType";

    /// <summary>The schema of a property's type; null where a setting cannot have that type.</summary>
    public static (SettingKind Kind, string SchemaType)? Parse(ITypeSymbol type)
    {
        if (Defect(type) is not null)
            return null;
        if (type.DerivesFrom(KnownNames.ConfigSection))
            return (SettingKind.Section, type.Global());
        return Item(type) is { } item
            ? (SettingKind.List, $"{Schema}.List<{item.Global()}>({Value(item)})")
            : (SettingKind.Value, Value(type));
    }

    /// <summary>Why a setting cannot have that type; null where it can.</summary>
    public static string? Defect(ITypeSymbol type)
    {
        if (type.DerivesFrom(KnownNames.Experiment))
            return "an experiment is no part of another one";
        if (type is INamedTypeSymbol named && named.IsInFile())
            return $"its type {type.Name} is file-local, and no other file can name it";
        if (type.DerivesFrom(KnownNames.ConfigSection) && type.NullableAnnotation != NullableAnnotation.Annotated)
            return null;
        return Item(type) is { } item ? ValueDefect(item, type) : ValueDefect(type, type);
    }

    /// <summary>What numbers or lengths a value of the type has, which the rules of a setting can judge.</summary>
    public static (bool Numbers, bool Length) Measures(ITypeSymbol type)
    {
        var item = Item(type);
        var numbers = (item ?? type).SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double;
        return (numbers, item is not null || type.SpecialType == SpecialType.System_String);
    }

    /// <summary>The type of a list's items; null where the type is no list.</summary>
    public static ITypeSymbol? Item(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } list && list.NullableAnnotation != NullableAnnotation.Annotated && list.IsNamed("System.Collections.Generic.IReadOnlyList")
            ? list.TypeArguments[0]
            : null;

    private static string? ValueDefect(ITypeSymbol type, ITypeSymbol whole)
    {
        var format = type.Attribute(KnownNames.SettingFormatAttribute);
        if (type.NullableAnnotation != NullableAnnotation.Annotated)
        {
            if (type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_Boolean or SpecialType.System_String)
                return null;
            if (type.TypeKind == TypeKind.Enum)
                return ChoiceDefect(type);
            if (format is not null)
                return FormatDefect(type, format);
        }
        return $"its type {whole.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)} is none of int, long, double, bool, string, an enum, a section, a type with [SettingFormat] or an IReadOnlyList of these; none of them may be nullable";
    }

    private static string? ChoiceDefect(ITypeSymbol type)
    {
        var members = Members(type).ToArray();
        if (members.Length == 0)
            return $"its type {type.Name} has no members to choose from";
        if (type.Attribute("System.FlagsAttribute") is not null)
            return $"its type {type.Name} has [Flags], and a setting is one name; use a bool for each member";
        var same = members.GroupBy(member => member.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return same is null ? null : $"its type {type.Name} has members that differ in case alone, and case does not count where they are typed: {string.Join(", ", same.Select(member => member.Name))}";
    }

    private static string? FormatDefect(ITypeSymbol type, AttributeData format)
    {
        if (format.Text() is null)
            return $"the [SettingFormat] of {type.Name} says nothing";
        var parse = type.GetMembers("TryParse").OfType<IMethodSymbol>().FirstOrDefault(method =>
            method is { IsStatic: true, IsGenericMethod: false, ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 2 }
            && method.Parameters[0].Type.SpecialType == SpecialType.System_String
            && method.Parameters[1].RefKind == RefKind.Out
            && SymbolEqualityComparer.Default.Equals(method.Parameters[1].Type, type));
        // Of another assembly a private method is not even seen, and an internal one may be.
        if (parse is not null && !IsSeen(parse))
            return $"its type {type.Name} has [SettingFormat], and its method TryParse is {(parse.DeclaredAccessibility == Accessibility.Private ? "private" : "not public")}; make it public";
        if (parse is null)
            return $"its type {type.Name} has [SettingFormat] but no method 'public static bool TryParse(string text, out {type.Name} value)'";
        var writes = type.GetMembers("ToString").OfType<IMethodSymbol>().Any(method => method is { IsOverride: true, IsImplicitlyDeclared: false, Parameters.Length: 0 });
        return writes ? null : $"its type {type.Name} has [SettingFormat] but no method 'public override string ToString()' that writes what TryParse reads";
    }

    private static bool IsSeen(IMethodSymbol method) => method.DeclaredAccessibility == Accessibility.Public
        || (method.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal && !method.DeclaringSyntaxReferences.IsEmpty);

    private static string Value(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int32 => $"{Schema}.Int32",
        SpecialType.System_Int64 => $"{Schema}.Int64",
        SpecialType.System_Double => $"{Schema}.Double",
        SpecialType.System_Boolean => $"{Schema}.Boolean",
        SpecialType.System_String => $"{Schema}.Text",
        _ when type.TypeKind == TypeKind.Enum => Choice(type),
        _ => Formatted(type),
    };

    private static string Choice(ITypeSymbol type)
    {
        var names = Members(type).Select(member => $"({Literals.Text(Casing.Camel(member.Name))}, {type.Global()}.{Identifiers.Escape(member.Name)})");
        return $"{Schema}.Choice<{type.Global()}>({string.Join(", ", names)})";
    }

    private static string Formatted(ITypeSymbol type)
    {
        var name = type.Global();
        var expected = Literals.Text(type.Attribute(KnownNames.SettingFormatAttribute).Text()!);
        return $"{Schema}.Formatted<{name}>({Literals.Text(Casing.Camel(type.Name))}, {expected}, static (string text, out {name} value) => {name}.TryParse(text, out value))";
    }

    private static IEnumerable<IFieldSymbol> Members(ITypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Where(field => field.IsConst);
}
