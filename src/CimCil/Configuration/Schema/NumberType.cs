using System.Globalization;
using System.Text.Json;

namespace CimCil.Configuration.Schema;

internal sealed class NumberType : SettingType
{
    public override string Name => "number";

    public override string Expected => "a number";

    public override string Format(object? value) => ((double)value!).ToString("R", CultureInfo.InvariantCulture);

    public override bool TryParse(string text, out object? value)
    {
        var read = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        value = WithoutSign(number);
        return read;
    }

    public override void Write(Utf8JsonWriter writer, object? value)
    {
        if (double.IsFinite((double)value!))
            writer.WriteNumberValue((double)value);
        else
            writer.WriteStringValue(Format(value));
    }

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetDouble(out var number) || !double.IsFinite(number))
            return false;
        value = WithoutSign(number);
        return true;
    }

    /// <summary>Minus zero is zero: the fingerprints of equal experiments are equal.</summary>
    private static double WithoutSign(double number) => number == 0 ? 0 : number;

    public override string? Defect(object? value) => double.IsFinite((double)value!) ? null : "it must be a finite number";

    public override IEnumerable<double> Numbers(object value) => [(double)value];
}
