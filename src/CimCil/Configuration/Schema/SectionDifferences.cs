using System.Text.Json;

namespace CimCil.Configuration.Schema;

/// <summary>In which settings the JSON of two sections differs.</summary>
internal static class SectionDifferences
{
    /// <summary>One line <c>path: first -> second</c> for each setting that differs, in the order of canonical JSON.</summary>
    public static IReadOnlyList<string> Between(string first, string second)
    {
        var (before, after) = (Values(first), Values(second));
        return
        [
            .. before.Keys.Union(after.Keys)
                .Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path))
                .Select(path => $"{path}: {before.GetValueOrDefault(path, "absent")} -> {after.GetValueOrDefault(path, "absent")}"),
        ];
    }

    private static Dictionary<string, string> Values(string json)
    {
        using var document = JsonDocument.Parse(json);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(document.RootElement, "", values);
        return values;
    }

    private static void Collect(JsonElement element, string path, Dictionary<string, string> values)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            values[path] = element.ValueKind switch
            {
                JsonValueKind.String => element.GetString()!,
                JsonValueKind.Array => string.Join(',', element.EnumerateArray().Select(item => item.ToString())),
                _ => element.GetRawText(),
            };
            return;
        }
        foreach (var property in element.EnumerateObject())
            Collect(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", values);
    }
}
