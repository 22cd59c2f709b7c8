using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Finds the methods of a record that are rules over several settings.</summary>
internal static class CrossRuleParser
{
    public static EquatableArray<CrossRuleModel> Parse(INamedTypeSymbol record)
    {
        var rules = new List<CrossRuleModel>();
        foreach (var member in record.GetMembers())
        {
            if (member is IMethodSymbol method && method.Attribute(KnownNames.RuleAttribute).Text() is { } words && IsRule(method, record))
                rules.Add(new CrossRuleModel(words, method.Name));
        }
        return new EquatableArray<CrossRuleModel>([.. rules]);
    }

    /// <summary>Whether generated code can call the method with the section.</summary>
    public static bool IsRule(IMethodSymbol method, INamedTypeSymbol section) =>
        method is { IsStatic: true, IsGenericMethod: false, Parameters.Length: 1 }
        && method.ReturnType.IsNamed(KnownNames.ConfigProblem)
        && section.DerivesFrom(method.Parameters[0].Type);
}
