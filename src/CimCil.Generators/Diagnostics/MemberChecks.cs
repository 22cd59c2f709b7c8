using CimCil.Generators.Models;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks the settings and rules that one record of a section declares.</summary>
internal static class MemberChecks
{
    public static IEnumerable<Diagnostic> Find(INamedTypeSymbol type, CancellationToken cancellation)
    {
        // An experiment's own properties are no settings, which a warning says.
        var hasSettings = !type.DerivesFrom(KnownNames.Experiment) || type.Attribute(KnownNames.ConfigSectionAttribute) is not null;
        foreach (var given in hasSettings ? GivenTypes(type) : [])
            yield return given;
        foreach (var member in type.GetMembers())
        {
            if (hasSettings && Hidden(type, member) is { } setting)
                yield return SharedDiagnostic.Create(Descriptors.Key, member.Locations[0], member.Name, HidesSetting(setting));
            switch (member)
            {
                case IPropertySymbol property:
                    if (hasSettings && SymbolQueries.IsSettable(property) && SettingDefect(type, property, cancellation) is { } defect)
                        yield return defect;
                    foreach (var rule in ValueRuleChecks.Find(type, property, cancellation))
                        yield return rule;
                    break;
                case IMethodSymbol method when method.Attribute(KnownNames.RuleAttribute) is { } attribute && CrossRuleParser.Defect(method, attribute) is { } wrong:
                    yield return SharedDiagnostic.Create(Descriptors.RuleShape, Place(attribute, method, cancellation), method.Name, type.Name, wrong);
                    break;
            }
        }
    }

    /// <summary>What a record puts in the place of the type parameters of unmarked bases must be types of settings.</summary>
    private static IEnumerable<Diagnostic> GivenTypes(INamedTypeSymbol type) => type.IsGenericType ? [] : SymbolQueries.UnmarkedLine(type)
        .Where(line => line.IsGenericType)
        .SelectMany(line => line.GetMembers().OfType<IPropertySymbol>())
        .Where(property => SymbolQueries.IsSettable(property) && IsGiven(property.OriginalDefinition.Type) && !IsGiven(property.Type))
        .Select(property => (Property: property, Defect: SettingTypeParser.Defect(property.Type)))
        .Where(found => found.Defect is not null)
        .Select(found => SharedDiagnostic.Create(Descriptors.SettingType, type.Locations[0], found.Property.Name, found.Defect!));

    private static bool IsGiven(ITypeSymbol type) => (SettingTypeParser.Item(type) ?? type).TypeKind == TypeKind.TypeParameter;

    public static Location Place(AttributeData attribute, ISymbol symbol, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation() ?? symbol.Locations[0];

    private static Diagnostic? SettingDefect(INamedTypeSymbol type, IPropertySymbol property, CancellationToken cancellation)
    {
        // What stands in the place of a type parameter is known where a record derives from this one.
        if (type.IsGenericType && IsGiven(property.Type))
            return null;
        // An unknown type is an error of the compiler.
        if ((SettingTypeParser.Item(property.Type) ?? property.Type).TypeKind == TypeKind.Error)
            return null;
        if ((SettingTypeParser.Defect(property.Type) ?? DefaultDefect(type, property, cancellation)) is { } wrong)
            return SharedDiagnostic.Create(Descriptors.SettingType, property.Locations[0], property.Name, wrong);
        return KeyDefect(type, property) is { } taken ? SharedDiagnostic.Create(Descriptors.Key, property.Locations[0], property.Name, taken) : null;
    }

    /// <summary>An enum starts at 0, which must be one of its members unless the record says what it starts at.</summary>
    private static string? DefaultDefect(INamedTypeSymbol type, IPropertySymbol property, CancellationToken cancellation)
    {
        if (property.Type.TypeKind != TypeKind.Enum || property.IsAbstract || type.InstanceConstructors.Any(constructor => !constructor.IsImplicitlyDeclared))
            return null;
        var members = property.Type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue);
        if (members.Any(field => Convert.ToDecimal(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture) == 0))
            return null;
        var starts = property.DeclaringSyntaxReferences.Concat(property.PartialImplementationPart?.DeclaringSyntaxReferences ?? []).Any(reference => reference.GetSyntax(cancellation) is not PropertyDeclarationSyntax { Initializer: null } declaration || !IsAutomatic(declaration));
        return starts ? null : $"it starts as 0, which is no member of {property.Type.Name}; give it a default, such as = {property.Type.Name}.{members.First().Name}";
    }

    private static bool IsAutomatic(PropertyDeclarationSyntax declaration) =>
        declaration.AccessorList?.Accessors.All(accessor => accessor.Body is null && accessor.ExpressionBody is null) == true;

    /// <summary>The setting of a base that a member hides which is none itself, such as a method: in this record the name would mean another.</summary>
    private static IPropertySymbol? Hidden(INamedTypeSymbol type, ISymbol member) =>
        member.IsImplicitlyDeclared || member.IsOverride || GeneratedNameChecks.IsGenerated(member) || (member is IPropertySymbol property && SymbolQueries.IsSettable(property))
            ? null
            : SymbolQueries.Settings(type).FirstOrDefault(setting => setting.Name == member.Name && !SymbolEqualityComparer.Default.Equals(setting.ContainingType, type));

    private static string HidesSetting(IPropertySymbol setting) =>
        $"it hides the setting '{setting.Name}' of '{setting.ContainingType.Name}'; rename it, or give that one another value in a constructor";

    private static string? KeyDefect(INamedTypeSymbol type, IPropertySymbol property)
    {
        var key = Casing.Camel(property.Name);
        if (string.Equals(key, "kind", StringComparison.OrdinalIgnoreCase))
            return "'kind' chooses the section itself, in JSON and in --set; rename it";
        foreach (var other in SymbolQueries.Settings(type))
        {
            if (!string.Equals(other.Name, property.Name, StringComparison.OrdinalIgnoreCase) || SymbolEqualityComparer.Default.Equals(other, property))
                continue;
            if (!SymbolEqualityComparer.Default.Equals(other.ContainingType, type))
                return HidesSetting(other);
            // The first of two keeps the name.
            if (other.Locations[0].SourceTree != property.Locations[0].SourceTree || other.Locations[0].SourceSpan.Start < property.Locations[0].SourceSpan.Start)
                return $"it is typed '{key}', and case does not count there, so it is the same as '{other.Name}'; rename one of them";
        }
        return null;
    }
}
