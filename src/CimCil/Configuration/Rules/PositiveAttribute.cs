namespace CimCil.Configuration;

/// <summary>The value is above 0.</summary>
public sealed class PositiveAttribute : ValueRuleAttribute
{
    /// <inheritdoc/>
    public override string Words => "above 0";

    /// <inheritdoc/>
    public override bool Allows(double number) => number > 0;
}
