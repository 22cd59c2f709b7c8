namespace CimCil.Configuration.Schema;

/// <summary>A setting that holds one value or a list.</summary>
public sealed class ValueSetting : Setting
{
    /// <summary>Called by generated code.</summary>
    public ValueSetting(
        string name,
        SettingType type,
        IReadOnlyList<ValueRuleAttribute> rules,
        string summary,
        Func<ConfigSection, object?> get,
        Func<ConfigSection, object?, ConfigSection> with)
        : base(name, summary, get, with)
    {
        Type = type;
        Rules = rules;
    }

    /// <summary>How the value is typed and written.</summary>
    public SettingType Type { get; }

    /// <summary>The rules that the value must obey.</summary>
    public IReadOnlyList<ValueRuleAttribute> Rules { get; }

    /// <summary>The unit, such as <c>epochs</c>; empty where none applies.</summary>
    public string Unit => Rules.Select(rule => rule.Unit).FirstOrDefault(unit => unit.Length > 0) ?? "";

    /// <summary>The rules in words, such as <c>from 0 to 1</c>; empty where every value of the type is allowed.</summary>
    public string RuleWords => string.Join(" and ", Rules.Select(rule => rule.Words).Where(words => words.Length > 0));

    /// <summary>What may be typed: type, rule and unit, such as <c>a whole number from 1 to 100 (epochs)</c>.</summary>
    public string Expectation
    {
        get
        {
            var rule = RuleWords is { Length: > 0 } words ? $" {words}" : "";
            return Unit is { Length: > 0 } unit ? $"{Type.Expected}{rule} ({unit})" : $"{Type.Expected}{rule}";
        }
    }

    /// <summary>The words of the first rule that <paramref name="value"/> breaks; null when it breaks none.</summary>
    public string? BrokenRule(object? value)
    {
        if (Type.Defect(value) is { } defect)
            return defect;
        foreach (var rule in Rules)
        {
            if (!Type.Numbers(value!).All(rule.Allows) || (Type.Length(value!) is { } length && !rule.AllowsLength(length)))
                return $"it must be {rule.Words}";
        }
        return null;
    }
}
