using CimCil.Configuration;
using CimCil.Configuration.Schema;
using CimCil.Foundation;

namespace CimCil.Sweeps;

/// <summary>
/// What was typed of a sweep, with paths and values as the settings write them: <c>Mask.Threshold=.3</c> is <c>mask.threshold=0.3</c>. Another
/// spelling is then the same arm, and the same sweep when it is typed once more.
/// </summary>
internal static class SweepSpelling
{
    /// <summary>The request in the spelling of the settings. What is none stays as it is; making the arms says so.</summary>
    /// <exception cref="ConfigurationException">A setting is varied twice, one of its values is named twice, or it is a list whose values cannot be told apart.</exception>
    public static SweepRequest Of(SweepRequest request, Experiment start)
    {
        SweepAxis[] axes = [.. request.Axes.Select(axis => Of(axis, start))];
        if (axes.GroupBy(axis => axis.Path).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ConfigurationException($"--vary {twice.Key} is given twice: every setting is varied once. Put all its values into one --vary.");
        return request with { Axes = axes, Baseline = [.. request.Baseline.SelectMany(PartsOf).Select(part => Of(part, start))] };
    }

    /// <summary>The settings of an arm's name, such as <c>mask.kind=cim, memory.budget=3/class</c>, in any order. Commas also stand in values.</summary>
    public static IReadOnlyList<string> PartsOf(string arm)
    {
        var parts = new List<string>();
        foreach (var piece in arm.Split(','))
        {
            if (parts.Count == 0 || piece.Contains('=', StringComparison.Ordinal))
                parts.Add(piece);
            else
                parts[^1] += $",{piece}";
        }
        return [.. parts.Select(part => part.Trim())];
    }

    /// <summary>The path of an assignment such as <c>path=value</c>.</summary>
    public static string PathOf(string assignment, Experiment start) => assignment.Split('=')[0].Trim() is var typed && SettingSpelling.Of(start, typed) is { } setting ? setting.Path : typed;

    private static SweepAxis Of(SweepAxis axis, Experiment start)
    {
        if (SettingSpelling.Of(start, axis.Path) is not { } setting)
            return axis;
        if (setting.Type is { IsList: true } && axis is { Separator: ',', Values.Count: > 1 })
        {
            throw new ConfigurationException(
                $"--vary {setting.Path} is of a list, whose items stand between commas, so that semicolons stand between its values. Write \"{setting.Path}={string.Join(',', axis.Values)};\" for the one value {string.Join(',', axis.Values)}, or \"{setting.Path}={string.Join(';', axis.Values)}\" for {axis.Values.Count} of them.");
        }
        var spelt = axis with { Path = setting.Path, Values = [.. axis.Values.Select(setting.ValueOf)] };
        return spelt.Values.GroupBy(value => value).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new ConfigurationException($"--vary {setting.Path} names {twice.Key} twice: every value is one arm. Name it once.")
            : spelt;
    }

    private static string Of(string assignment, Experiment start) =>
        assignment.Split('=', 2, StringSplitOptions.TrimEntries) is [var typed, var value] && SettingSpelling.Of(start, typed) is { } setting
            ? $"{setting.Path}={setting.ValueOf(value)}"
            : assignment;
}
