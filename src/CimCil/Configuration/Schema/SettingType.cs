using System.Text.Json;

namespace CimCil.Configuration.Schema;

/// <summary>How the values of a setting are typed, written and read; always in the invariant culture.</summary>
public abstract class SettingType
{
    /// <summary>Parses a text into a value; false when the text is none.</summary>
    public delegate bool Parser<T>(string text, out T value);

    /// <summary>A whole number of 32 bits.</summary>
    public static SettingType Int32 { get; } = new WholeNumberType<int>();

    /// <summary>A whole number of 64 bits.</summary>
    public static SettingType Int64 { get; } = new WholeNumberType<long>();

    /// <summary>A number.</summary>
    public static SettingType Double { get; } = new NumberType();

    /// <summary>True or false.</summary>
    public static SettingType Boolean { get; } = new BooleanType();

    /// <summary>Any text.</summary>
    public static SettingType Text { get; } = new TextType();

    /// <summary>One of a fixed list; names are matched whatever their case and hyphens.</summary>
    /// <param name="names">The members in the order of their declaration, named in camel case.</param>
    public static SettingType Choice<T>(params (string Name, T Value)[] names) where T : struct, Enum => new ChoiceType<T>(names);

    /// <summary>A type with a textual form of its own (<see cref="SettingFormatAttribute"/>).</summary>
    public static SettingType Formatted<T>(string name, string expected, Parser<T> parse) where T : notnull => new FormattedType<T>(name, expected, parse);

    /// <summary>A list, typed with commas.</summary>
    public static SettingType List<T>(SettingType item) => new ListType<T>(item);

    /// <summary>The name of the type, such as <c>number</c> or <c>stop | skip</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The type as part of a sentence, such as <c>a number</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>Whether a value may have commas in it that stand between its items.</summary>
    internal virtual bool IsList => false;

    /// <summary>The type as part of a sentence with rules in words: those about the length of a text or list, and those about its numbers.</summary>
    internal virtual string Expect(string length, string numbers) => $"{Expected}{That(length)}{Space(numbers)}";

    /// <summary>The rules in words, as a column of a table has them.</summary>
    internal virtual string Rules(string length, string numbers) => string.Join(" and ", new[] { length, numbers }.Where(words => words.Length > 0));

    private protected static string That(string words) => words.Length > 0 ? $" that is {words}" : "";

    private protected static string Space(string words) => words.Length > 0 ? $" {words}" : "";

    /// <summary>The value as text; what <see cref="TryParse"/> reads when the value is valid.</summary>
    public abstract string Format(object? value);

    /// <summary>Reads a typed text.</summary>
    public abstract bool TryParse(string text, out object? value);

    /// <summary>Writes the value as JSON; a value without a form in JSON is written as text or null.</summary>
    public abstract void Write(Utf8JsonWriter writer, object? value);

    /// <summary>Reads a value from JSON.</summary>
    public abstract bool TryRead(JsonElement json, out object? value);

    /// <summary>Why no setting of this type may hold the value, such as a number that is not finite; null when it may.</summary>
    public abstract string? Defect(object? value);

    /// <summary>The numbers in the value, for rules about numbers.</summary>
    public virtual IEnumerable<double> Numbers(object value) => [];

    /// <summary>The length of a text or list, for rules about lengths; null for other types.</summary>
    public virtual int? Length(object value) => null;
}
