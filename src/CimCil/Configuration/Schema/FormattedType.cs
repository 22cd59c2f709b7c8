using System.Globalization;
using System.Text.Json;

namespace CimCil.Configuration.Schema;

internal sealed class FormattedType<T>(string name, string expected, SettingType.Parser<T> parse) : SettingType where T : notnull
{
    public override string Name => name;

    public override string Expected => expected;

    public override string Format(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { } text ? text : "null";

    public override bool TryParse(string text, out object? value)
    {
        var read = parse(text, out var result);
        value = result;
        return read;
    }

    public override void Write(Utf8JsonWriter writer, object? value) => writer.WriteStringValue(Format(value));

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.String && TryParse(json.GetString()!, out value);
    }

    public override string? Defect(object? value) => value is not null && TryParse(Format(value), out _) ? null : $"it must be {expected}";
}
