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
            "ThrowIfNullOrWhiteSpace" => first is ConstantValue { Value: null } or ConstantValue { Value: string { Length: 0 } },
            "ThrowIfZero" => first?.Number == 0,
            "ThrowIfNegative" => first?.Number < 0,
            "ThrowIfNegativeOrZero" => first?.Number <= 0,
            "ThrowIfGreaterThan" => first?.Number > Other(arguments),
            "ThrowIfGreaterThanOrEqual" => first?.Number >= Other(arguments),
            "ThrowIfLessThan" => first?.Number < Other(arguments),
            "ThrowIfLessThanOrEqual" => first?.Number <= Other(arguments),
            _ => false,
        };
        return refuses ? throw new ThrownException($"'{text}' cannot be {Show(first)}") : UnknownValue.Instance;
    }

    private static double? Other(StaticValue[] arguments) => arguments.Length > 1 ? arguments[1].Number : null;

    private static string Show(StaticValue? value) => Convert.ToString((value as ConstantValue)?.Value ?? "null", System.Globalization.CultureInfo.InvariantCulture);
}
