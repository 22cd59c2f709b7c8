namespace CimCil.Configuration;

/// <summary>The value is 0 or above.</summary>
public sealed class NotNegativeAttribute : ValueRuleAttribute
{
    /// <inheritdoc/>
    public override string Words => "0 or above";

    /// <inheritdoc/>
    public override bool Allows(double number) => number >= 0;
}
