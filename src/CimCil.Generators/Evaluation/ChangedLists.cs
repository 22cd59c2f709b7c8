using System.Runtime.CompilerServices;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Evaluation;

/// <summary>
/// Whether anything may replace the items of an array or list that a static member holds. It keeps those that it started with where
/// nothing in its assembly does more with it than read, and no other assembly sees it.
/// </summary>
internal static class ChangedLists
{
    private static readonly ConditionalWeakTable<SyntaxTree, ILookup<string, IdentifierNameSyntax>> Known = new();

    private static readonly HashSet<string> Reading =
    [
        "Select", "SelectMany", "Where", "ToArray", "ToList", "ToImmutableArray", "ToHashSet", "Concat", "Append", "Prepend", "Take", "Skip", "First", "FirstOrDefault",
        "Last", "LastOrDefault", "Single", "Sum", "Min", "Max", "Average", "Any", "All", "Count", "Contains", "ElementAt", "Distinct", "Order", "OrderBy", "Aggregate", "Zip", "SequenceEqual", "Find",
        "FindIndex", "Exists", "IndexOf", "TrueForAll",
    ];

    private static readonly string[] Lists = ["List", "IList", "ICollection"];
    private static readonly string[] Views = ["IReadOnlyList", "IReadOnlyCollection", "IEnumerable"];

    /// <summary>Whether the items of a value of the type can be replaced.</summary>
    public static bool MayChange(ITypeSymbol? type) => type is IArrayTypeSymbol || (type is INamedTypeSymbol { Arity: 1 } && Array.Exists(Lists, name => type.IsNamed("System.Collections.Generic." + name)));

    /// <summary>Whether a value of the type has items whose own items can be replaced, which nothing shows.</summary>
    public static bool HoldsWhatMayChange(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => MayChange(array.ElementType) || HoldsWhatMayChange(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(item => MayChange(item) || HoldsWhatMayChange(item)),
        _ => false,
    };

    public static bool Contains(Compilation compilation, ISymbol member)
    {
        var type = (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;
        return HoldsWhatMayChange(type) || (MayChange(type) && (IsSeenOutside(compilation, member) || compilation.SyntaxTrees.Any(tree => IsChangedIn(tree))));

        bool IsChangedIn(SyntaxTree tree)
        {
            var uses = Known.GetValue(tree, Read)[member.Name].ToList();
            var model = uses.Count == 0 ? null : compilation.GetSemanticModel(tree);
            return uses.Any(use => SymbolEqualityComparer.Default.Equals(model!.GetSymbolInfo(use).Symbol?.OriginalDefinition ?? member, member) && !IsView(model!.GetTypeInfo(Whole(use)).ConvertedType));
        }
    }

    private static bool IsSeenOutside(Compilation compilation, ISymbol member)
    {
        if (compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication && SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, compilation.Assembly))
            return false;
        for (var current = member; current is not (null or INamespaceSymbol); current = current.ContainingSymbol)
        {
            if (current.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
                return false;
        }
        return true;
    }

    /// <summary>The names that stand where more may be done than reading, from syntax alone.</summary>
    private static ILookup<string, IdentifierNameSyntax> Read(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => !IsReading(Whole(name))).ToLookup(name => name.Identifier.ValueText, StringComparer.Ordinal);

    /// <summary>The expression that stands for the member, with what passes it on as it is.</summary>
    private static ExpressionSyntax Whole(IdentifierNameSyntax name)
    {
        ExpressionSyntax use = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        while (use.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or ConditionalExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.AsExpression })
            use = (ExpressionSyntax)use.Parent;
        return use;
    }

    private static bool IsReading(ExpressionSyntax use) => use.Parent switch
    {
        ElementAccessExpressionSyntax element => element.Expression == use && !IsWritten(element),
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } called => called.Expression == use && Reading.Contains(called.Name.Identifier.ValueText),
        MemberAccessExpressionSyntax access => access.Expression == use && access.Name.Identifier.ValueText is "Length" or "Count",
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } } => called.Expression.ToString() == "Array" && Reading.Contains(called.Name.Identifier.ValueText),
        SpreadElementSyntax => true,
        CommonForEachStatementSyntax loop => loop.Expression == use,
        _ => false,
    };

    private static bool IsWritten(ElementAccessExpressionSyntax element) => element.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == element,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression or (int)SyntaxKind.AddressOfExpression } or PostfixUnaryExpressionSyntax or RefExpressionSyntax => true,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax,
        MemberAccessExpressionSyntax => true,
        _ => false,
    };

    private static bool IsView(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Arity: 1 } && (Array.Exists(Views, name => type.IsNamed("System.Collections.Generic." + name)) || type.IsNamed("System.ReadOnlySpan"));
}
