using System.CommandLine;
using System.CommandLine.Completions;
using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Cli.Commands;

/// <summary>The argument and options that name an experiment and change its settings, shared by several commands.</summary>
internal sealed class ExperimentOptions
{
    private readonly Argument<string> _name = new("NAME") { Description = "The experiment; 'cimcil list' shows all." };

    private readonly Option<string> _seed = new("--seed") { HelpName = "N", Description = "The seed, 0 or above; usually the experiment's, which is 1. Short for --set seed=N." };

    private readonly Option<string> _data = new("--data") { HelpName = "DIR", Description = "The folder of the images; short for --set data.root=DIR." };

    private readonly Option<string[]> _set = new("--set")
    {
        HelpName = "path=value",
        Description = "Change a setting; may be given several times. 'cimcil describe NAME' shows all of them, with defaults and ranges.",
    };

    private readonly Option<bool> _quick = new("--quick")
    {
        Description = $"Train no stage for more than {QuickRun.LongestStageEpochs} epochs: all stages, milestones and the refresh of masks shorter by one factor, after --set. A look, not a result.",
    };

    public ExperimentOptions()
    {
        // Behind the name there is no other.
        _name.CompletionSources.Add(context => NameIn(context.ParseResult) is { } name && name != context.WordToComplete ? [] : Completions.Experiments.Select(name => new CompletionItem(name)));
        _set.CompletionSources.Add(context => Completions.Assignments(context, NameIn(context.ParseResult), SetIn(context.ParseResult)).Select(text => new CompletionItem(text)));
    }

    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_seed);
        AddChangesTo(command);
    }

    /// <summary>All but the seed, for a command that has many.</summary>
    public void AddWithoutSeedTo(Command command)
    {
        command.Add(_name);
        AddChangesTo(command);
    }

    /// <summary>The name that was typed, whatever else was.</summary>
    public string? NameIn(ParseResult parsed) => parsed.GetResult(_name)?.Tokens.FirstOrDefault()?.Value;

    /// <summary>The settings that were typed, whatever else was.</summary>
    public IEnumerable<string> SetIn(ParseResult parsed) => parsed.GetResult(_set)?.Tokens.Select(token => token.Value) ?? [];

    /// <summary>Whether the folder of the images was given.</summary>
    public bool NamesData(ParseResult parsed) => parsed.GetValue(_data) is not null;

    /// <summary>Whether fewer epochs were asked for.</summary>
    public bool IsQuick(ParseResult parsed) => parsed.GetValue(_quick);

    /// <summary>What <c>--quick</c> changes, a line for each setting; empty without it.</summary>
    public IReadOnlyList<string> QuickChanges(ParseResult parsed) => parsed.GetValue(_quick) ? ReadWhole(parsed).DifferencesTo(Read(parsed)) : [];

    /// <summary>The experiment with every change that was typed; its rules are not checked yet.</summary>
    /// <exception cref="ConfigurationException">There is no such experiment or setting, or a value is not of its type.</exception>
    public Experiment Read(ParseResult parsed)
    {
        var experiment = ReadWhole(parsed);
        // Of a configuration that breaks rules, what was typed is said, not what it would be scaled to.
        return parsed.GetValue(_quick) && experiment.Validate().Count == 0 ? QuickRun.Of(experiment) : experiment;
    }

    private Experiment ReadWhole(ParseResult parsed)
    {
        RequireOnce(parsed, _seed, "seed");
        RequireOnce(parsed, _data, "data.root");
        var experiment = ExperimentRegistry.Create(ReadName(parsed)).WithOverrides([.. parsed.GetValue(_set) ?? [], .. parsed.GetValue(_seed) is { } seed ? [$"seed={seed}"] : Array.Empty<string>()]);
        return parsed.GetValue(_data) is { } folder ? WithData(experiment, folder) : experiment;
    }

    /// <summary>The experiment's name and every change that was typed, as <c>path=value</c>.</summary>
    /// <exception cref="ConfigurationException">There is no such experiment, or it has no folder of images.</exception>
    public (string Name, IReadOnlyList<string> Settings) ReadChanges(ParseResult parsed)
    {
        RequireOnce(parsed, _data, "data.root");
        var (name, settings) = (ReadName(parsed), parsed.GetValue(_set) ?? []);
        if (parsed.GetValue(_data) is not { } folder)
            return (name, settings);
        WithData(ExperimentRegistry.Create(name).WithOverrides(settings), folder);
        return (name, [.. settings, $"data.root={folder}"]);
    }

    private void AddChangesTo(Command command)
    {
        command.Add(_data);
        command.Add(_set);
        command.Add(_quick);
    }

    /// <summary>Which of an option and the setting that it is short for would win does not show in the order in which they were typed.</summary>
    private void RequireOnce(ParseResult parsed, Option<string> option, string setting)
    {
        if (parsed.GetValue(option) is { } value && parsed.GetValue(_set)?.FirstOrDefault(assignment => assignment.Split('=')[0].Trim().Equals(setting, StringComparison.OrdinalIgnoreCase)) is { } assignment)
            throw new ConfigurationException($"{option.Name} {value} and --set {assignment} are the same setting, {setting}. Leave one of them out.");
    }

    private string ReadName(ParseResult parsed) => parsed.GetRequiredValue(_name) is var name && name.StartsWith('-') ? throw UsageError.UnknownOption(name, parsed.CommandResult) : name;

    private static Experiment WithData(Experiment experiment, string folder) => experiment.Data.GetSchema().Find("root") is null
        ? throw new ConfigurationException($"--data names a folder of images, and {experiment.Name} has none: its data is {experiment.Data.GetSchema().Kind}. Leave --data out.")
        : experiment.With("data.root", folder);
}
