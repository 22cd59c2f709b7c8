using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace CimCil.Configuration.Schema;

internal sealed class WholeNumberType<T> : SettingType where T : struct, IBinaryInteger<T>
{
    public override string Name => "whole number";

    public override string Expected => "a whole number";

    public override string Format(object? value) => ((T)value!).ToString(null, CultureInfo.InvariantCulture);

    public override bool TryParse(string text, out object? value)
    {
        var read = T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number);
        value = number;
        return read;
    }

    public override void Write(Utf8JsonWriter writer, object? value) => writer.WriteNumberValue(long.CreateChecked((T)value!));

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.Number && TryParse(json.GetRawText(), out value);
    }

    public override string? Defect(object? value) => null;

    public override IEnumerable<double> Numbers(object value) => [double.CreateChecked((T)value)];
}
