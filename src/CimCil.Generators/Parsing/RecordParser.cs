using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Turns a record into a model of where it stands.</summary>
internal static class RecordParser
{
    public static RecordModel Parse(INamedTypeSymbol record)
    {
        var containers = new List<string>();
        for (var container = record.ContainingType; container is not null; container = container.ContainingType)
            containers.Insert(0, $"partial {Keyword(container)} {Declared(container)}");
        return new RecordModel(
            record.ContainingNamespace.Declared(),
            new EquatableArray<string>([.. containers]),
            $"partial record {Declared(record)}",
            record.Global(),
            record.IsAbstract ? RecordShape.Abstract : record.IsSealed ? RecordShape.Sealed : RecordShape.Open,
            record.IsVisibleInAssembly() ? RecordVisibility.Assembly : RecordVisibility.Hidden,
            record.IsRefused() ? RecordUse.Obsolete : RecordUse.Free)
        {
            Aliases = ExternAliases.Of(record.ContainingAssembly) is { Count: > 0 } aliases ? new EquatableArray<string>([.. aliases]) : EquatableArray<string>.Empty,
        };
    }

    private static string Keyword(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Struct => type.IsRecord ? "record struct" : "struct",
        TypeKind.Interface => "interface",
        _ => type.IsRecord ? "record" : "class",
    };

    private static string Declared(INamedTypeSymbol type) => type.TypeParameters.Length == 0
        ? Identifiers.Escape(type.Name)
        : $"{Identifiers.Escape(type.Name)}<{string.Join(", ", type.TypeParameters.Select(parameter => Variance(parameter) + Identifiers.Escape(parameter.Name)))}>";

    private static string Variance(ITypeParameterSymbol parameter) => parameter.Variance switch
    {
        VarianceKind.Out => "out ",
        VarianceKind.In => "in ",
        _ => "",
    };
}
