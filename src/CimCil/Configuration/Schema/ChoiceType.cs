using System.Text.Json;

namespace CimCil.Configuration.Schema;

internal sealed class ChoiceType<T>((string Name, T Value)[] names) : SettingType where T : struct, Enum
{
    public override string Name => string.Join(" | ", names.Select(name => name.Name));

    public override string Expected => $"one of {string.Join(", ", names.Select(name => name.Name))}";

    public override string Format(object? value)
    {
        foreach (var (name, candidate) in names)
        {
            if (EqualityComparer<T>.Default.Equals(candidate, (T)value!))
                return name;
        }
        return ((T)value!).ToString("D");
    }

    public override bool TryParse(string text, out object? value)
    {
        var plain = text.Replace("-", "", StringComparison.Ordinal);
        foreach (var (name, candidate) in names)
        {
            if (string.Equals(name, plain, StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }
        value = null;
        return false;
    }

    public override void Write(Utf8JsonWriter writer, object? value) => writer.WriteStringValue(Format(value));

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.String && TryParse(json.GetString()!, out value);
    }

    public override string? Defect(object? value) =>
        names.Any(name => EqualityComparer<T>.Default.Equals(name.Value, (T)value!)) ? null : $"it must be {Expected}";
}
