using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>A value that can be told from the source alone.</summary>
/// <param name="location">Where it is written; null where it comes from another assembly.</param>
internal abstract class StaticValue(Location? location)
{
    public Location? Location { get; } = location;
}

/// <summary>A number, text, truth value or enum member.</summary>
internal sealed class ConstantValue(object? value, Location? location) : StaticValue(location)
{
    public object? Value { get; } = value;

    public double? Number => Value switch
    {
        double or float or int or long or uint or short or byte or decimal => Convert.ToDouble(Value, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };
}

/// <summary>A list of constants.</summary>
internal sealed class ListValue(IReadOnlyList<ConstantValue> items, Location? location) : StaticValue(location)
{
    public IReadOnlyList<ConstantValue> Items { get; } = items;
}

/// <summary>A section, or a struct made of constants: its record, the preset that it starts from, and what is set on top.</summary>
internal sealed class SectionValue(INamedTypeSymbol type, string preset, Location? location) : StaticValue(location)
{
    private readonly Dictionary<string, StaticValue?> _assigned = new(StringComparer.Ordinal);

    public INamedTypeSymbol Type { get; } = type;

    /// <summary>The static property of <see cref="Type"/>; empty for a new section.</summary>
    public string Preset { get; } = preset;

    /// <summary>What is set on top; null where the value cannot be told.</summary>
    public IReadOnlyDictionary<string, StaticValue?> Assigned => _assigned;

    public void Assign(string name, StaticValue? value) => _assigned[name] = value;

    public SectionValue CopyAt(Location? location)
    {
        var copy = new SectionValue(Type, Preset, location);
        foreach (var pair in _assigned)
            copy.Assign(pair.Key, pair.Value);
        return copy;
    }

    /// <summary>The value of a property, through the preset and the defaults of the record; null where it cannot be told.</summary>
    public StaticValue? Member(string name)
    {
        if (_assigned.TryGetValue(name, out var value))
            return value;
        if (Preset.Length == 0)
            return KnownValueReader.Default(Type, name);
        return KnownValueReader.Preset(Type, Preset)?.Member(name);
    }

    public double? Number(string name) => (Member(name) as ConstantValue)?.Number;

    /// <summary>The number, unless it is not known or breaks a rule that is reported where it is written.</summary>
    public double? Positive(string name) => Number(name) is > 0 and var number ? number : null;

    public SectionValue? Section(string name) => Member(name) as SectionValue;
}
