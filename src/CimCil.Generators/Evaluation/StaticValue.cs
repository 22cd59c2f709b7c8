using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>What is known of a value while compiling.</summary>
internal abstract class StaticValue
{
    /// <summary>Where it is written; null where that is in another assembly.</summary>
    public SyntaxNode? Written { get; private protected set; }

    /// <summary>The values that it may be, one where it is known.</summary>
    public virtual IReadOnlyList<StaticValue> Alternatives => [this];

    /// <summary>The same value, written there.</summary>
    public StaticValue At(SyntaxNode? written)
    {
        if (written is null || ReferenceEquals(written, Written) || this is UnknownValue)
            return this;
        var copy = (StaticValue)MemberwiseClone();
        copy.Written = written;
        return copy;
    }

    /// <summary>The same value, all of which comes from a call that is written there.</summary>
    public virtual StaticValue MadeBy(SyntaxNode? call) => At(call);

    public double? Number => this is ConstantValue { Value: (double or float or int or long or uint or ulong or short or ushort or byte or sbyte or decimal or char) and var number }
        ? number is char letter ? letter : Convert.ToDouble(number, CultureInfo.InvariantCulture)
        : null;
}

/// <summary>A value that cannot be told.</summary>
internal sealed class UnknownValue : StaticValue
{
    public static UnknownValue Instance { get; } = new();
}

/// <summary>A number, text, truth value, member of an enum (as its number) or null.</summary>
internal sealed class ConstantValue(object? value) : StaticValue
{
    public static ConstantValue Null { get; } = new(null);

    public static ConstantValue True { get; } = new(true);

    public static ConstantValue False { get; } = new(false);

    public object? Value { get; } = value;

    public static ConstantValue Of(bool truth) => truth ? True : False;
}

/// <summary>A list or tuple; its length is known, its items may not be.</summary>
internal sealed class ListValue(ImmutableArray<StaticValue> items) : StaticValue
{
    public ImmutableArray<StaticValue> Items { get; } = items;

    public override StaticValue MadeBy(SyntaxNode? call) => new ListValue([.. Items.Select(item => item.MadeBy(call))]).At(call);
}

/// <summary>A record, struct or other object that does not change once it is made.</summary>
internal sealed class ObjectValue(INamedTypeSymbol type, ImmutableDictionary<string, StaticValue> fields, Knowledge knowledge) : StaticValue
{
    /// <summary>The type, or one that it derives from where it is not all known.</summary>
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>What its properties and fields hold, by their ids.</summary>
    public ImmutableDictionary<string, StaticValue> Fields { get; } = fields;

    public Knowledge Knowledge { get; } = knowledge;

    /// <summary>Whether it comes from a call, so that the call is what is wrong with it.</summary>
    public SyntaxNode? Call { get; private set; }

    public ObjectValue Set(string field, StaticValue value) => Copy(Fields.SetItem(field, value), Knowledge);

    public ObjectValue Copy(ImmutableDictionary<string, StaticValue> fields, Knowledge knowledge) => new(Type, fields, knowledge) { Written = Written, Call = Call };

    public override StaticValue MadeBy(SyntaxNode? call) => call is null ? this : new ObjectValue(Type, Fields.ToImmutableDictionary(field => field.Key, field => field.Value.MadeBy(call)), Knowledge) { Written = call, Call = call };
}

/// <summary>How much is known of an object.</summary>
internal enum Knowledge
{
    /// <summary>Its type, and that a field that is not set has the default of its type.</summary>
    All,

    /// <summary>Its type; a field that is not set is unknown.</summary>
    Type,

    /// <summary>A base of its type; a field that is not set is unknown.</summary>
    Base,
}

/// <summary>One of several values, which depends on something that cannot be told.</summary>
internal sealed class ChoiceValue : StaticValue
{
    /// <summary>More than that are as good as unknown.</summary>
    private const int Most = 8;

    private readonly IReadOnlyList<StaticValue> _alternatives;

    private ChoiceValue(IReadOnlyList<StaticValue> alternatives) => _alternatives = alternatives;

    public override IReadOnlyList<StaticValue> Alternatives => _alternatives;

    public override StaticValue MadeBy(SyntaxNode? call) => new ChoiceValue([.. _alternatives.Select(value => value.MadeBy(call))]).At(call);

    public static StaticValue Of(IEnumerable<StaticValue> values)
    {
        var all = new List<StaticValue>();
        foreach (var value in values.SelectMany(value => value.Alternatives))
        {
            if (value is UnknownValue)
                return value;
            if (!all.Any(known => StaticEquality.AreEqual(known, value) == true))
                all.Add(value);
        }
        return all.Count switch
        {
            0 => UnknownValue.Instance,
            1 => all[0],
            <= Most => new ChoiceValue(all),
            _ => UnknownValue.Instance,
        };
    }

    /// <summary>What a function makes of each of the values that it may be.</summary>
    public static StaticValue Each(StaticValue value, Func<StaticValue, StaticValue> function) =>
        value is ChoiceValue choice ? Of(choice._alternatives.Select(one => Attempt(function, one))) : function(value);

    /// <summary>What throws for one value of several does not throw in any case.</summary>
    private static StaticValue Attempt(Func<StaticValue, StaticValue> function, StaticValue value)
    {
        try
        {
            return function(value);
        }
        catch (ThrownException)
        {
            return UnknownValue.Instance;
        }
    }

    public static StaticValue Each(StaticValue left, StaticValue right, Func<StaticValue, StaticValue, StaticValue> function) =>
        Each(left, first => Each(right, second => function(first, second)));
}

/// <summary>A lambda, local function or method.</summary>
internal sealed class FunctionValue(Func<IReadOnlyList<StaticValue>, StaticValue> call) : StaticValue
{
    public StaticValue Call(IReadOnlyList<StaticValue> arguments) => call(arguments);
}

/// <summary>A place in a list: <c>^1</c>, or a range.</summary>
internal sealed class PlaceValue(int? start, bool startFromEnd, int? end, bool endFromEnd, bool isRange) : StaticValue
{
    public bool IsRange { get; } = isRange;

    /// <summary>Start and length in a list of that length; null where it lies outside.</summary>
    public (int Start, int Length)? In(int length)
    {
        var from = start is not { } first ? 0 : startFromEnd ? length - first : first;
        var to = !IsRange ? from + 1 : end is not { } last ? length : endFromEnd ? length - last : last;
        return from >= 0 && from <= to && to <= length ? (from, to - from) : null;
    }
}
