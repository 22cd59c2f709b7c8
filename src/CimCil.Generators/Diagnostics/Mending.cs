using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Diagnostics;

/// <summary>
/// The settings that code changes, by <c>with</c>, in a section that goes into a variable, a parameter or a preset: a value that
/// is replaced before anybody uses it is no mistake. It is looked for only where a value is about to be reported.
/// </summary>
internal sealed class Mending
{
    private readonly HashSet<string> _settings = new(StringComparer.Ordinal);

    /// <summary>Whether the first setting of a path is replaced.</summary>
    public bool Sets(string path) => _settings.Contains(path.Split('.')[0]);

    public static Mending Of(IOperation root, ISymbol container)
    {
        var mending = new Mending();
        if (root.SemanticModel is { } model && Holder(root, container) is { } holder)
            mending.Look(holder, model);
        return mending;
    }

    /// <summary>What the section goes into; null where it is used as it is.</summary>
    private static ISymbol? Holder(IOperation root, ISymbol container)
    {
        for (var outer = root.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalOperation { Type: not null } or ISwitchExpressionArmOperation or ISwitchExpressionOperation or IVariableInitializerOperation:
                    continue;
                case IVariableDeclaratorOperation declarator:
                    return declarator.Symbol;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local }:
                    return local.Local;
                case IArgumentOperation { Parameter: { } parameter }:
                    return parameter.OriginalDefinition;
                case IReturnOperation:
                    return (container as IMethodSymbol)?.AssociatedSymbol ?? container;
                case IPropertyInitializerOperation or IFieldInitializerOperation:
                    return container;
                default:
                    return null;
            }
        }
        return null;
    }

    private void Look(ISymbol holder, SemanticModel model)
    {
        var everywhere = holder is not (ILocalSymbol or IParameterSymbol);
        var places = everywhere ? model.Compilation.SyntaxTrees.Select(tree => tree.GetRoot()) : (holder is ILocalSymbol ? holder.ContainingSymbol : holder.ContainingSymbol.OriginalDefinition).DeclaringSyntaxReferences.Select(reference => reference.GetSyntax());
        foreach (var with in places.SelectMany(place => place.DescendantNodesAndSelf()).OfType<WithExpressionSyntax>())
        {
            if (with.Expression.ToString().Contains(holder.Name) && Refers(with.Expression, holder, with.SyntaxTree == model.SyntaxTree ? model : model.Compilation.GetSemanticModel(with.SyntaxTree)))
                _settings.UnionWith(with.Initializer.Expressions.OfType<AssignmentExpressionSyntax>().Select(assignment => Casing.Camel(assignment.Left.ToString())));
        }
    }

    private static bool Refers(ExpressionSyntax expression, ISymbol holder, SemanticModel model)
    {
        while (expression is ParenthesizedExpressionSyntax or CastExpressionSyntax)
            expression = expression is CastExpressionSyntax cast ? cast.Expression : ((ParenthesizedExpressionSyntax)expression).Expression;
        return SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(expression).Symbol?.OriginalDefinition, holder);
    }
}
