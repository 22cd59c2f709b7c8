using System.Globalization;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Diagnostics;

/// <summary>The rules of the library as far as they can be checked while compiling; rules that a user derives run at run time alone.</summary>
internal static class StaticRules
{
    /// <summary>The value and the rule that it breaks, in words; null when every rule holds.</summary>
    public static (string Value, string Rule)? FindBroken(IPropertySymbol property, StaticValue value)
    {
        if (value is SectionValue budget && budget.Type.IsNamed(KnownNames.Budget))
            return budget.Number("Amount") is <= 0 and var amount ? (Text(amount), "above 0, for the memory must hold something") : null;
        var declaring = property;
        while (declaring.OverriddenProperty is { } overridden)
            declaring = overridden;
        foreach (var rule in declaring.GetAttributes())
        {
            if (rule.AttributeClass.DerivesFrom(KnownNames.ValueRuleAttribute) && Breaks(rule, value) is { } broken)
                return broken;
        }
        return null;
    }

    private static (string Value, string Rule)? Breaks(AttributeData rule, StaticValue value) => value switch
    {
        ConstantValue { Value: string text } => text.Length == 0 && IsRule(rule, "NotEmpty") ? ("empty", "not empty") : null,
        ConstantValue { Number: { } number } => Breaks(rule, number),
        ListValue { Items.Count: 0 } => IsRule(rule, "NotEmpty") ? ("empty", "not empty") : null,
        ListValue list => list.Items.Select(item => item.Number is { } number ? Breaks(rule, number) : null).FirstOrDefault(broken => broken is not null),
        _ => null,
    };

    private static (string Value, string Rule)? Breaks(AttributeData rule, double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
            return (Text(number), "a finite number");
        var broken = rule.AttributeClass!.Name switch
        {
            "BetweenAttribute" when rule.ConstructorArguments.Length == 2 => Outside(number, Bound(rule, 0), Bound(rule, 1)),
            "PositiveAttribute" => number > 0 ? null : "above 0",
            "NotNegativeAttribute" => number >= 0 ? null : "0 or above",
            "PowerOfTwoAttribute" => IsPowerOfTwo(number) ? null : "a power of two",
            _ => null,
        };
        return broken is not null && IsRule(rule, null) ? (Text(number), broken) : null;
    }

    private static double Bound(AttributeData rule, int index) => Convert.ToDouble(rule.ConstructorArguments[index].Value, CultureInfo.InvariantCulture);

    /// <summary>Bounds that no value meets are an error at the attribute, not at each value.</summary>
    private static string? Outside(double number, double low, double high) => (number >= low && number <= high) || !(low <= high) ? null : $"from {Text(low)} to {Text(high)}";

    private static bool IsPowerOfTwo(double number) => number >= 1 && number <= long.MaxValue / 2 && number % 1 == 0 && ((long)number & ((long)number - 1)) == 0;

    private static bool IsRule(AttributeData rule, string? name) =>
        rule.AttributeClass.IsNamed($"{KnownNames.Namespace}.{(name is null ? rule.AttributeClass!.Name : name + "Attribute")}");

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
