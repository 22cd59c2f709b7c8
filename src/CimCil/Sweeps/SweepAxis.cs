using System.Text.Json.Serialization;
using CimCil.Foundation;

namespace CimCil.Sweeps;

/// <summary>A setting that a sweep varies.</summary>
/// <param name="Path">Its dotted path, such as <c>mask.kind</c>.</param>
/// <param name="Values">The values; of a sweep that is made, each once.</param>
internal sealed record SweepAxis(string Path, IReadOnlyList<string> Values)
{
    /// <summary>What stood between the values as they were typed; a comma may also belong to a value.</summary>
    [JsonIgnore]
    public char Separator { get; init; } = ';';

    /// <summary>
    /// Reads <c>path=a,b,c</c>. Where the text has a semicolon, semicolons separate the values and commas belong to them: <c>path=1,1;2,2</c>.
    /// One at the end ends the last value, so that <c>path=1,1;</c> is a single one.
    /// </summary>
    /// <exception cref="ConfigurationException">The text is not of that form, a value is empty, or the path is the seed.</exception>
    public static SweepAxis Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var split))
            throw new ConfigurationException($"'{text}' varies nothing: --vary has the form path=a,b,c. For example: --vary mask.kind=full-images,cim");
        var (path, list) = (text[..split].Trim(), text[(split + 1)..].Trim());
        if (SeedList.IsPath(path))
            throw new ConfigurationException("--vary seed: the seeds of a sweep are what its statistics are over, and are given by themselves. For example: --seeds 1-5");
        var separator = list.Contains(';', StringComparison.Ordinal) ? ';' : ',';
        string[] values = (separator == ';' && list.EndsWith(';') ? list[..^1] : list).Split(separator, StringSplitOptions.TrimEntries);
        if (values.Any(value => value.Length == 0))
            throw new ConfigurationException($"--vary {path} has an empty value in '{list}': values stand between commas, or between semicolons where they have commas in them. Leave the separator too many out.");
        return new SweepAxis(path, values) { Separator = separator };
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => Values.Any(value => value.Contains(',', StringComparison.Ordinal))
        ? $"{Path}={string.Join(';', Values)}{(Values.Count == 1 ? ";" : "")}"
        : $"{Path}={string.Join(',', Values)}";
}
