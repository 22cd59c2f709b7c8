
namespace CimCil.Generators.Evaluation;

/// <summary>The methods of lists that rules and settings use; a text is the list of its letters.</summary>
internal static class PureLists
{
    /// <summary>What a method gives; null where it is not one of those.</summary>
    /// <param name="name">Its name, perhaps with the number of its type parameters.</param>
    /// <param name="arguments">The list and what else it is given.</param>
    public static StaticValue? Call(string name, StaticValue[] arguments)
    {
        var method = name.Split('`')[0];
        if (method == "Empty" && arguments.Length == 0)
            return new ListValue([]);
        if (method is "Repeat" or "Range")
            return Made(method, arguments);
        if (method == "Join")
            return Joined(arguments);
        if (arguments.Length == 0 || PureMethods.Items(arguments[0]) is not { } items)
            return arguments.FirstOrDefault() is UnknownValue ? UnknownValue.Instance : null;
        return arguments.Skip(1).ToArray() switch
        {
            [] => Plain(method, items),
            [FunctionValue function] => Tested(method, items, function, UnknownValue.Instance),
            [FunctionValue function, var otherwise] => Tested(method, items, function, otherwise),
            [var argument] => With(method, items, argument),
            _ => null,
        };
    }

    private static StaticValue? Plain(string method, IReadOnlyList<StaticValue> items) => method switch
    {
        "ToArray" or "ToList" or "AsEnumerable" or "AsReadOnly" or "ToImmutableArray" or "AsSpan" => List(items),
        "Reverse" => List(items.Reverse()),
        "Count" => new ConstantValue(items.Count),
        "Any" => ConstantValue.Of(items.Count > 0),
        "First" or "Single" or "Last" when items.Count == 0 => throw new ThrownException("it asks for an item of an empty list"),
        "Single" when items.Count > 1 => throw new ThrownException($"it asks for the only item of {items.Count}"),
        "First" or "Single" => items[0],
        "Last" => items[items.Count - 1],
        "Sum" when Numbers(items) is { } numbers => items[0] is ConstantValue { Value: double } ? new ConstantValue(numbers.Sum()) : Arithmetic.To("System_Int32", numbers.Sum()) is { } sum ? new ConstantValue(sum) : UnknownValue.Instance,
        "Min" when Numbers(items) is { } numbers => items[numbers.IndexOf(numbers.Min())],
        "Max" when Numbers(items) is { } numbers => items[numbers.IndexOf(numbers.Max())],
        _ => null,
    };

    private static readonly HashSet<string> Asking = ["Select", "Where", "FindAll", "All", "Any", "Exists", "Count", "Find", "First", "FirstOrDefault"];

    private static StaticValue? Tested(string method, IReadOnlyList<StaticValue> items, FunctionValue function, StaticValue otherwise)
    {
        if (!Asking.Contains(method))
            return null;
        List<StaticValue> results;
        try
        {
            results = [.. items.Select(item => function.Call([item]))];
        }
        catch (ThrownException)
        {
            // Not every item is asked about, and perhaps none.
            return UnknownValue.Instance;
        }
        if (method == "Select")
            return List(results);
        var truths = results.Select(Interpreter.Truth).ToList();
        return method switch
        {
            "All" => truths.Contains(false) ? ConstantValue.False : truths.Contains(null) ? UnknownValue.Instance : ConstantValue.True,
            "Any" or "Exists" => truths.Contains(true) ? ConstantValue.True : truths.Contains(null) ? UnknownValue.Instance : ConstantValue.False,
            _ when truths.Contains(null) => UnknownValue.Instance,
            "Where" or "FindAll" => List(items.Where((_, index) => truths[index] == true)),
            "Count" => new ConstantValue(truths.Count(truth => truth == true)),
            "Find" or "First" or "FirstOrDefault" when truths.Contains(true) => items[truths.IndexOf(true)],
            "Find" or "FirstOrDefault" => otherwise,
            _ => UnknownValue.Instance,
        };
    }

    private static StaticValue? With(string method, IReadOnlyList<StaticValue> items, StaticValue argument) => (method, argument) switch
    {
        ("Concat", _) => PureMethods.Items(argument) is { } more ? List(items.Concat(more)) : UnknownValue.Instance,
        ("Append", _) => List(items.Concat([argument])),
        ("Prepend", _) => List(new[] { argument }.Concat(items)),
        ("Take", ConstantValue { Value: int count }) => List(items.Take(count)),
        ("Skip", ConstantValue { Value: int count }) => List(items.Skip(count)),
        ("ElementAt", ConstantValue { Value: int index }) when index >= 0 && index < items.Count => items[index],
        ("Contains", _) => Contains(items, argument),
        _ => null,
    };

    private static StaticValue Contains(IReadOnlyList<StaticValue> items, StaticValue wanted)
    {
        var found = items.Select(item => StaticEquality.AreEqual(item, wanted)).ToList();
        return found.Contains(true) ? ConstantValue.True : found.Contains(null) ? UnknownValue.Instance : ConstantValue.False;
    }

    private static StaticValue Made(string method, StaticValue[] arguments) => arguments is [var first, ConstantValue { Value: int count }] && count is >= 0 and <= Sizes.MostItems
        ? method == "Repeat" ? List(Enumerable.Repeat(first, count)) : first is ConstantValue { Value: int start } ? List(Enumerable.Range(start, count).Select(number => new ConstantValue(number))) : UnknownValue.Instance
        : UnknownValue.Instance;

    /// <summary>Only what is the same in every culture: texts, and whole numbers that are not negative.</summary>
    private static StaticValue Joined(StaticValue[] arguments)
    {
        if (arguments is not [ConstantValue { Value: (string or char) and var separator }, ListValue list] || list.Items.Any(item => item is not ConstantValue { Value: string or char or >= 0 or >= 0L }))
            return UnknownValue.Instance;
        var texts = list.Items.Select(item => Convert.ToString(((ConstantValue)item).Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return texts.Sum(text => (long)text.Length + separator.ToString().Length) > Sizes.MostLetters ? UnknownValue.Instance : new ConstantValue(string.Join(separator.ToString(), texts));
    }

    /// <summary>The numbers of a list of <see langword="int"/> or of <see langword="double"/>, which stay what they are.</summary>
    private static List<double>? Numbers(IReadOnlyList<StaticValue> items) => items.Count > 0 && (items.All(item => item is ConstantValue { Value: int }) || items.All(item => item is ConstantValue { Value: double })) ? [.. items.Select(item => item.Number!.Value)] : null;

    private static StaticValue List(IEnumerable<StaticValue> items)
    {
        var all = items.Take(Sizes.MostItems + 1).ToList();
        return all.Count > Sizes.MostItems ? UnknownValue.Instance : new ListValue([.. all]);
    }
}
