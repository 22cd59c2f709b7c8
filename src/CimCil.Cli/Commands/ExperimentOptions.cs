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

    public ExperimentOptions()
    {
        _name.CompletionSources.Add(_ => Completions.Experiments.Select(name => new CompletionItem(name)));
        _set.CompletionSources.Add(context => Completions.Assignments(context, NameIn(context.ParseResult), SetIn(context.ParseResult)).Select(text => new CompletionItem(text)));
    }

    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_seed);
        command.Add(_data);
        command.Add(_set);
    }

    /// <summary>The name that was typed, whatever else was.</summary>
    public string? NameIn(ParseResult parsed) => parsed.GetResult(_name)?.Tokens.FirstOrDefault()?.Value;

    /// <summary>The settings that were typed, whatever else was.</summary>
    public IEnumerable<string> SetIn(ParseResult parsed) => parsed.GetResult(_set)?.Tokens.Select(token => token.Value) ?? [];

    /// <summary>Whether the folder of the images was given.</summary>
    public bool NamesData(ParseResult parsed) => parsed.GetValue(_data) is not null;

    /// <summary>The experiment with every change that was typed; its rules are not checked yet.</summary>
    /// <exception cref="ConfigurationException">There is no such experiment or setting, or a value is not of its type.</exception>
    public Experiment Read(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(_name);
        if (name.StartsWith('-'))
            throw UsageError.UnknownOption(name, parsed.CommandResult);
        var experiment = ExperimentRegistry.Create(name).WithOverrides([.. parsed.GetValue(_set) ?? [], .. parsed.GetValue(_seed) is { } seed ? [$"seed={seed}"] : Array.Empty<string>()]);
        return parsed.GetValue(_data) is { } folder ? WithData(experiment, folder) : experiment;
    }

    private static Experiment WithData(Experiment experiment, string folder) => experiment.Data.GetSchema().Find("root") is null
        ? throw new ConfigurationException($"--data names a folder of images, and {experiment.Name} has none: its data is {experiment.Data.GetSchema().Kind}. Leave --data out.")
        : experiment.With("data.root", folder);
}
