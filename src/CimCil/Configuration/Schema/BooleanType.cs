using System.Text.Json;

namespace CimCil.Configuration.Schema;

internal sealed class BooleanType : SettingType
{
    public override string Name => "true | false";

    public override string Expected => "true or false";

    public override string Format(object? value) => (bool)value! ? "true" : "false";

    public override bool TryParse(string text, out object? value)
    {
        var read = bool.TryParse(text, out var truth);
        value = truth;
        return read;
    }

    public override void Write(Utf8JsonWriter writer, object? value) => writer.WriteBooleanValue((bool)value!);

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = json.ValueKind == JsonValueKind.True;
        return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    public override string? Defect(object? value) => null;
}
