using System.CommandLine;
using System.CommandLine.Completions;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Configuration.Schema;
using CimCil.Foundation;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil describe NAME [PREFIX]</c>: settings with their value, default, rule and meaning.</summary>
internal static class DescribeCommand
{
    private static readonly Argument<string?> Prefix = new("PREFIX") { Arity = ArgumentArity.ZeroOrOne, Description = "Only the settings of this part or of this beginning, such as mask; of one setting everything is shown." };

    private static readonly Option<bool> Changed = new("--changed") { Description = "Only the settings that differ from their defaults." };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "describe",
            "Show the settings of an experiment, with --wide what they mean.",
            "cimcil describe shapes",
            "cimcil describe shapes mask.threshold",
            "cimcil describe shapes mask --wide --set mask.kind=full-images",
            "cimcil describe food101-lfs-10-foster-cim --changed");
        var options = new ExperimentOptions();
        options.AddTo(command);
        Prefix.CompletionSources.Add(context => Completions.Paths(options.NameIn(context.ParseResult), options.SetIn(context.ParseResult)).Select(path => new CompletionItem(path)));
        command.Add(Prefix);
        command.Add(Changed);
        command.Add(ResultOptions.Wide);
        command.Add(ResultOptions.AsJson);
        command.SetAction(parsed => Write(options.Read(parsed), parsed));
        return command;
    }

    private static void Write(Experiment experiment, ParseResult parsed)
    {
        var settings = Chosen(experiment, parsed.GetValue(Prefix), parsed.GetValue(Changed));
        if (parsed.WriteJson(() => new { Experiment = experiment.Name, experiment.Summary, Fingerprint = experiment.Fingerprint(), Settings = settings }))
            return;
        var screen = parsed.Screen();
        screen.WriteLine($"{experiment.Name}: {experiment.Summary}");
        screen.WriteLine($"Fingerprint {experiment.Fingerprint()}");
        screen.WriteLine();
        var details = settings.Count == 1 ? Details.All : parsed.Details();
        var table = new TextTable(details).Name("setting").Name("value").Name("default")
            .Prose("type", Details.All).Name("unit", Details.All).Prose("rule", Details.All).Prose("meaning", Details.All);
        foreach (var setting in settings)
            table.AddRow(setting.Path, setting.Value, setting.Default, setting.Type, setting.Unit, setting.Rule, setting.Summary);
        screen.Write(table);
        if (settings.Count == 0)
            screen.WriteLine($"Every {(parsed.GetValue(Prefix) is null ? "setting" : "one of these settings")} has its default.");
        if (experiment.Validate() is { Count: > 0 and var count })
            screen.WriteLine($"{Environment.NewLine}{Words.Count(count, "rule")} {(count == 1 ? "is" : "are")} broken: 'cimcil validate' with the same words says which, and what to do.");
        if (details == Details.Few && settings.Count > 0)
            screen.WriteLine($"{Environment.NewLine}What they mean: --wide; of one setting: 'cimcil describe {experiment.Name} {settings[0].Path}'.");
    }

    private static IReadOnlyList<SettingDescription> Chosen(Experiment experiment, string? prefix, bool onlyChanged)
    {
        var all = experiment.Describe();
        var chosen = prefix is null ? all : Under(all, prefix);
        if (chosen.Count == 0)
            throw new ConfigurationException($"{experiment.Name} has no setting that begins with {prefix}. {NearestNames.Suggest(prefix!, all.SelectMany(Beginnings).Distinct())} Run 'cimcil describe {experiment.Name}' to see all settings.");
        return onlyChanged ? [.. chosen.Where(setting => setting.Value != setting.Default)] : chosen;
    }

    /// <summary>The setting or the part of that name; where there is none, what begins so.</summary>
    private static SettingDescription[] Under(IReadOnlyList<SettingDescription> all, string prefix)
    {
        var name = prefix.TrimEnd('.');
        SettingDescription[] part = [.. all.Where(setting => string.Equals(setting.Path, name, StringComparison.OrdinalIgnoreCase) || setting.Path.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase))];
        return part.Length > 0 ? part : [.. all.Where(setting => setting.Path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>The parts that a path lies in, and the path.</summary>
    private static IEnumerable<string> Beginnings(SettingDescription setting)
    {
        for (var dot = setting.Path.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = setting.Path.IndexOf('.', dot + 1))
            yield return setting.Path[..dot];
        yield return setting.Path;
    }
}
