namespace CimCil.Configuration.Schema;

/// <summary>Finds what a person may have meant.</summary>
internal static class NearestNames
{
    private const int Most = 3;

    /// <summary>"Did you mean a, b or c?", or the sentence that lists all when nothing is near and they are few.</summary>
    public static string Suggest(string typed, IEnumerable<string> names)
    {
        var all = names.Distinct(StringComparer.Ordinal).ToList();
        var near = Find(typed, all);
        if (near.Count > 0)
            return $"Did you mean {Join(near)}?";
        return all.Count is > 0 and <= 12 ? $"There is {string.Join(", ", all)}." : "Nothing has a similar name.";
    }

    /// <summary>Up to three names within a third of the typed length, nearest first.</summary>
    public static IReadOnlyList<string> Find(string typed, IEnumerable<string> names)
    {
        var limit = Math.Max(2, typed.Length / 3);
        var ranked = names
            .Select(name => (Name: name, Distance: Distance(typed, name)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(Most)
            .ToList();
        // A near miss makes the far ones noise.
        return [.. ranked.Where(candidate => candidate.Distance <= ranked[0].Distance + 1).Select(candidate => candidate.Name)];
    }

    private static string Join(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} or {names[names.Count - 1]}";

    /// <summary>Edit distance in letters (Levenshtein 1966), whatever their case; the last name after a dot may stand alone.</summary>
    private static int Distance(string typed, string name)
    {
        var whole = Edits(typed, name);
        var last = name.LastIndexOf('.');
        return last < 0 || typed.IndexOf('.') >= 0 ? whole : Math.Min(whole, Edits(typed, name.Substring(last + 1)));
    }

    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
