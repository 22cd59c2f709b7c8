namespace CimCil.Generators.Evaluation;

/// <summary>The runtime's <c>ThrowIf...</c> methods.</summary>
internal static class ArgumentGuards
{
    /// <exception cref="ThrownException">The argument is refused.</exception>
    public static StaticValue Check(string name, StaticValue[] arguments)
    {
        var first = arguments.FirstOrDefault();
        var text = (arguments.LastOrDefault() as ConstantValue)?.Value as string ?? "the argument";
        // Generic methods carry the number of their type parameters.
        var refuses = name.Split('`')[0] switch
        {
            "ThrowIfNull" => first is ConstantValue { Value: null },
            "ThrowIfNullOrEmpty" => first is ConstantValue { Value: null or "" },
            "ThrowIfNullOrWhiteSpace" => first is ConstantValue { Value: null } || (first is ConstantValue { Value: string given } && string.IsNullOrWhiteSpace(given)),
            "ThrowIfZero" => first?.Number == 0,
            "ThrowIfNegative" => first?.Number < 0,
            "ThrowIfNegativeOrZero" => first?.Number <= 0,
            "ThrowIfEqual" => Is("Equals", arguments),
            "ThrowIfNotEqual" => Is("NotEquals", arguments),
            "ThrowIfGreaterThan" => Is("GreaterThan", arguments),
            "ThrowIfGreaterThanOrEqual" => Is("GreaterThanOrEqual", arguments),
            "ThrowIfLessThan" => Is("LessThan", arguments),
            "ThrowIfLessThanOrEqual" => Is("LessThanOrEqual", arguments),
            _ => false,
        };
        return refuses ? throw new ThrownException($"'{text}' cannot be {Show(first)}") : UnknownValue.Instance;
    }

    private static bool Is(string comparison, StaticValue[] arguments) =>
        arguments is [ConstantValue { Value: int or long or double or decimal } left, ConstantValue { Value: { } right }, ..] && left.Value.GetType() == right.GetType() && left.Value is not double.NaN && right is not double.NaN && Arithmetic.Binary(comparison, left.Value, right) is true;

    private static string Show(StaticValue? value) => Convert.ToString((value as ConstantValue)?.Value ?? "null", System.Globalization.CultureInfo.InvariantCulture);
}
