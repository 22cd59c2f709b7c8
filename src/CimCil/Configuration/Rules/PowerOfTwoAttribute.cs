namespace CimCil.Configuration;

/// <summary>The value is a power of two: 1, 2, 4 and so on.</summary>
public sealed class PowerOfTwoAttribute : ValueRuleAttribute
{
    /// <inheritdoc/>
    public override string Words => "a power of two";

    /// <inheritdoc/>
    public override bool Allows(double number) => number >= 1 && number <= long.MaxValue / 2 && double.IsPow2(number);
}
