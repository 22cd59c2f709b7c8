using System.Text.RegularExpressions;
using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Docs.Tests;

/// <summary>The settings that there are, over all kinds of sections, and whether one can have a value.</summary>
internal static partial class Settings
{
    /// <summary>What is measured in an epoch; <see cref="ProgramTests"/> compares the page with what a run writes.</summary>
    public static readonly string[] Metrics = ["mask.inner", "mask.outer", "mask.validation", "mask.diversity", "mask.memory", "mask.flatImages"];

    /// <summary>Experiments that have, together, every kind of every section and so every setting.</summary>
    private static readonly Lazy<IReadOnlyList<Experiment>> Kinds = new(() => [.. AllKinds()]);

    private static readonly Lazy<IReadOnlySet<string>> Paths = new(() =>
        Kinds.Value.SelectMany(experiment => experiment.Describe()).SelectMany(setting => Prefixes(setting.Path)).ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether a text looks like <c>section.setting</c> or <c>section.setting=value</c>.</summary>
    public static bool IsOne(string text) => Form().IsMatch(text) && !text.StartsWith("memory.db", StringComparison.Ordinal);

    /// <summary>What is wrong with it; null for nothing. A value in capitals stands for any, and a section that the page itself writes has its settings and kinds.</summary>
    public static string? Complaint(string text, Page page)
    {
        var (path, value) = text.Split('=', 2) is [var name, var given] ? (name, given) : (text, null);
        if (page.Blocks.Any(block => Declares(block, path, value)) || Metrics.Contains(path))
            return null;
        if (!Paths.Value.Contains(path))
            return $"there is no setting {path}";
        if (value is null || value.Length == 0 || Placeholder().IsMatch(value))
            return null;
        return Kinds.Value.Any(experiment => Takes(experiment, path, value)) ? null : $"{path} cannot be {value}";
    }

    private static bool Declares(Block block, string path, string? value)
    {
        var last = path[(path.LastIndexOf('.') + 1)..];
        return block.Language == "csharp" && (last == "kind" ? block.Code.Contains($"[ConfigSection(\"{value}\")]", StringComparison.Ordinal) : Regex.IsMatch(block.Code, $@"public \S+ {char.ToUpperInvariant(last[0])}{last[1..]} {{ get; init; }}"));
    }

    private static bool Takes(Experiment experiment, string path, string value)
    {
        try
        {
            return !experiment.With(path, value).Validate().Any(problem => problem.ToString().Contains(path, StringComparison.OrdinalIgnoreCase));
        }
        catch (ConfigurationException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Prefixes(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
            yield return path[..dot];
        yield return path;
    }

    private static IEnumerable<Experiment> AllKinds()
    {
        var first = ExperimentRegistry.Create("shapes");
        yield return first;
        yield return ExperimentRegistry.Create("food101-lfs-10-foster-cim");
        foreach (var kind in first.Describe().Where(setting => setting.Path.EndsWith(".kind", StringComparison.Ordinal)))
        {
            foreach (var name in kind.Type.Split(" | "))
                yield return first.With(kind.Path, name);
        }
    }

    [GeneratedRegex(@"^(data|phases|network|learner|mask|memory|training|evaluation)\.[a-zA-Z0-9]+(\.[a-zA-Z0-9]+)*(=.*)?$")]
    private static partial Regex Form();

    [GeneratedRegex("^[A-Z][A-Z]*$")]
    private static partial Regex Placeholder();
}
