namespace CimCil.Configuration;

/// <summary>The text or list is not empty.</summary>
public sealed class NotEmptyAttribute : ValueRuleAttribute
{
    /// <inheritdoc/>
    public override string Words => "not empty";

    /// <inheritdoc/>
    public override bool AllowsLength(int length) => length > 0;
}
