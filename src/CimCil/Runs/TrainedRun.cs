using System.Globalization;
using System.Text.Json;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;

namespace CimCil.Runs;

/// <summary>A run folder that is looked into after the run: its experiment, classes, weights and exemplars. Nothing in it is changed.</summary>
internal sealed class TrainedRun
{
    private readonly IReadOnlyList<int> _phaseSizes;

    private TrainedRun(string path, Experiment experiment)
    {
        (Path, Experiment) = (path, experiment);
        _phaseSizes = experiment.Phases.Sizes();
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The effective configuration.</summary>
    public Experiment Experiment { get; }

    /// <summary>The exemplar store's file.</summary>
    public string MemoryPath => System.IO.Path.Combine(Path, "memory.db");

    /// <summary>Opens a folder that <c>cimcil run</c> wrote.</summary>
    /// <exception cref="ConfigurationException">It is no run folder, of an experiment that this program does not know, or its configuration was changed.</exception>
    public static TrainedRun Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var config = System.IO.Path.Combine(path, "config.json");
        if (!File.Exists(config))
            throw new ConfigurationException($"{path} is no run folder: it has no config.json. Name a folder that 'cimcil run' wrote, such as runs/shapes-1-0123abcd.");
        var experiment = RunConfig.Read(config);
        RequireUnchanged(path, experiment);
        return new TrainedRun(path, experiment);
    }

    /// <summary>
    /// Refuses a configuration that was changed after the run had begun: its networks would be called what they are not. Another version of
    /// the program may have other settings, so that its fingerprints say nothing here.
    /// </summary>
    private static void RequireUnchanged(string path, Experiment experiment)
    {
        var manifest = RunManifest.Read(System.IO.Path.Combine(path, "manifest.json"));
        if (manifest.Fingerprint != experiment.Fingerprint() && manifest.Versions.GetValueOrDefault("cimcil") == RunManifest.VersionHere)
            throw new ConfigurationException($"{System.IO.Path.Combine(path, "config.json")} is not the configuration that the run began with: its fingerprint is {experiment.Fingerprint()[..8]}, and the run's {manifest.Fingerprint[..8]}. A run's files must not be changed. Put the file back.");
    }

    /// <summary>The last phase that left the weights of a network.</summary>
    /// <param name="network">Its name among the scored ones.</param>
    /// <exception cref="ConfigurationException">No phase did.</exception>
    /// <exception cref="DataException">The run has finished, and its weights are gone.</exception>
    public int LastPhase(string network)
    {
        for (var phase = _phaseSizes.Count - 1; phase >= 0; phase--)
        {
            if (File.Exists(WeightsPath(phase, network)))
                return phase;
        }
        if (WeightFiles().Length == 0 && IsFinished)
            throw Lost(System.IO.Path.Combine("weights", $"phase-{_phaseSizes.Count - 1}-{network}.safetensors"));
        throw new ConfigurationException($"{Path} holds no weights of a network '{network}': it has {(Networks() is { Length: > 0 } names ? string.Join(", ", names) : "no weights yet")}. Name one that it has with --network, or wait until the run has finished a phase.");
    }

    /// <summary>Classes known after a phase.</summary>
    public int SeenClassCount(int phase) => _phaseSizes.Take(phase + 1).Sum();

    /// <summary>The file of a network's weights after a phase.</summary>
    /// <param name="network">Its name among the scored ones.</param>
    /// <param name="phase">The phase, from 0.</param>
    /// <exception cref="ConfigurationException">The run has no such weights; the message lists what it has.</exception>
    public string WeightsOf(string network, int phase) => WeightsPath(phase, network) is var path && File.Exists(path)
        ? path
        : throw new ConfigurationException($"{path} does not exist: the run has {Found()}. Name one of these with --network and --phase.");

    /// <summary>The name of the deployed network: the one that the run's boxes come from.</summary>
    /// <exception cref="ConfigurationException">No phase has finished.</exception>
    /// <exception cref="DataException">The run has finished, and its results are gone.</exception>
    public string Deployed => ReadResults() is { } results && results.TryGetProperty("deployed", out var name)
        ? name.GetString()!
        : throw (IsFinished ? Lost("results.json") : new ConfigurationException($"{Path} holds no results yet: wait until the run has finished a phase."));

    /// <summary>The head that answers for a scored network; null for its classifier.</summary>
    public string? HeadOf(string network) => ReadResults() is { } results && results.GetProperty("heads").TryGetProperty(network, out var head) ? head.GetString() : null;

    /// <summary>tau of the boxes of a phase; null where no heatmap was used.</summary>
    public double? ThresholdOf(int phase) => ReadResults() is { } results
        && results.GetProperty("phases").EnumerateArray().FirstOrDefault(one => one.GetProperty("phase").GetInt32() == phase) is { ValueKind: JsonValueKind.Object } found
        && found.TryGetProperty("boxes", out var boxes) && boxes.TryGetProperty("threshold", out var threshold) && threshold.ValueKind == JsonValueKind.Number
        ? threshold.GetDouble()
        : null;

    /// <summary>The names of the classes known after a phase, in the order of labels: from the exemplar store, or from the dataset where the store has none of a class.</summary>
    /// <param name="phase">The phase.</param>
    /// <exception cref="DataException">A class has no exemplar, and the dataset is not there either.</exception>
    public IReadOnlyList<string> ClassNames(int phase)
    {
        var names = new string?[SeenClassCount(phase)];
        if (File.Exists(MemoryPath))
        {
            using var store = ExemplarStore.OpenReadOnly(MemoryPath);
            foreach (var entry in store.Snapshot.Entries.Where(entry => entry.Label < names.Length))
                names[entry.Label] = entry.ClassName;
        }
        if (!names.Contains(null))
            return names!;
        var dataset = Experiment.Data.Open();
        var classes = new ClassSequence(Experiment.Phases, dataset.ClassNames.Count);
        return [.. Enumerable.Range(0, names.Length).Select(label => dataset.ClassNames[classes.ClassOf(label)])];
    }

    private bool IsFinished => RunManifest.Read(System.IO.Path.Combine(Path, "manifest.json")).Status == RunStatus.Finished;

    /// <summary>Waiting brings nothing back.</summary>
    private DataException Lost(string file) =>
        new($"{System.IO.Path.Combine(Path, file)} is missing, although the run has finished: a run's files must not be removed. Put the file back.");

    private string WeightsPath(int phase, string network) =>
        System.IO.Path.Combine(Path, "weights", string.Create(CultureInfo.InvariantCulture, $"phase-{phase}-{network}.safetensors"));

    private JsonElement? ReadResults()
    {
        var file = System.IO.Path.Combine(Path, "results.json");
        if (!File.Exists(file))
            return null;
        try
        {
            using var document = JsonDocument.Parse(FileContent.Bytes(file));
            return document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new DataException($"{file} is not what a run wrote ({failure.Message}): a run's files must not be changed. Put the file back.", failure);
        }
    }

    private string Found() => WeightFiles() is { Length: > 0 } files ? string.Join(", ", files.Select(file => string.Join('-', file))) : "no weights yet";

    private string[] Networks() => [.. WeightFiles().Select(file => file[2]).Distinct()];

    /// <summary>The names of the files of weights, as <c>phase</c>, its number and the network.</summary>
    private string[][] WeightFiles()
    {
        var folder = System.IO.Path.Combine(Path, "weights");
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "phase-*-*.safetensors").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).Select(name => name.Split('-', 3))]
            : [];
    }
}
