using System.Globalization;

namespace CimCil.Generators.Evaluation;

/// <summary>The operators of the language on constants; null where the result cannot be told.</summary>
internal static class Arithmetic
{
    public static object? Binary(string kind, object left, object right)
    {
        if (left is bool first && right is bool second)
            return OfTruths(kind, first, second);
        if (left is string || right is string)
            return OfTexts(kind, left as string, right as string);
        if (kind is "LeftShift" or "RightShift" && right is int count)
            return Shift(kind, left, count);
        try
        {
            return (Rank(left), Rank(right)) switch
            {
                (0, _) or (_, 0) => null,
                var (a, b) when Math.Max(a, b) == 6 => OfDecimals(kind, Convert.ToDecimal(left, CultureInfo.InvariantCulture), Convert.ToDecimal(right, CultureInfo.InvariantCulture)),
                var (a, b) when Math.Max(a, b) == 5 => OfDoubles(kind, Convert.ToDouble(left, CultureInfo.InvariantCulture), Convert.ToDouble(right, CultureInfo.InvariantCulture)),
                var (a, b) when Math.Max(a, b) == 4 => null,
                var (a, b) when a == 3 && b == 3 => OfUnsigned(kind, (ulong)left, (ulong)right),
                (3, _) or (_, 3) => null,
                var (a, b) when Math.Max(a, b) == 2 => Narrow(left is uint && right is uint, OfLongs(kind, ToLong(left), ToLong(right))),
                _ => OfInts(kind, (int)ToLong(left), (int)ToLong(right)),
            };
        }
        catch (Exception failure) when (failure is OverflowException or DivideByZeroException or InvalidCastException)
        {
            return null;
        }
    }

    public static object? Unary(string kind, object operand) => (kind, operand) switch
    {
        ("Not", bool truth) => !truth,
        ("Minus", int number and not int.MinValue) => -number,
        ("Minus", long number and not long.MinValue) => -number,
        ("Minus", double number) => -number,
        ("Minus", decimal number) => -number,
        ("Plus", int or long or double or decimal) => operand,
        ("BitwiseNegation", int number) => ~number,
        ("BitwiseNegation", long number) => ~number,
        _ => null,
    };

    /// <summary>A number as another type; null where it does not fit, which a cast may or may not allow.</summary>
    public static object? To(string type, object value)
    {
        try
        {
            return type switch
            {
                "System_Int32" => Whole(value) is { } whole ? checked((int)whole) : null,
                "System_Int64" => Whole(value),
                "System_UInt32" => Whole(value) is { } whole ? checked((uint)whole) : null,
                "System_UInt64" => value is ulong ? value : Whole(value) is { } whole ? checked((ulong)whole) : null,
                "System_Int16" => Whole(value) is { } whole ? checked((short)whole) : null,
                "System_Byte" => Whole(value) is { } whole ? checked((byte)whole) : null,
                "System_Char" => Whole(value) is { } whole ? checked((char)whole) : null,
                "System_Double" => value is char letter ? (double)letter : Convert.ToDouble(value, CultureInfo.InvariantCulture),
                "System_Decimal" => value is char letter ? (decimal)letter : Convert.ToDecimal(value, CultureInfo.InvariantCulture),
                _ => null,
            };
        }
        catch (Exception failure) when (failure is OverflowException or InvalidCastException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The number without its fraction, as casts do; null where it is none, or a larger one than a <see langword="long"/> is.</summary>
    private static long? Whole(object number) => number switch
    {
        double real => Math.Abs(real) < 9e18 ? (long)real : null,
        decimal exact => decimal.ToInt64(decimal.Truncate(exact)),
        float or bool or string => null,
        _ => ToLong(number),
    };

    private static int Rank(object number) => number switch
    {
        char or byte or sbyte or short or ushort or int => 1,
        uint or long => 2,
        ulong => 3,
        float => 4,
        double => 5,
        decimal => 6,
        _ => 0,
    };

    private static long ToLong(object number) => number is char letter ? letter : Convert.ToInt64(number, CultureInfo.InvariantCulture);

    private static object? Narrow(bool isUnsigned, object? result) => isUnsigned && result is long number ? (number is >= 0 and <= uint.MaxValue ? (uint)number : null) : result;

    private static object? Shift(string kind, object left, int count) => (left, kind) switch
    {
        (int number, "LeftShift") => number << count,
        (int number, _) => number >> count,
        (long number, "LeftShift") => number << count,
        (long number, _) => number >> count,
        (ulong number, "LeftShift") => number << count,
        (ulong number, _) => number >> count,
        _ => null,
    };

    private static object? OfTruths(string kind, bool left, bool right) => kind switch
    {
        "Equals" => left == right,
        "NotEquals" or "ExclusiveOr" => left != right,
        "And" or "ConditionalAnd" => left && right,
        "Or" or "ConditionalOr" => left || right,
        _ => null,
    };

    private static object? OfTexts(string kind, string? left, string? right) => kind switch
    {
        "Add" when left is not null && right is not null => left.Length + right.Length > Sizes.MostLetters ? null : left + right,
        "Equals" when left is not null && right is not null => left == right,
        "NotEquals" when left is not null && right is not null => left != right,
        _ => null,
    };

    private static object? OfInts(string kind, int left, int right) => kind switch
    {
        "Add" => checked(left + right),
        "Subtract" => checked(left - right),
        "Multiply" => checked(left * right),
        "Divide" => left / right,
        "Remainder" => left % right,
        "And" => left & right,
        "Or" => left | right,
        "ExclusiveOr" => left ^ right,
        _ => Compare(kind, left.CompareTo(right)),
    };

    private static object? OfLongs(string kind, long left, long right) => kind switch
    {
        "Add" => checked(left + right),
        "Subtract" => checked(left - right),
        "Multiply" => checked(left * right),
        "Divide" => left / right,
        "Remainder" => left % right,
        "And" => left & right,
        "Or" => left | right,
        "ExclusiveOr" => left ^ right,
        _ => Compare(kind, left.CompareTo(right)),
    };

    private static object? OfUnsigned(string kind, ulong left, ulong right) => kind switch
    {
        "Add" => checked(left + right),
        "Subtract" => checked(left - right),
        "Multiply" => checked(left * right),
        "Divide" => left / right,
        "Remainder" => left % right,
        _ => Compare(kind, left.CompareTo(right)),
    };

    private static object? OfDoubles(string kind, double left, double right) => kind switch
    {
        "Add" => left + right,
        "Subtract" => left - right,
        "Multiply" => left * right,
        "Divide" => left / right,
        "Remainder" => left % right,
        "Equals" => left == right,
        "NotEquals" => left != right,
        "LessThan" => left < right,
        "LessThanOrEqual" => left <= right,
        "GreaterThan" => left > right,
        "GreaterThanOrEqual" => left >= right,
        _ => null,
    };

    private static object? OfDecimals(string kind, decimal left, decimal right) => kind switch
    {
        "Add" => left + right,
        "Subtract" => left - right,
        "Multiply" => left * right,
        "Divide" => left / right,
        "Remainder" => left % right,
        _ => Compare(kind, left.CompareTo(right)),
    };

    private static object? Compare(string kind, int order) => kind switch
    {
        "Equals" => order == 0,
        "NotEquals" => order != 0,
        "LessThan" => order < 0,
        "LessThanOrEqual" => order <= 0,
        "GreaterThan" => order > 0,
        "GreaterThanOrEqual" => order >= 0,
        _ => null,
    };
}
