using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Finds the methods that are rules over several settings of a record: its own, in whatever part, and those of its unmarked bases.</summary>
internal static class CrossRuleParser
{
    public static EquatableArray<CrossRuleModel> Parse(INamedTypeSymbol record)
    {
        List<CrossRuleModel>? rules = null;
        foreach (var type in SymbolQueries.UnmarkedLine(record).Reverse())
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IMethodSymbol method && method.Attribute(KnownNames.RuleAttribute) is { } attribute && attribute.Text() is { } words && Defect(method, attribute) is null && IsReachable(method, record))
                    (rules ??= []).Add(new CrossRuleModel(words, $"{type.Global()}.{Identifiers.Escape(method.Name)}", method.Parameters[0].Type.Global()));
            }
        }
        return rules is null ? EquatableArray<CrossRuleModel>.Empty : new EquatableArray<CrossRuleModel>([.. rules]);
    }

    /// <summary>What keeps generated code from calling the method with its section; null when nothing does.</summary>
    public static string? Defect(IMethodSymbol method, AttributeData attribute)
    {
        if (attribute.ConstructorArguments.Length > 0 && string.IsNullOrWhiteSpace(attribute.Text()))
            return "say the rule in words, such as [Rule(\"the first must not be above the second\")]";
        var takesSection = method is { IsStatic: true, IsGenericMethod: false, Parameters.Length: 1, ReturnsByRef: false, ReturnsByRefReadonly: false, MethodKind: MethodKind.Ordinary }
            && method.Parameters[0].RefKind is RefKind.None or RefKind.In
            && method.ReturnType.IsNamed(KnownNames.ConfigProblem)
            && method.ContainingType.DerivesFrom(method.Parameters[0].Type)
            && method.Parameters[0].Type.DerivesFrom(KnownNames.ConfigSection);
        if (!takesSection)
            return $"it must be a static method that takes one '{method.ContainingType.Name}' and returns ConfigProblem?";
        return IsPrivateInUnmarked(method) ? "it is private in a record that has no other part; make it protected, so that the records derived from it can call it" : null;
    }

    private static bool IsPrivateInUnmarked(IMethodSymbol method) =>
        method.DeclaredAccessibility == Accessibility.Private && method.ContainingType.Attribute(KnownNames.ConfigSectionAttribute) is null && method.ContainingType.Attribute(KnownNames.ExperimentAttribute) is null;

    /// <summary>Whether the part that is generated for a record can call the rule.</summary>
    public static bool IsReachable(IMethodSymbol method, INamedTypeSymbol record) => method.DeclaredAccessibility switch
    {
        Accessibility.Private => SymbolEqualityComparer.Default.Equals(method.ContainingType, record),
        Accessibility.Internal or Accessibility.ProtectedAndInternal => SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, record.ContainingAssembly),
        _ => true,
    };
}
