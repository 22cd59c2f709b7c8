using System.CommandLine;
using CimCil.Cli.Progress;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil validate NAME</c>: checks every rule, and the images where their folder is named.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "validate",
            "Check an experiment without running it; with --data its images are listed too.",
            "cimcil validate shapes",
            "cimcil validate food101-lfs-10-foster-cim --data ~/data/food-101");
        var options = new ExperimentOptions();
        options.AddTo(command);
        command.Add(ResultOptions.AsJson);
        command.SetAction(parsed => Write(options.Read(parsed), options.NamesData(parsed), parsed));
        return command;
    }

    private static void Write(Experiment experiment, bool checksData, ParseResult parsed)
    {
        if (experiment.Validate() is { Count: > 0 } problems)
        {
            parsed.WriteJson(() => new { Experiment = experiment.Name, Valid = false, Fingerprint = experiment.Fingerprint(), Problems = problems });
            experiment.ThrowIfInvalid();
        }
        var dataset = checksData ? Open(experiment, parsed) : null;
        if (parsed.WriteJson(() => Document(experiment, dataset)))
            return;
        var screen = parsed.Screen();
        screen.WriteLine($"{experiment.Name} is valid: {Words.Count(experiment.Phases.Classes, "class", "classes")} in {(experiment.Phases.Sizes().Count == 1 ? "one phase" : $"phases of {string.Join(", ", experiment.Phases.Sizes())}")}; fingerprint {experiment.Fingerprint()}.");
        if (dataset is not null)
            screen.WriteLine($"{dataset.Name} has {Words.Count(dataset.ClassNames.Count, "class", "classes")}, {Words.Count(dataset.Train.Count, "training image")} and {Words.Count(dataset.Test.Count, "test image")}.");
    }

    /// <summary>The dataset, whose classes are those of the phases. What is wrong with it is in the document too.</summary>
    private static Dataset Open(Experiment experiment, ParseResult parsed)
    {
        try
        {
            var dataset = experiment.Data.Open();
            _ = new ClassSequence(experiment.Phases, dataset.ClassNames.Count);
            return dataset;
        }
        catch (Exception failure) when (failure is ConfigurationException or DataException)
        {
            ConfigProblem[] problems = [new("data", experiment.Data.GetSchema().Kind, failure.Message, "")];
            parsed.WriteJson(() => new { Experiment = experiment.Name, Valid = false, Fingerprint = experiment.Fingerprint(), Problems = problems });
            throw;
        }
    }

    private static object Document(Experiment experiment, Dataset? dataset) => new
    {
        Experiment = experiment.Name,
        Valid = true,
        Fingerprint = experiment.Fingerprint(),
        Problems = Array.Empty<ConfigProblem>(),
        Classes = experiment.Phases.Classes,
        PhaseSizes = experiment.Phases.Sizes(),
        Dataset = dataset is null ? null : new { dataset.Name, Classes = dataset.ClassNames.Count, TrainingImages = dataset.Train.Count, TestImages = dataset.Test.Count },
    };
}
