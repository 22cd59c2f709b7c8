using CimCil.Configuration.Schema;
using CimCil.Generators.Models;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks the names of experiments and the kinds of sections, each for itself.</summary>
internal static class NameChecks
{
    public static Diagnostic? FindExperiment(INamedTypeSymbol type, AttributeData mark, CancellationToken cancellation)
    {
        // Without an argument there is an error of the compiler.
        if (mark.ConstructorArguments.Length == 0 || mark.ConstructorArguments[0].Kind == TypedConstantKind.Error)
            return null;
        var name = mark.Text() ?? "";
        return KebabCase.Defect(name) is { } defect
            ? SharedDiagnostic.Create(Descriptors.Name, Place(mark, type, cancellation), Properties(name, type), name, "name", type.Name, mark.Text() is null ? "it is null" : defect, Suggestion(name, type))
            : null;
    }

    public static Diagnostic? FindSection(INamedTypeSymbol type, AttributeData mark, CancellationToken cancellation)
    {
        if (mark.ConstructorArguments.Length > 0 && mark.ConstructorArguments[0] is not { Kind: TypedConstantKind.Error } && mark.Text() is var kind and not "")
            return KebabCase.Defect(kind ?? "") is { } defect
                ? SharedDiagnostic.Create(Descriptors.Name, Place(mark, type, cancellation), Properties(kind ?? "", type), kind ?? "", "kind", type.Name, kind is null ? "it is null" : defect, Suggestion(kind ?? "", type))
                : null;
        return type.IsAbstract || Families(type).FirstOrDefault() is not { } family || type.DerivesFrom(KnownNames.Experiment)
            ? null
            : SharedDiagnostic.Create(Descriptors.Kind, ShapeChecks.Place(type, [mark], cancellation), $"'{type.Name}' needs a kind, because other records fit the place of a '{family.Name}' too: [ConfigSection(\"{KebabCase.Suggest(type.Name, "my-kind")}\")]");
    }

    /// <summary>The records whose place the section fits, with <c>global::</c>.</summary>
    public static EquatableArray<string> FamilyNames(INamedTypeSymbol type) => new([.. Families(type).Select(family => family.Global())]);

    private static IEnumerable<INamedTypeSymbol> Families(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null && !current.IsNamed(KnownNames.ConfigSection); current = current.BaseType)
            yield return current;
    }

    /// <summary>The first argument of the attribute, which is the name; the attribute itself where it has none.</summary>
    public static Location Place(AttributeData mark, INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (mark.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
            return type.Locations[0];
        var arguments = syntax.ArgumentList?.Arguments.Where(argument => argument.NameEquals is null).ToArray() ?? [];
        return arguments.Length == 0 ? syntax.GetLocation() : arguments[0].GetLocation();
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, string?> Properties(string name, INamedTypeSymbol type) =>
        System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add("nearest", Suggestion(name, type));

    private static string Suggestion(string name, INamedTypeSymbol type) => KebabCase.Suggest(name, KebabCase.Suggest(type.Name, "my-own"));
}
