namespace CimCil.Configuration;

/// <summary>One broken rule of a configuration.</summary>
/// <param name="Path">Dotted path of the setting, such as <c>mask.threshold</c>.</param>
/// <param name="Value">The offending value as text (invariant culture).</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record ConfigProblem(string Path, string Value, string Rule, string Fix)
{
    /// <summary>The problem as one line: path, value, rule and fix.</summary>
    public override string ToString() => $"{Path} is {Value}: {Rule}. {Fix}";
}
