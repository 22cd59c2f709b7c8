using System.Text.Json;

namespace CimCil.Configuration.Schema;

internal sealed class TextType : SettingType
{
    public override string Name => "text";

    public override string Expected => "a text";

    public override string Format(object? value) => (string?)value ?? "null";

    public override bool TryParse(string text, out object? value)
    {
        value = text;
        return true;
    }

    public override void Write(Utf8JsonWriter writer, object? value) => writer.WriteStringValue((string?)value);

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        return value is not null;
    }

    public override string? Defect(object? value) => value is null ? "it must be given" : null;

    public override int? Length(object value) => ((string)value).Length;
}
