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
        if (type.NullableAnnotation == NullableAnnotation.Annotated)
            return null;
        if (type.DerivesFrom(KnownNames.ConfigSection))
            return (SettingKind.Section, type.Global());
        if (ParseValue(type) is { } value)
            return (SettingKind.Value, value);
        if (type is INamedTypeSymbol { TypeArguments.Length: 1 } list && list.IsNamed("System.Collections.Generic.IReadOnlyList") && ParseValue(list.TypeArguments[0]) is { } item)
            return (SettingKind.List, $"{Schema}.List<{list.TypeArguments[0].Global()}>({item})");
        return null;
    }

    private static string? ParseValue(ITypeSymbol type) => type.SpecialType switch
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
        var members = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.IsConst);
        var names = members.Select(member => $"({Literals.Text(Casing.Camel(member.Name))}, {type.Global()}.{member.Name})");
        return $"{Schema}.Choice<{type.Global()}>({string.Join(", ", names)})";
    }

    private static string? Formatted(ITypeSymbol type)
    {
        if (type.Attribute(KnownNames.SettingFormatAttribute).Text() is not { } expected)
            return null;
        var name = type.Global();
        return $"{Schema}.Formatted<{name}>({Literals.Text(Casing.Camel(type.Name))}, {Literals.Text(expected)}, static (string text, out {name} value) => {name}.TryParse(text, out value))";
    }
}
