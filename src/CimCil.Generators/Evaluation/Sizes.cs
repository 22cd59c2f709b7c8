namespace CimCil.Generators.Evaluation;

/// <summary>How large the values may become that code makes while compiling. What would fill the compiler's memory is not followed.</summary>
internal static class Sizes
{
    public const int MostItems = 10_000;
    public const int MostLetters = 10_000;

    /// <summary>The steps that making or reading the value counts for, beside the one of every node.</summary>
    public static int Steps(StaticValue? value) => value switch
    {
        ListValue list => list.Items.Length / 8,
        ConstantValue { Value: string text } => text.Length / 8,
        _ => 0,
    };

    /// <summary>Whether a method of texts or numbers may make a text that is much longer than all that it is given.</summary>
    public static bool MayExceed(string method, object? receiver, object?[] arguments) => (method, arguments) switch
    {
        ("PadLeft" or "PadRight", [int width, ..]) => width > MostLetters,
        ("Replace", [string { Length: > 0 } old, string with]) => receiver is string text && text.Length / old.Length * (long)with.Length > MostLetters,
        ("ToString", [string format, ..]) => HasLongNumber(format),
        _ => receiver is string { Length: > MostLetters } || arguments.Any(argument => argument is string { Length: > MostLetters }),
    };

    /// <summary>Whether a format may ask for thousands of digits.</summary>
    public static bool HasLongNumber(string format) => format.Length > 4 && char.IsLetter(format[0]) && format.Skip(1).All(char.IsDigit);
}
