using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Galleries;
using CimCil.Runs;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil memory gallery DB</c>: a page of exemplars beside their originals, heatmaps and boxes.</summary>
internal static class MemoryGalleryCommand
{
    private const int UsualPerClass = 8;

    public static Command Create()
    {
        var store = MemoryCommand.StoreArgument();
        var file = MemoryCommand.Required("--out", "FILE", "The HTML file; a page that exists is replaced.");
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "The folder of the original images; usually the one of the run." };
        var perClass = new Option<string?>("--per-class") { HelpName = "N", Description = $"How many exemplars of each class are shown, from 1; usually {UsualPerClass}." };
        var command = new DocumentedCommand(
            "gallery",
            "Write a page of exemplars beside their originals, heatmaps and boxes.",
            "cimcil memory gallery runs/shapes-1-0a1b2c3d --out gallery.html", "cimcil memory gallery runs/food --data ~/data/food-101 --per-class 20 --out food.html")
        { store, file, data, perClass };
        command.SetAction(parsed =>
        {
            var count = parsed.GetValue(perClass) is { } typed ? CountOf(typed) : UsualPerClass;
            Write(parsed.GetRequiredValue(store), parsed.GetRequiredValue(file), parsed.GetValue(data), count, parsed.Screen());
        });
        return command;
    }

    private static int CountOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
        ? count
        : throw new ConfigurationException($"--per-class cannot be '{text}': it is a whole number from 1.");

    private static void Write(string path, string file, string? dataFolder, int perClass, Screen screen)
    {
        // Nothing tells a page from a memory or a run's own file but its name.
        if (File.Exists(file) && Path.GetExtension(file).ToLowerInvariant() is not (".html" or ".htm"))
            throw new ConfigurationException($"{file} exists and is no .html file: a gallery replaces pages alone. Name another file with --out.");
        using var store = ExemplarStore.OpenReadOnly(NamedFile.OfMemory(path));
        path = store.Path;
        var run = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var experiment = ExperimentOf(run, dataFolder);
        var originals = experiment is null ? [] : Originals(experiment, screen);
        using var heatmaps = experiment is not null && TensorsWork(screen) ? HeatmapsOf(run, experiment) : null;
        if (experiment is null)
            screen.WriteLine($"There is no config.json in {run}: the page shows no originals and no heatmaps.");
        var gallery = new ExemplarGallery(store, entry => originals.GetValueOrDefault(entry.Source), (entry, original) => heatmaps?.Of(entry, original));
        var count = gallery.Write(file, perClass);
        screen.WriteLine($"Wrote {Words.Count(count, "exemplar")} to {file}.");
    }

    /// <summary>Heatmaps need libtorch; the rest of the page does not.</summary>
    private static bool TensorsWork(Screen screen)
    {
        try
        {
            LibTorchLocator.EnsureLoaded();
            return true;
        }
        catch (CimCilException failure)
        {
            screen.WriteLine($"The page shows no heatmaps: {failure.Message}");
            return false;
        }
    }

    private static RunHeatmaps HeatmapsOf(string run, Experiment experiment)
    {
        var deployed = TrainedRun.Open(run).Deployed;
        return new RunHeatmaps(experiment.Mask.CreatePolicy(), experiment.Data, phase => Path.Combine(run, "weights", $"phase-{phase}-{deployed}.safetensors"));
    }

    /// <summary>The experiment of the run folder that a store lies in; null where it lies elsewhere.</summary>
    private static Experiment? ExperimentOf(string run, string? dataFolder)
    {
        var config = Path.Combine(run, "config.json");
        if (!File.Exists(config))
        {
            return dataFolder is null
                ? null
                : throw new ConfigurationException($"--data needs the config.json of the run, and {run} has none. Leave --data out, or name the store in its run folder.");
        }
        var experiment = RunConfig.Read(config);
        return dataFolder is null ? experiment : experiment.With("data.root", dataFolder);
    }

    private static Dictionary<string, DatasetImage> Originals(Experiment experiment, Screen screen)
    {
        try
        {
            return experiment.Data.Open().Train.ToDictionary(image => image.Name, StringComparer.Ordinal);
        }
        catch (Exception gone) when (gone is DataException or ConfigurationException)
        {
            screen.WriteLine($"The page shows no originals: {gone.Message}");
            return [];
        }
    }
}
