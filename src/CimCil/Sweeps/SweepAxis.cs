using CimCil.Foundation;

namespace CimCil.Sweeps;

/// <summary>A setting that a sweep varies.</summary>
/// <param name="Path">Its dotted path, such as <c>mask.kind</c>.</param>
/// <param name="Values">The values as typed, each once.</param>
internal sealed record SweepAxis(string Path, IReadOnlyList<string> Values)
{
    /// <summary>Reads <c>path=a,b,c</c>. Where the text has a semicolon, semicolons separate the values and commas belong to them: <c>path=1,1;2,2</c>.</summary>
    /// <exception cref="ConfigurationException">The text is not of that form, a value is empty or named twice, or the path is the seed.</exception>
    public static SweepAxis Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var split))
            throw new ConfigurationException($"'{text}' varies nothing: --vary has the form path=a,b,c. For example: --vary mask.kind=full-images,cim");
        var (path, list) = (text[..split].Trim(), text[(split + 1)..]);
        if (path == SeedList.Path)
            throw new ConfigurationException("--vary seed: the seeds of a sweep are what its statistics are over, and are given by themselves. For example: --seeds 1-5");
        string[] values = list.Split(list.Contains(';', StringComparison.Ordinal) ? ';' : ',', StringSplitOptions.TrimEntries);
        if (values.Any(value => value.Length == 0))
            throw new ConfigurationException($"--vary {path} has an empty value in '{list}': values stand between commas, or between semicolons where they have commas in them. Leave the separator too many out.");
        if (values.GroupBy(value => value, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ConfigurationException($"--vary {path} names {twice.Key} twice: every value is one arm. Name it once.");
        return new SweepAxis(path, values);
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => $"{Path}={string.Join(Values.Any(value => value.Contains(',', StringComparison.Ordinal)) ? ';' : ',', Values)}";
}
