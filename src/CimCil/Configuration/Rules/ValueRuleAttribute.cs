namespace CimCil.Configuration;

/// <summary>
/// A rule that the value of one setting must obey. The source generator writes the attribute into the section's schema as
/// it stands, so a rule is checked without reflection; derive your own in any assembly.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ValueRuleAttribute : Attribute
{
    /// <summary>The unit of the value, such as <c>epochs</c> or <c>pixels</c>; empty where none applies.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The rule in words that complete "the value must be", such as <c>from 0 to 1</c>; empty for no rule.</summary>
    public abstract string Words { get; }

    /// <summary>Whether a number, or each number of a list, obeys the rule.</summary>
    public virtual bool Allows(double number) => true;

    /// <summary>Whether a text of that many characters or a list of that many items obeys the rule.</summary>
    public virtual bool AllowsLength(int length) => true;
}
