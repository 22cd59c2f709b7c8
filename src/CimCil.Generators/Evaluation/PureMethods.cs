using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace CimCil.Generators.Evaluation;

/// <summary>
/// Members of the runtime whose result follows from their arguments alone, whatever the culture, the machine and the day. Those
/// of numbers, texts and letters are called; those of lists are done here.
/// </summary>
internal static class PureMethods
{
    private static readonly Dictionary<string, Type?> Types = new(StringComparer.Ordinal)
    {
        ["System.Math"] = typeof(Math),
        ["System.Double"] = typeof(double),
        ["System.Int32"] = typeof(int),
        ["System.Int64"] = typeof(long),
        ["System.Char"] = typeof(char),
        ["System.String"] = typeof(string),
        ["System.Boolean"] = typeof(bool),
        ["System.Numerics.BitOperations"] = typeof(object).Assembly.GetType("System.Numerics.BitOperations"),
    };

    private static readonly ConcurrentDictionary<string, MethodInfo?> Found = new(StringComparer.Ordinal);

    /// <summary>Methods of texts that take no culture into account.</summary>
    private static readonly HashSet<string> PlainTexts =
    [
        "IsNullOrEmpty", "IsNullOrWhiteSpace", "Concat", "Substring", "Contains", "Trim", "TrimStart", "TrimEnd", "Replace", "ToUpperInvariant",
        "ToLowerInvariant", "PadLeft", "PadRight", "Remove", "Insert", "Split", "ToCharArray",
    ];

    /// <summary>What newer runtimes have and the compiler's own may not.</summary>
    private static readonly Dictionary<string, Func<object, object>> Newer = new(StringComparer.Ordinal)
    {
        ["M:System.Double.IsFinite(System.Double)"] = static number => !double.IsNaN((double)number) && !double.IsInfinity((double)number),
        ["M:System.Double.IsInteger(System.Double)"] = static number => Math.Floor((double)number) == (double)number && !double.IsInfinity((double)number),
        ["M:System.Double.IsPow2(System.Double)"] = static number => IsPowerOfTwo((double)number),
        ["M:System.Char.IsAsciiHexDigit(System.Char)"] = static letter => letter is >= '0' and <= '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F',
        ["M:System.Char.IsAsciiDigit(System.Char)"] = static letter => letter is >= '0' and <= '9',
        ["M:System.Char.IsAsciiLetter(System.Char)"] = static letter => letter is >= 'a' and <= 'z' or >= 'A' and <= 'Z',
        ["M:System.Int32.IsEvenInteger(System.Int32)"] = static number => (int)number % 2 == 0,
        ["M:System.Int32.IsOddInteger(System.Int32)"] = static number => (int)number % 2 != 0,
    };

    private static bool IsPowerOfTwo(double number)
    {
        // The bits of the fraction are zero, and the number is a normal one above zero.
        var bits = BitConverter.DoubleToInt64Bits(number);
        return number > 0 && !double.IsInfinity(number) && (bits & 0xF_FFFF_FFFF_FFFF) == 0;
    }

    /// <summary>A static member that never changes; null where it is not one of those.</summary>
    public static StaticValue? Static(string id) => id switch
    {
        "F:System.String.Empty" => new ConstantValue(""),
        "P:System.Globalization.CultureInfo.InvariantCulture" => new ConstantValue(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A property of a list, a text or a nullable number.</summary>
    public static StaticValue Get(StaticValue receiver, string id)
    {
        if (!SymbolIds.IsShared(id))
            return UnknownValue.Instance;
        var name = id.Substring(id.LastIndexOf('.') + 1);
        return (receiver, name) switch
        {
            (ListValue list, "Count" or "Length") => new ConstantValue(list.Items.Length).At(list.Written),
            (ConstantValue { Value: string text }, "Length") => new ConstantValue(text.Length).At(receiver.Written),
            (ConstantValue constant, "HasValue") => ConstantValue.Of(constant.Value is not null),
            (ConstantValue { Value: not null }, "Value") => receiver,
            _ => UnknownValue.Instance,
        };
    }

    /// <summary>The items of a list or the letters of a text; null where they are not known.</summary>
    public static IReadOnlyList<StaticValue>? Items(StaticValue? value) => value switch
    {
        ListValue list => list.Items,
        ConstantValue { Value: string text } => [.. text.Select(letter => new ConstantValue(letter))],
        _ => null,
    };

    /// <summary>What a call gives, or an unknown value where that cannot be told; null where the method is not one of those. Arguments that it writes to are replaced.</summary>
    public static StaticValue? Call(string id, StaticValue? receiver, StaticValue[] arguments)
    {
        var open = id.IndexOf('(');
        var path = open < 0 ? id.Substring(2) : id.Substring(2, open - 2);
        var dot = path.LastIndexOf('.');
        if (dot < 0 || !SymbolIds.IsShared(id) || !path.StartsWith("System.", StringComparison.Ordinal))
            return null;
        var (type, name) = (path.Substring(0, dot), path.Substring(dot + 1));
        if (name.StartsWith("ThrowIf", StringComparison.Ordinal))
            return ArgumentGuards.Check(name, arguments);
        if (id == "M:System.FormattableString.Invariant(System.FormattableString)")
            return arguments[0];
        // Texts in the invariant culture alone come to here as constants.
        if (name == "Create" && type == "System.String" && arguments.Length == 2)
            return arguments[0] is ConstantValue { Value: CultureInfo } ? arguments[1] : UnknownValue.Instance;
        // Outside of LINQ a list is turned round in its place; the compiler asks spans whether an array contains something.
        var isOfLists = type == "System.Linq.Enumerable"
            || ((type == "System.Array" || receiver is ListValue) && !name.StartsWith("Reverse", StringComparison.Ordinal))
            || (type == "System.MemoryExtensions" && name.StartsWith("Contains", StringComparison.Ordinal) && arguments.FirstOrDefault() is ListValue);
        if (isOfLists || name.StartsWith("Join", StringComparison.Ordinal))
            return PureLists.Call(name, receiver is null ? arguments : [receiver, .. arguments]);
        if (type == "System.Nullable`1")
            return receiver is ConstantValue { Value: not null } && name == "GetValueOrDefault" ? receiver : UnknownValue.Instance;
        if (!Types.TryGetValue(type, out var runtime))
            return null;
        if (arguments.Any(argument => argument is ChoiceValue))
            return arguments.Length == 1 ? ChoiceValue.Each(arguments[0], one => Call(id, receiver, [one]) ?? UnknownValue.Instance) : UnknownValue.Instance;
        return Run(id, runtime, type, name, receiver, arguments) ?? Forget(arguments);
    }

    private static StaticValue Forget(StaticValue[] arguments)
    {
        for (var index = 0; index < arguments.Length; index++)
            arguments[index] = UnknownValue.Instance;
        return UnknownValue.Instance;
    }

    private static StaticValue? Run(string id, Type? type, string typeName, string name, StaticValue? receiver, StaticValue[] arguments)
    {
        if (receiver is not (null or ConstantValue { Value: not null }))
            return null;
        if (Newer.TryGetValue(id, out var newer))
            return arguments is [ConstantValue { Value: { } only }] ? new ConstantValue(newer(only)) : null;
        var method = Found.GetOrAdd(id, _ => type?.GetMethods().FirstOrDefault(candidate => candidate.Name == name && candidate.IsStatic == receiver is null && Signature(candidate) == id.Substring(3 + typeName.Length + name.Length)));
        if (method is null)
            return null;
        if (name == "Parse" && type != typeof(string) && arguments.FirstOrDefault() is ConstantValue { Value: string given } && !given.Any(char.IsDigit) && type is not null && type.IsPrimitive && (type == typeof(int) || type == typeof(long)))
            throw new ThrownException($"'{given}' is no number");
        if (!IsPlain(method, arguments))
            return null;
        // What Math chooses keeps the place where it was written.
        if (type == typeof(Math) && name is "Min" or "Max" && arguments is [ConstantValue { Number: { } first }, ConstantValue { Number: { } second }] && !double.IsNaN(first) && !double.IsNaN(second))
            return first <= second == (name == "Min") ? arguments[0] : arguments[1];
        return Run(method, receiver, arguments);
    }

    private static StaticValue? Run(MethodInfo method, StaticValue? receiver, StaticValue[] arguments)
    {
        var parameters = method.GetParameters();
        var given = new object?[parameters.Length];
        for (var index = 0; index < given.Length; index++)
        {
            if (parameters[index].IsOut)
                continue;
            if (arguments[index] is not ConstantValue { Value: var value })
                return null;
            given[index] = value is not null && parameters[index].ParameterType.IsEnum ? Enum.ToObject(parameters[index].ParameterType, value) : value;
        }
        if (Sizes.MayExceed(method.Name, (receiver as ConstantValue)?.Value, given))
            return null;
        try
        {
            var result = method.Invoke((receiver as ConstantValue)?.Value, given);
            for (var index = 0; index < given.Length; index++)
            {
                if (parameters[index].IsOut)
                    arguments[index] = new ConstantValue(given[index]);
            }
            return result switch
            {
                null or int or long or double or bool or string or char or uint or ulong => new ConstantValue(result),
                string[] texts => new ListValue([.. texts.Select(text => (StaticValue)new ConstantValue(text))]),
                char[] letters => new ListValue([.. letters.Select(letter => (StaticValue)new ConstantValue(letter))]),
                _ => null,
            };
        }
        catch (TargetInvocationException failure) when (method.DeclaringType == typeof(Math))
        {
            throw new ThrownException(failure.InnerException.Message);
        }
        catch (Exception failure) when (failure is TargetInvocationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether the result is the same in every culture and no argument can change.</summary>
    private static bool IsPlain(MethodInfo method, StaticValue[] arguments)
    {
        if (method.GetParameters().Any(parameter => parameter.ParameterType == typeof(object) || parameter.ParameterType == typeof(object[])))
            return false;
        var constants = arguments.OfType<ConstantValue>().Select(argument => argument.Value).ToList();
        if (method.Name is "Parse" or "TryParse" or "ToString" && method.DeclaringType != typeof(bool) && method.DeclaringType != typeof(string) && method.DeclaringType != typeof(char))
            return constants.OfType<CultureInfo>().Any();
        if (method.DeclaringType != typeof(string))
            return method.Name is not ("GetHashCode" or "CompareTo" or "ToUpper" or "ToLower");
        if (method.GetParameters().FirstOrDefault(parameter => parameter.ParameterType == typeof(StringComparison)) is { } comparison)
            return arguments[comparison.Position] is ConstantValue { Value: (int)StringComparison.Ordinal or (int)StringComparison.OrdinalIgnoreCase };
        return PlainTexts.Contains(method.Name) || (method.Name is "StartsWith" or "EndsWith" or "IndexOf" or "LastIndexOf" && method.GetParameters()[0].ParameterType == typeof(char)) || (method.Name == "Equals" && method.GetParameters().All(parameter => parameter.ParameterType == typeof(string)));
    }

    private static string Signature(MethodInfo method)
    {
        var parameters = method.GetParameters();
        return parameters.Length == 0 ? "" : $"({string.Join(",", parameters.Select(parameter => parameter.ParameterType.FullName?.Replace('&', '@')))})";
    }
}
