using System.Text.Json;

namespace CimCil.Configuration.Schema;

internal sealed class ListType<T>(SettingType item) : SettingType
{
    public override string Name => $"list of {item.Name}";

    public override string Expected => $"a list such as a,b,c, each {item.Expected}";

    internal override bool IsList => true;

    internal override string Expect(string length, string numbers) => $"a list such as a,b,c{That(length)}, each {item.Expected}{Space(numbers)}";

    internal override string Rules(string length, string numbers) =>
        string.Join("; ", new[] { length, numbers.Length > 0 ? $"each {numbers}" : "" }.Where(words => words.Length > 0));

    public override string Format(object? value) => value is IReadOnlyList<T> list ? string.Join(",", list.Select(one => item.Format(one))) : "null";

    public override bool TryParse(string text, out object? value)
    {
        var parts = text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
        var items = new List<T>(parts.Length);
        foreach (var part in parts)
        {
            if (item.TryParse(part, out var one))
                items.Add((T)one!);
        }
        value = items.ToArray();
        return items.Count == parts.Length;
    }

    public override void Write(Utf8JsonWriter writer, object? value)
    {
        if (value is not IReadOnlyList<T> list)
        {
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartArray();
        foreach (var one in list)
            item.Write(writer, one);
        writer.WriteEndArray();
    }

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Array)
            return false;
        var items = new List<T>();
        foreach (var element in json.EnumerateArray())
        {
            if (!item.TryRead(element, out var one))
                return false;
            items.Add((T)one!);
        }
        value = items.ToArray();
        return true;
    }

    public override string? Defect(object? value) =>
        value is IReadOnlyList<T> list ? list.Select(one => item.Defect(one)).FirstOrDefault(defect => defect is not null) : "it must be given";

    public override IEnumerable<double> Numbers(object value) => ((IReadOnlyList<T>)value).SelectMany(one => item.Numbers(one!));

    public override int? Length(object value) => ((IReadOnlyList<T>)value).Count;
}
