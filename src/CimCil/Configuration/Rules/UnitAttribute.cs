namespace CimCil.Configuration;

/// <summary>A setting without a rule of its own, but with a unit.</summary>
public sealed class UnitAttribute : ValueRuleAttribute
{
    /// <summary>Names the unit.</summary>
    /// <param name="unit">The unit, such as <c>images</c>.</param>
    public UnitAttribute(string unit) => Unit = unit;

    /// <inheritdoc/>
    public override string Words => "";
}
