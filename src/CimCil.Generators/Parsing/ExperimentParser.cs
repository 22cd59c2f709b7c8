using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Turns a record marked <c>[Experiment]</c> into a model. Symbols end here.</summary>
internal static class ExperimentParser
{
    public static ExperimentModel Parse(INamedTypeSymbol symbol, AttributeData attribute, Completion completion)
    {
        var record = RecordParser.Parse(symbol);
        var rules = CrossRuleParser.Parse(symbol);
        if (SymbolQueries.UnmarkedLine(symbol).Any(type => type.IsRefused() || type.GetMembers().OfType<IMethodSymbol>().Any(SymbolQueries.IsRefused)))
            record = record with { Use = RecordUse.Obsolete };
        return new ExperimentModel(
            record,
            completion == Completion.Stub ? "" : SymbolQueries.PartsOwner(symbol).Global(),
            attribute.Text() ?? "",
            Summary(attribute),
            rules,
            completion);
    }

    private static string Summary(AttributeData attribute)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == "Summary")
                return argument.Value.Value as string ?? "";
        }
        return "";
    }
}
