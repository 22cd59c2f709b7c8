using System.Runtime.CompilerServices;
using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Parsing;

/// <summary>
/// Turns a record marked <c>[Experiment]</c> into a model. It reads the syntax alone and asks for symbols only where a
/// name or text is not written out: every keystroke re-examines every experiment, and binding a thousand attributes takes
/// a hundred times longer than reading them. What was read from syntax alone is remembered with it, because comparing a
/// thousand models that are equal but not the same takes longer than everything else.
/// </summary>
internal static class ExperimentParser
{
    private const string Experiment = "Experiment";
    private const string Rule = "Rule";

    private static readonly ConditionalWeakTable<SyntaxNode, ExperimentModel> Remembered = new();

    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellation) =>
        node is RecordDeclarationSyntax { AttributeLists.Count: > 0 } record && Find(record.AttributeLists, Experiment) is not null;

    public static ExperimentModel? Parse(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        if (Remembered.TryGetValue(context.Node, out var remembered))
            return remembered;
        var reader = new AttributeReader(context, cancellation);
        var model = Parse((RecordDeclarationSyntax)context.Node, reader);
        return model is null || reader.AskedForSymbols ? model : Remembered.GetValue(context.Node, _ => model);
    }

    private static ExperimentModel? Parse(RecordDeclarationSyntax declaration, AttributeReader reader)
    {
        var attribute = Find(declaration.AttributeLists, Experiment)!;
        if (declaration.Modifiers.Any(SyntaxKind.AbstractKeyword) || RecordParser.Parse(declaration) is not { } record)
            return null;
        if (attribute.Name is not IdentifierNameSyntax && !reader.Means(attribute, KnownNames.ExperimentAttribute))
            return null;
        return reader.Text(Argument(attribute, null)) is { } name
            ? new ExperimentModel(record, name, reader.Text(Argument(attribute, "Summary")) ?? "", Rules(declaration, reader))
            : null;
    }

    private static EquatableArray<CrossRuleModel> Rules(RecordDeclarationSyntax declaration, AttributeReader reader)
    {
        List<CrossRuleModel>? rules = null;
        foreach (var member in declaration.Members)
        {
            if (member is MethodDeclarationSyntax { AttributeLists.Count: > 0, ParameterList.Parameters.Count: 1 } method
                && method.Modifiers.Any(SyntaxKind.StaticKeyword)
                && Find(method.AttributeLists, Rule) is { } attribute
                && reader.Text(Argument(attribute, null)) is { } words)
                (rules ??= []).Add(new CrossRuleModel(words, method.Identifier.ValueText));
        }
        return rules is null ? EquatableArray<CrossRuleModel>.Empty : new EquatableArray<CrossRuleModel>([.. rules]);
    }

    private static AttributeSyntax? Find(SyntaxList<AttributeListSyntax> lists, string name)
    {
        foreach (var list in lists)
        {
            foreach (var attribute in list.Attributes)
            {
                var written = SimpleName(attribute.Name);
                if (written == name || (written.Length == name.Length + 9 && written.StartsWith(name, StringComparison.Ordinal) && written.EndsWith("Attribute", StringComparison.Ordinal)))
                    return attribute;
            }
        }
        return null;
    }

    private static string SimpleName(NameSyntax name) => name switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => "",
    };

    /// <summary>The argument of that property, or the first one of the constructor.</summary>
    private static ExpressionSyntax? Argument(AttributeSyntax attribute, string? property)
    {
        foreach (var argument in attribute.ArgumentList?.Arguments ?? default)
        {
            if (argument.NameEquals?.Name.Identifier.ValueText == property)
                return argument.Expression;
        }
        return null;
    }
}
