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
            if (member is IMethodSymbol { IsStatic: true, Parameters.Length: 1 } method && method.Attribute(KnownNames.RuleAttribute).Text() is { } words)
                rules.Add(new CrossRuleModel(words, method.Name, method.Parameters[0].Type.Global()));
        }
        return new EquatableArray<CrossRuleModel>([.. rules]);
    }
}
