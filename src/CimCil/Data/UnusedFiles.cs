using System.Globalization;

namespace CimCil.Data;

/// <summary>Files that lie among the images of a dataset and are none, or are of a format that is not read.</summary>
/// <param name="CountByEnding">How many there are of each ending, as in <c>.heic</c>; an empty ending for files that have none.</param>
public sealed record UnusedFiles(IReadOnlyDictionary<string, int> CountByEnding)
{
    private const int MostNamed = 8;

    /// <summary>No such file.</summary>
    public static UnusedFiles None { get; } = new(new Dictionary<string, int>());

    /// <summary>All of them.</summary>
    public int Count => CountByEnding.Values.Sum();

    /// <summary>As in <c>7 files are not used: 5 .heic, 2 .txt</c>.</summary>
    public override string ToString()
    {
        var kinds = CountByEnding.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value} {(entry.Key.Length == 0 ? "without an ending" : entry.Key)}")).ToList();
        var more = kinds.Count > MostNamed ? $" and {kinds.Count - MostNamed} more kinds" : "";
        return $"{Counted.Of(Count, "file is", "files are")} not used: {string.Join(", ", kinds.Take(MostNamed))}{more}";
    }

    /// <summary>Counts files by their endings.</summary>
    internal static UnusedFiles Of(IEnumerable<string> names) => new(
        names.CountBy(name => Path.GetExtension(name).ToLowerInvariant()).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal));
}
