namespace CimCil.Configuration;

/// <summary>One broken rule of a configuration.</summary>
/// <param name="Path">Dotted path of the setting, such as <c>mask.threshold</c>.</param>
/// <param name="Value">The offending value as text (invariant culture).</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record ConfigProblem(string Path, string Value, string Rule, string Fix)
{
    /// <summary>A problem found by a method marked <see cref="RuleAttribute"/>, whose words become the rule.</summary>
    /// <param name="path">The path below the section that declares the method, such as <c>firstPhase</c>.</param>
    /// <param name="value">The offending value; written in the invariant culture.</param>
    /// <param name="fix">What to do about it, as a sentence.</param>
    public static ConfigProblem At(string path, FormattableString value, FormattableString fix) =>
        new(path, FormattableString.Invariant(value), "", FormattableString.Invariant(fix));

    /// <summary>The problem as one line: path, value, rule and fix.</summary>
    public override string ToString() => $"{Path} is {Value}: {Rule}. {Fix}";
}
