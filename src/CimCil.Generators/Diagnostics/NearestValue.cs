using System.Collections.Immutable;
using System.Globalization;
using CimCil.Generators.Evaluation;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Diagnostics;

/// <summary>The value nearest to one that breaks its rule, for the message and the code fix.</summary>
internal static class NearestValue
{
    /// <summary>The name under which a diagnostic carries it.</summary>
    public const string Property = "nearest";

    public static ImmutableDictionary<string, string?> Properties(StaticProblem problem) =>
        Text(problem) is { } nearest ? ImmutableDictionary<string, string?>.Empty.Add(Property, nearest) : ImmutableDictionary<string, string?>.Empty;

    /// <summary>The value as it is written in code; null where none is nearest.</summary>
    public static string? Text(StaticProblem problem) =>
        problem.Setting is { } setting && problem.Value?.Number is { } number && Find(setting, number) is { } nearest ? nearest.ToString("R", CultureInfo.InvariantCulture) : null;

    private static double? Find(IPropertySymbol setting, double number)
    {
        if (double.IsNaN(number))
            return null;
        var isWhole = setting.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
        foreach (var rule in setting.GetAttributes())
        {
            var nearest = rule.AttributeClass?.Name switch
            {
                "BetweenAttribute" when rule.ConstructorArguments.Length == 2 => Math.Min(Math.Max(number, Bound(rule, 0)), Bound(rule, 1)),
                "NotNegativeAttribute" => Math.Max(number, 0),
                // Above 0 there is a nearest whole number, but no nearest real one.
                "PositiveAttribute" when isWhole => Math.Max(number, 1),
                "PowerOfTwoAttribute" => Math.Pow(2, Math.Max(0, Math.Round(Math.Log(Math.Max(number, 1), 2)))),
                _ => number,
            };
            if (nearest != number && rule.AttributeClass.DerivesFrom(KnownNames.ValueRuleAttribute))
                return isWhole && nearest != Math.Floor(nearest) ? null : nearest;
        }
        return null;
    }

    private static double Bound(AttributeData rule, int index) => Convert.ToDouble(rule.ConstructorArguments[index].Value, CultureInfo.InvariantCulture);
}
