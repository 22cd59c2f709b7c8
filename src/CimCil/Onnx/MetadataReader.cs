using System.Globalization;
using System.Text.Json;
using CimCil.PyBridge;

namespace CimCil.Onnx;

/// <summary>Reads the values of metadata keys and says what is wrong with one.</summary>
/// <param name="values">The keys and values of the file.</param>
/// <param name="path">The file, for messages.</param>
internal sealed class MetadataReader(IReadOnlyDictionary<string, string> values, string path)
{
    /// <summary>A text of at least one character.</summary>
    public string Text(string key) => values.TryGetValue(ModelMetadata.Prefix + key, out var value) && value.Length > 0
        ? value
        : throw new CheckpointException($"{path} lacks {ModelMetadata.Prefix}{key} in its metadata, which every mask model has. Export the model again.");

    /// <summary>The place of a value among those that it may have.</summary>
    public int Choice(string key, params string[] choices)
    {
        var place = Array.IndexOf(choices, Text(key));
        return place >= 0 ? place : throw Wrong(key, string.Join(" or ", choices));
    }

    public int Whole(string key, int least, int most) =>
        int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(key, $"a whole number from {least} to {most}");

    public double Number(string key, double least, double most) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Wrong(key, FormattableString.Invariant($"a number from {least} to {most}"));

    /// <summary>Three numbers, for red, green and blue.</summary>
    public (float Red, float Green, float Blue) Channels(string key)
    {
        var parts = Text(key).Split(',');
        Span<float> numbers = stackalloc float[3];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (parts.Length != 3 || !float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]) || (key == "deviation" && numbers[i] == 0))
                throw Wrong(key, "three numbers, for red, green and blue");
        }
        return (numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>A JSON list of different texts, at least one.</summary>
    public IReadOnlyList<string> Names(string key)
    {
        try
        {
            using var json = JsonDocument.Parse(Text(key));
            string[] names = [.. json.RootElement.EnumerateArray().Select(name => name.GetString() ?? throw new JsonException())];
            if (names.Length > 0 && names.Distinct(StringComparer.Ordinal).Count() == names.Length)
                return names;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Told below.
        }
        throw Wrong(key, "a JSON list of different class names");
    }

    public CheckpointException Wrong(string key, string rule) =>
        new($"{path}: the metadata {ModelMetadata.Prefix}{key} is '{Shortened(Text(key))}'; it must be {rule}. Export the model again, with this version of CimCil.");

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
