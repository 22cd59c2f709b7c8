using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Turns a record marked <c>[ConfigSection]</c> into a model. Symbols end here.</summary>
internal static class SectionParser
{
    public static SectionModel Parse(INamedTypeSymbol symbol, Compilation compilation, CancellationToken cancellation)
    {
        var line = SymbolQueries.UnmarkedLine(symbol).Reverse().ToArray();
        var settings = Distinct(line.SelectMany(type => Settings(type, symbol, compilation, cancellation)));
        var rules = CrossRuleParser.Parse(symbol);
        var record = RecordParser.Parse(symbol);
        var equality = Equality(symbol, settings);
        var comparesAll = equality != SectionEquality.FromCompiler && line.Any(type => ComparesByReference(type, symbol));
        return new SectionModel(
            record with { Use = record.Use == RecordUse.Obsolete || (comparesAll ? Line(symbol) : line).Any(UsesRefused) ? RecordUse.Obsolete : RecordUse.Free },
            SymbolQueries.PartsOwner(symbol).Global(),
            symbol.Attribute(KnownNames.ConfigSectionAttribute).Text() ?? "",
            DocumentationSummary.Of(symbol, cancellation),
            new EquatableArray<SettingModel>(settings),
            rules,
            equality,
            comparesAll ? new EquatableArray<SettingModel>(Distinct(Line(symbol).Reverse().SelectMany(type => Settings(type, symbol, compilation, cancellation)))) : EquatableArray<SettingModel>.Empty);
    }

    /// <summary>The settings without those that hide or repeat another one, which is reported where they are declared.</summary>
    private static SettingModel[] Distinct(IEnumerable<SettingModel> settings) =>
        [.. settings.GroupBy(setting => setting.Name, StringComparer.OrdinalIgnoreCase).Select(same => same.Last())];

    /// <summary>The record and every base of it that can have settings.</summary>
    private static IEnumerable<INamedTypeSymbol> Line(INamedTypeSymbol symbol)
    {
        for (var current = symbol; current is not null && !current.IsNamed(KnownNames.ConfigSection); current = current.BaseType)
            yield return current;
    }

    /// <summary>Whether an unmarked base of the record has a list and no equality of its own.</summary>
    private static bool ComparesByReference(INamedTypeSymbol type, INamedTypeSymbol record) =>
        !SymbolEqualityComparer.Default.Equals(type, record)
        && !HasOwn(type, "Equals", type)
        && type.GetMembers().OfType<IPropertySymbol>().Any(property => SymbolQueries.IsSettable(property) && SettingTypeParser.Parse(property.Type) is (SettingKind.List, _));

    private static SectionEquality Equality(INamedTypeSymbol symbol, SettingModel[] settings)
    {
        // No record can be called like a member of records; the compiler says so.
        if (symbol.Name is "Equals" or "GetHashCode" || settings.All(setting => setting.Kind != SettingKind.List) || HasOwn(symbol, "Equals", symbol) || HasOther(symbol, "Equals") || HasOther(symbol, "GetHashCode"))
            return SectionEquality.FromCompiler;
        return HasOwn(symbol, "GetHashCode") ? SectionEquality.WithoutHash : SectionEquality.Generated;
    }

    /// <summary>Whether a member that is no method leaves no room for one; records have both names, so the compiler refuses it.</summary>
    private static bool HasOther(INamedTypeSymbol symbol, string name) => symbol.GetMembers(name).Any(member => member is not IMethodSymbol);

    private static bool HasOwn(INamedTypeSymbol symbol, string name, params ITypeSymbol[] parameters) => symbol.GetMembers(name).OfType<IMethodSymbol>().Any(method =>
        !method.IsImplicitlyDeclared && method.Parameters.Select(parameter => parameter.Type).SequenceEqual(parameters, SymbolEqualityComparer.Default));

    private static IEnumerable<SettingModel> Settings(INamedTypeSymbol type, INamedTypeSymbol record, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>().Where(property => SymbolQueries.IsSettable(property) && !SymbolQueries.IsHidden(property, record)))
        {
            if (SettingTypeParser.Parse(property.Type) is not var (kind, schemaType))
                continue;
            cancellation.ThrowIfCancellationRequested();
            yield return new SettingModel(
                Casing.Camel(property.Name),
                Identifiers.Escape(property.Name),
                property.Type.Global(),
                kind,
                schemaType,
                Rules(property, record, compilation),
                DocumentationSummary.Of(property, cancellation),
                property.Attribute(KnownNames.OperationalAttribute) is null ? SettingEffect.Deciding : SettingEffect.Operational);
        }
    }

    private static EquatableArray<string> Rules(IPropertySymbol property, INamedTypeSymbol record, Compilation compilation) => new([.. property.GetAttributes()
        .Where(attribute => attribute.AttributeClass.DerivesFrom(KnownNames.ValueRuleAttribute) && Literals.CanConstruct(attribute) && !attribute.AttributeClass!.IsInFile() && Literals.Unreachable(attribute, record, compilation) is null)
        .Select(Literals.Construct)]);

    /// <summary>Whether generated code must use something that is marked <c>[Obsolete]</c> as an error.</summary>
    private static bool UsesRefused(INamedTypeSymbol type) => type.IsRefused() || type.GetMembers().Any(member => member switch
    {
        IPropertySymbol property => property.IsRefused() || HasRefused(SettingTypeParser.Item(property.Type) ?? property.Type) || property.GetAttributes().Any(attribute => attribute.AttributeClass?.IsRefused() == true),
        IMethodSymbol method => method.IsRefused(),
        _ => false,
    });

    /// <summary>Whether the type itself is, or what generated code uses of it: the members of an enum, and <c>TryParse</c>.</summary>
    private static bool HasRefused(ITypeSymbol type) => type.IsRefused() || type.GetMembers().Any(member => (type.TypeKind == TypeKind.Enum || member.Name == "TryParse") && member.IsRefused());
}
