using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Parsing;

/// <summary>Turns a record marked <c>[Experiment]</c> into a model. Symbols end here.</summary>
internal static class ExperimentParser
{
    public static ExperimentModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol { IsAbstract: false } symbol || !symbol.DerivesFrom(KnownNames.Experiment))
            return null;
        if (RecordParser.Parse((RecordDeclarationSyntax)context.TargetNode) is not { } record)
            return null;
        if (context.Attributes[0].Text() is not { } name)
            return null;
        cancellation.ThrowIfCancellationRequested();
        var summary = context.Attributes[0].NamedArguments.FirstOrDefault(argument => argument.Key == "Summary").Value.Value as string ?? "";
        return new ExperimentModel(record with { Shape = symbol.IsSealed ? RecordShape.Sealed : RecordShape.Open }, name, summary, CrossRuleParser.Parse(symbol));
    }
}
