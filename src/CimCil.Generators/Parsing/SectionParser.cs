using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Parsing;

/// <summary>Turns a record marked <c>[ConfigSection]</c> into a model. Symbols end here.</summary>
internal static class SectionParser
{
    public static SectionModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol symbol || !symbol.DerivesFrom(KnownNames.ConfigSection))
            return null;
        if (RecordParser.Parse((RecordDeclarationSyntax)context.TargetNode) is not { } record)
            return null;
        // Another part of the record may carry the modifiers.
        record = record with { Shape = symbol.IsAbstract ? RecordShape.Abstract : symbol.IsSealed ? RecordShape.Sealed : RecordShape.Open };
        var kind = context.Attributes[0].Text() ?? "";
        var settings = SymbolQueries.UnmarkedLine(symbol).Reverse().SelectMany(type => Settings(type, cancellation)).ToArray();
        var hasList = symbol.GetMembers().OfType<IPropertySymbol>().Any(property => settings.Any(setting => setting.Kind == SettingKind.List && setting.PropertyName == property.Name));
        return new SectionModel(
            record,
            symbol.BaseType!.Global(),
            kind,
            DocumentationSummary.Of(symbol, cancellation),
            new EquatableArray<SettingModel>(settings),
            CrossRuleParser.Parse(symbol),
            hasList && !HasOwnEquality(symbol) ? SectionEquality.Generated : SectionEquality.FromCompiler);
    }

    private static bool HasOwnEquality(INamedTypeSymbol symbol) => symbol.GetMembers("Equals").OfType<IMethodSymbol>().Any(method =>
        !method.IsImplicitlyDeclared && method.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, symbol));

    private static IEnumerable<SettingModel> Settings(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>().Where(SymbolQueries.IsSettable))
        {
            if (SettingTypeParser.Parse(property.Type) is not var (kind, schemaType))
                continue;
            cancellation.ThrowIfCancellationRequested();
            yield return new SettingModel(
                property.Name,
                property.Type.Global(),
                kind,
                schemaType,
                Rules(property),
                DocumentationSummary.Of(property, cancellation),
                property.Attribute(KnownNames.OperationalAttribute) is null ? SettingEffect.Deciding : SettingEffect.Operational);
        }
    }

    private static EquatableArray<string> Rules(IPropertySymbol property) => new([.. property.GetAttributes()
        .Where(attribute => attribute.AttributeClass.DerivesFrom(KnownNames.ValueRuleAttribute))
        .Select(Literals.Construct)]);
}
