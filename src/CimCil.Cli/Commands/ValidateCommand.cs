using System.CommandLine;
using CimCil.Cli.Progress;
using CimCil.Configuration;
using CimCil.Data;

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
        command.SetAction(parsed => Write(options.Read(parsed), options.NamesData(parsed), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static void Write(Experiment experiment, bool checksData, TextWriter output)
    {
        experiment.ThrowIfInvalid();
        output.WriteLine($"{experiment.Name} is valid: {Words.Count(experiment.Phases.Classes, "class", "classes")} in {(experiment.Phases.Sizes().Count == 1 ? "one phase" : $"phases of {string.Join(", ", experiment.Phases.Sizes())}")}; fingerprint {experiment.Fingerprint()}.");
        if (!checksData)
            return;
        var dataset = experiment.Data.Open();
        _ = new ClassSequence(experiment.Phases, dataset.ClassNames.Count);
        output.WriteLine($"{dataset.Name} has {Words.Count(dataset.ClassNames.Count, "class", "classes")}, {Words.Count(dataset.Train.Count, "training image")} and {Words.Count(dataset.Test.Count, "test image")}.");
    }
}
