using System.Globalization;

namespace CimCil.Configuration;

/// <summary>The value lies in [<paramref name="low"/>, <paramref name="high"/>].</summary>
/// <param name="low">The smallest allowed value.</param>
/// <param name="high">The largest allowed value.</param>
public sealed class BetweenAttribute(double low, double high) : ValueRuleAttribute
{
    /// <summary>The smallest allowed value.</summary>
    public double Low { get; } = low;

    /// <summary>The largest allowed value.</summary>
    public double High { get; } = high;

    /// <inheritdoc/>
    public override string Words => string.Create(CultureInfo.InvariantCulture, $"from {Low:R} to {High:R}");

    /// <inheritdoc/>
    public override bool Allows(double number) => number >= Low && number <= High;
}
