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
    public string RuleWords => Type.Rules(WordsOf(IsOfLength), WordsOf(rule => !IsOfLength(rule)));

    /// <summary>What may be typed: type, rule and unit, such as <c>a whole number from 1 to 100 (epochs)</c>.</summary>
    public string Expectation
    {
        get
        {
            var words = Type.Expect(WordsOf(IsOfLength), WordsOf(rule => !IsOfLength(rule)));
            return Unit is { Length: > 0 } unit ? $"{words} ({unit})" : words;
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
                return Must(rule.Words);
        }
        return null;
    }

    /// <summary>A rule's words as a sentence.</summary>
    private static string Must(string words) => words.StartsWith("not ", StringComparison.Ordinal) ? $"it must not be {words.Substring(4)}" : $"it must be {words}";

    private static bool IsOfLength(ValueRuleAttribute rule) => !rule.AllowsLength(0) || !rule.AllowsLength(int.MaxValue);

    private string WordsOf(Func<ValueRuleAttribute, bool> which) => string.Join(" and ", Rules.Where(which).Select(rule => rule.Words).Where(words => words.Length > 0));
}
