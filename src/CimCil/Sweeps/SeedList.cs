using System.Globalization;
using CimCil.Foundation;

namespace CimCil.Sweeps;

/// <summary>The seeds of a sweep as they are typed: <c>1-5</c>, <c>1,2,7</c> or <c>1-3,10</c>.</summary>
internal static class SeedList
{
    /// <summary>The setting that they go to.</summary>
    private const string Path = "seed";

    private const int Most = 1000;

    /// <summary>Whether a path is that of the seed, however it is typed.</summary>
    public static bool IsPath(string path) => string.Equals(path, Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a list of seeds.</summary>
    /// <exception cref="ConfigurationException">It is none, or names a seed twice.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var seeds = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', 2, StringSplitOptions.TrimEntries);
            if (!TryRead(ends[0], out var first) || !TryRead(ends[^1], out var last))
                throw new ConfigurationException($"--seeds cannot be '{text}': it is a list of whole numbers from 0 to {int.MaxValue} and of ranges of them. For example: --seeds 1-5, or --seeds 1,2,7");
            if (last < first)
                throw new ConfigurationException($"--seeds has the range {part}, which ends before it begins. Write {last}-{first}.");
            if ((long)last - first + 1 + seeds.Count > Most)
                throw new ConfigurationException($"--seeds {text} are more than {Most} seeds. Name fewer.");
            seeds.AddRange(Enumerable.Range(0, last - first + 1).Select(i => first + i));
        }
        return seeds.CountBy(seed => seed).FirstOrDefault(count => count.Value > 1) is { Value: > 1 } twice
            ? throw new ConfigurationException($"--seeds {text} names seed {twice.Key} twice: two runs of one seed are repeats, and no two seeds. Name it once.")
            : seeds;
    }

    /// <summary>The seeds as they are typed, with ranges where they follow each other.</summary>
    public static string Format(IReadOnlyList<int> seeds)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        var parts = new List<string>();
        for (var start = 0; start < seeds.Count;)
        {
            var end = start;
            while (end + 1 < seeds.Count && seeds[end + 1] == seeds[end] + 1)
                end++;
            parts.Add(end == start ? $"{seeds[start]}" : $"{seeds[start]}-{seeds[end]}");
            start = end + 1;
        }
        return string.Join(",", parts);
    }

    private static bool TryRead(string text, out int seed) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
