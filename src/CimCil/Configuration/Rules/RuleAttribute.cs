namespace CimCil.Configuration;

/// <summary>
/// Marks a static method <c>ConfigProblem? Name(Section section)</c> as a rule over several settings of one section, or over
/// a whole experiment where the section is an <see cref="Experiment"/>. It runs only when every value of the section
/// obeys its own rules (those of sections inside it are reported on their own), and returns <see cref="ConfigProblem.At"/>
/// with a path below the section, or null.
/// </summary>
/// <param name="rule">The rule in words that follow "path is value:", such as <c>a phase needs at least one class</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RuleAttribute(string rule) : Attribute
{
    /// <summary>The rule in words.</summary>
    public string Rule { get; } = rule;
}
