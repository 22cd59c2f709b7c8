using System.CommandLine;
using System.CommandLine.Completions;
using CimCil.Cli.Progress;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil data check</c>: looks at every image of a dataset.</summary>
internal static class DataCommand
{
    /// <summary>Lines of progress are at least this far apart.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Command Create() => new DocumentedCommand(
        "data",
        "Check the images of an experiment or a folder.",
        "cimcil data check ~/data/food-101",
        "cimcil data check imagenet100-lfs-10-foster-cim --data ~/data/imagenet")
    {
        Check(),
    };

    private static DocumentedCommand Check()
    {
        var what = new Argument<string>("NAME|DIR") { Description = "An experiment, or a folder: Food-101, ImageNet, CIFAR, IDX files, or train and test folders of classes." };
        what.CompletionSources.Add(_ => Completions.Experiments.Select(name => new CompletionItem(name)));
        var data = new Option<string>("--data") { HelpName = "DIR", Description = "The folder of the experiment's images." };
        var set = new Option<string[]>("--set") { HelpName = "path=value", Description = "Change a setting of the experiment, such as data.classes." };
        var command = new DocumentedCommand(
            "check",
            "Look at layout, classes, counts, every image, and images that are in both parts.",
            "cimcil data check ~/data/food-101",
            "cimcil data check shapes")
        { OnlyLooks = true };
        command.Add(what);
        command.Add(data);
        command.Add(set);
        command.SetAction((parsed, cancellation) =>
        {
            var (screen, last) = (parsed.Screen(), Environment.TickCount64);
            var name = parsed.GetRequiredValue(what);
            var isExperiment = IsExperiment(name);
            foreach (var option in new Option[] { data, set })
            {
                if (!isExperiment && parsed.GetResult(option) is not null)
                    throw new ConfigurationException($"{name} is no experiment, and {option.Name} is for one: a folder of images is looked at as it is. Leave {option.Name} out, or name an experiment ('cimcil list' shows all).");
            }
            var findings = isExperiment
                ? DatasetCheck.Run(ConfigOf(name, parsed.GetValue(data), parsed.GetValue(set) ?? []), Environment.ProcessorCount, Report, cancellation)
                : DatasetCheck.Run(name, Environment.ProcessorCount, Report, cancellation);
            return Task.FromResult(FindingList.Write(findings, screen));

            void Report(int done, int all)
            {
                if (Environment.TickCount64 - last < Pause.TotalMilliseconds)
                    return;
                last = Environment.TickCount64;
                screen.WriteLine(Words.Inspection(done, all));
            }
        });
        return command;
    }

    private static bool IsExperiment(string what) => ExperimentRegistry.All.Any(entry => string.Equals(entry.Name, what, StringComparison.OrdinalIgnoreCase));

    private static DatasetConfig ConfigOf(string what, string? folder, string[] settings)
    {
        var experiment = ExperimentRegistry.Create(what).WithOverrides(settings);
        return (folder is null ? experiment : experiment.With("data.root", folder)).Data;
    }
}
