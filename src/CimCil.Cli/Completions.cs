using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.RegularExpressions;
using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Cli;

/// <summary>What a shell may put in the place of a word that is being typed; see <see cref="Commands.CompletionCommand"/>.</summary>
internal static partial class Completions
{
    /// <summary>Between the values that a type of settings has in <see cref="SettingDescription.Type"/>.</summary>
    private const string Or = " | ";

    /// <summary>The names of all experiments.</summary>
    public static IEnumerable<string> Experiments => ExperimentRegistry.All.Select(entry => entry.Name);

    /// <summary>Has every option complete the values that its <see cref="Option.HelpName"/> lists, such as those of <c>auto|cpu|cuda[:i]</c>.</summary>
    public static void AddValues(Command command)
    {
        foreach (var option in command.Options)
        {
            if (option.HelpName?.Split('|') is { Length: > 1 } values)
                option.CompletionSources.Add([.. values.Select(value => value.Split('[')[0]).Where(value => Literal().IsMatch(value))]);
        }
        foreach (var subcommand in command.Subcommands)
            AddValues(subcommand);
    }

    /// <summary>The settings of an experiment, as <c>path=</c>; behind one of them its values.</summary>
    /// <param name="context">What is typed.</param>
    /// <param name="experiment">The experiment's name; null where none is typed yet.</param>
    /// <param name="others">Settings that are typed elsewhere.</param>
    /// <param name="isList">Whether several values may be given, with commas between them.</param>
    public static IEnumerable<string> Assignments(CompletionContext context, string? experiment, IEnumerable<string> others, bool isList = false)
    {
        var settings = Settings(experiment, others.Where(other => other != context.WordToComplete));
        if (context.WordToComplete.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var split))
            return settings.Select(setting => setting.Path + "=");
        // Of several values, the last one is being typed.
        var typed = isList ? context.WordToComplete[..(Math.Max(split, context.WordToComplete.LastIndexOf(',')) + 1)] : context.WordToComplete[..(split + 1)];
        return settings.Where(setting => setting.Path == context.WordToComplete[..split]).SelectMany(ValuesOf).Select(value => typed + value);
    }

    /// <summary>The settings of an experiment and the parts that they lie in.</summary>
    public static IEnumerable<string> Paths(string? experiment, IEnumerable<string> assignments) =>
        Settings(experiment, assignments).SelectMany(setting => Enumerable.Range(1, setting.Path.Count(letter => letter == '.') + 1).Select(count => string.Join('.', setting.Path.Split('.').Take(count)))).Distinct();

    private static IEnumerable<string> ValuesOf(SettingDescription setting) =>
        setting.Type.Contains(Or, StringComparison.Ordinal) ? setting.Type.Split(Or) : setting.Default.Length > 0 ? [setting.Default] : [];

    /// <summary>None where there is no such experiment: a name that is not finished has no settings. What else is set decides which there are.</summary>
    private static IReadOnlyList<SettingDescription> Settings(string? name, IEnumerable<string> assignments)
    {
        if (ExperimentRegistry.All.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } entry)
            return [];
        var experiment = entry.Create();
        foreach (var assignment in assignments)
        {
            try
            {
                experiment = experiment.WithOverrides([assignment]);
            }
            catch (ConfigurationException)
            {
                // The command will say what is wrong with it.
            }
        }
        return experiment.Describe();
    }

    [GeneratedRegex("^[a-z0-9-]+$")]
    private static partial Regex Literal();
}
