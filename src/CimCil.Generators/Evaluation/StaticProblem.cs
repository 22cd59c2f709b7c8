using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>A rule that a section breaks, as far as that is known while compiling.</summary>
/// <param name="Section">The section that the rule is about.</param>
/// <param name="Setting">The setting, where the rule is that of one setting.</param>
/// <param name="Path">The path below the section that was checked, such as <c>mask.threshold</c>.</param>
/// <param name="Text">The value as text; null where it is not known.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Fix">What to do about it; empty where the rule says it.</param>
/// <param name="Value">The value that breaks the rule; null where it is not known.</param>
/// <param name="Trace">What the rule read; null where the rule is that of one setting.</param>
/// <param name="Parents">The sections that the value is in, innermost first.</param>
internal sealed record StaticProblem(
    ObjectValue Section,
    IPropertySymbol? Setting,
    string Path,
    string? Text,
    string Rule,
    string Fix,
    StaticValue? Value,
    RuleTrace? Trace,
    IReadOnlyList<ObjectValue> Parents)
{
    /// <summary>Whether the rule is about more than one setting.</summary>
    public bool IsCross => Trace?.Reads.Select(read => read.Setting).Distinct().Skip(1).Any() ?? false;

    public StaticProblem Below(string path, ObjectValue parent) => this with { Path = $"{path}.{Path}", Parents = [.. Parents, parent] };
}
