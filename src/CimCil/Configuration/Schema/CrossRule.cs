namespace CimCil.Configuration.Schema;

/// <summary>A rule over several settings (<see cref="RuleAttribute"/>).</summary>
/// <param name="Words">The rule in words.</param>
/// <param name="Check">Finds a problem, with a path below the section; null when the rule holds.</param>
public sealed record CrossRule(string Words, Func<ConfigSection, ConfigProblem?> Check);
