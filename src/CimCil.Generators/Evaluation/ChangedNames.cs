using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Evaluation;

/// <summary>
/// Which names stand where an array or list of that name may be changed, from syntax alone. A static one of any other name keeps the
/// items that it started with, as far as its own assembly is concerned.
/// </summary>
internal static class ChangedNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, HashSet<string>> Known = new();

    private static readonly HashSet<string> Reading =
    [
        "Select", "SelectMany", "Where", "ToArray", "ToList", "ToImmutableArray", "ToHashSet", "AsEnumerable", "Concat", "Append", "Prepend", "Take", "Skip", "First", "FirstOrDefault",
        "Last", "LastOrDefault", "Single", "Sum", "Min", "Max", "Average", "Any", "All", "Count", "Contains", "ElementAt", "Distinct", "Order", "OrderBy", "Aggregate", "Zip", "SequenceEqual", "Find",
        "FindIndex", "Exists", "IndexOf", "TrueForAll",
    ];

    public static bool Contains(Compilation compilation, string name) => compilation.SyntaxTrees.Any(tree => Known.GetValue(tree, Read).Contains(name));

    private static HashSet<string> Read(SyntaxTree tree) =>
        [.. tree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>().Where(MayChange).Select(name => name.Identifier.ValueText)];

    private static bool MayChange(IdentifierNameSyntax name)
    {
        ExpressionSyntax use = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        while (use.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or ConditionalExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.AsExpression })
            use = (ExpressionSyntax)use.Parent;
        return use.Parent switch
        {
            ElementAccessExpressionSyntax element => element.Expression == use && IsWritten(element),
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } called => !Reading.Contains(called.Name.Identifier.ValueText),
            AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } => false,
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => !IsReadOnly(property.Type),
            ReturnStatementSyntax or ArrowExpressionClauseSyntax => !IsReadOnly(Result(use)),
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } } => !IsReading(called),
            ArgumentSyntax or EqualsValueClauseSyntax or AssignmentExpressionSyntax or RefExpressionSyntax or LambdaExpressionSyntax or ConditionalAccessExpressionSyntax => true,
            _ => false,
        };
    }

    private static bool IsReading(MemberAccessExpressionSyntax called) =>
        (called.Expression.ToString() is "Array" or "Enumerable" or "string" && Reading.Contains(called.Name.Identifier.ValueText)) || called.ToString() == "string.Join";

    private static bool IsWritten(ElementAccessExpressionSyntax element) => element.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == element,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression or (int)SyntaxKind.AddressOfExpression } or PostfixUnaryExpressionSyntax or RefExpressionSyntax => true,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax,
        MemberAccessExpressionSyntax => true,
        _ => false,
    };

    /// <summary>The type of what the member around gives back.</summary>
    private static TypeSyntax? Result(ExpressionSyntax use) => use.FirstAncestorOrSelf<SyntaxNode>(static node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax or LambdaExpressionSyntax) switch
    {
        MethodDeclarationSyntax method => method.ReturnType,
        BasePropertyDeclarationSyntax property => property.Type,
        LocalFunctionStatementSyntax function => function.ReturnType,
        _ => null,
    };

    private static bool IsReadOnly(TypeSyntax? type) => type?.ToString() is { } text && new[] { "IReadOnlyList<", "IReadOnlyCollection<", "IEnumerable<", "ImmutableArray<", "ReadOnlySpan<" }.Any(start => text.StartsWith(start, StringComparison.Ordinal));
}
