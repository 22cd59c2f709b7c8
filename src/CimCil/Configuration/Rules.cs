namespace CimCil.Configuration;

/// <summary>A rule that the value of a setting must obey; read by the source generator, never by reflection.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class RuleAttribute : Attribute
{
    /// <summary>The unit of the value, such as <c>epochs</c> or <c>pixels</c>; empty where none applies.</summary>
    public string Unit { get; init; } = "";
}

/// <summary>The value lies in [<paramref name="low"/>, <paramref name="high"/>].</summary>
public sealed class BetweenAttribute(double low, double high) : RuleAttribute
{
    /// <summary>The smallest allowed value.</summary>
    public double Low { get; } = low;

    /// <summary>The largest allowed value.</summary>
    public double High { get; } = high;
}

/// <summary>The value is above 0.</summary>
public sealed class PositiveAttribute : RuleAttribute;

/// <summary>The value is 0 or above.</summary>
public sealed class NotNegativeAttribute : RuleAttribute;

/// <summary>The text or list is not empty.</summary>
public sealed class NotEmptyAttribute : RuleAttribute;

/// <summary>The value is a power of two.</summary>
public sealed class PowerOfTwoAttribute : RuleAttribute;

/// <summary>A setting without a rule of its own, but with a unit.</summary>
public sealed class UnitAttribute : RuleAttribute;

/// <summary>
/// Marks a static method <c>ConfigProblem? Name(Section section)</c> as a rule over several settings of one section, or over
/// a whole experiment when it takes an <see cref="Experiment"/>.
/// </summary>
/// <param name="rule">The rule in words, as shown to the user.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CrossRuleAttribute(string rule) : Attribute
{
    /// <summary>The rule in words.</summary>
    public string Rule { get; } = rule;
}

/// <summary>
/// A setting that says where or how fast a run works but not what it computes (a folder, a device). It is left out of the
/// fingerprint and may change between a run and its resumption.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OperationalAttribute : Attribute;
