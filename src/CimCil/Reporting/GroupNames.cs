namespace CimCil.Reporting;

/// <summary>Names for kinds of runs: the experiment, and what of its settings and images tells a kind from the others of that experiment.</summary>
internal static class GroupNames
{
    /// <summary>More settings than this are not all named: then those that suffice are.</summary>
    private const int MostNamed = 3;

    private const int LongestValue = 24;

    /// <summary>The names, in the order of the kinds; no two are equal.</summary>
    /// <param name="kinds">The experiment of each kind and everything that may tell it from others, in order.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<(string Experiment, IReadOnlyList<KeyValuePair<string, string>> Traits)> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var names = new string[kinds.Count];
        foreach (var same in kinds.Index().GroupBy(kind => kind.Item.Experiment))
        {
            var traits = same.Select(kind => kind.Item.Traits.ToDictionary()).ToList();
            var named = Named(traits);
            foreach (var ((index, (experiment, _)), own) in same.Zip(traits))
                names[index] = string.Join(", ", named.Where(own.ContainsKey).Select(path => $"{path} {Short(own[path])}").Prepend(experiment));
        }
        return Told(names);
    }

    /// <summary>What differs between kinds, or so much of it that no two are equal: sections first, since what a section is decides what settings it has.</summary>
    private static List<string> Named(IReadOnlyList<Dictionary<string, string>> kinds)
    {
        List<string> differing = [.. kinds.SelectMany(kind => kind.Keys).Distinct().Where(path => kinds.Select(kind => kind.GetValueOrDefault(path)).Distinct().Count() > 1)];
        if (differing.Count <= MostNamed)
            return differing;
        var named = new List<string>();
        int Apart() => kinds.Select(kind => string.Join('\n', named.Select(path => kind.GetValueOrDefault(path)))).Distinct().Count();
        foreach (var path in differing.OrderBy(path => path.EndsWith(".kind", StringComparison.Ordinal) ? 0 : 1))
        {
            var before = Apart();
            if (before == kinds.Count)
                break;
            named.Add(path);
            if (Apart() == before)
                named.RemoveAt(named.Count - 1);
        }
        return named;
    }

    /// <summary>Names that are equal for all that, by their numbers.</summary>
    private static string[] Told(string[] names)
    {
        var numbers = new Dictionary<string, int>();
        var counts = names.CountBy(name => name).ToDictionary();
        return
        [
            .. names.Select(name =>
            {
                var number = numbers[name] = numbers.GetValueOrDefault(name) + 1;
                return counts[name] == 1 ? name : $"{name} ({number})";
            }),
        ];
    }

    private static string Short(string value) => value.Length <= LongestValue ? value : value[..(LongestValue - 1)] + "\u2026";
}
