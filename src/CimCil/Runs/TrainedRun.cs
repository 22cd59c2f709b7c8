using System.Globalization;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Networks;
using CimCil.PyBridge;
using static TorchSharp.torch;

namespace CimCil.Runs;

/// <summary>A run folder that is looked into after the run: its experiment, classes, networks and exemplars. Nothing in it is changed.</summary>
public sealed class TrainedRun
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
    /// <exception cref="ConfigurationException">It is no run folder, or of an experiment that this program does not know.</exception>
    public static TrainedRun Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var config = System.IO.Path.Combine(path, "config.json");
        if (!File.Exists(config))
            throw new ConfigurationException($"{path} is no run folder: it has no config.json. Name a folder that 'cimcil run' wrote, such as runs/shapes-1-0123abcd.");
        return new TrainedRun(path, ExperimentRegistry.FromJson(File.ReadAllText(config)));
    }

    /// <summary>The last phase that left the weights of a network.</summary>
    /// <param name="network">Such as <c>boosted</c> or <c>compressed</c>.</param>
    /// <exception cref="ConfigurationException">No phase did.</exception>
    public int LastPhase(string network)
    {
        for (var phase = _phaseSizes.Count - 1; phase >= 0; phase--)
        {
            if (File.Exists(WeightsPath(phase, network)))
                return phase;
        }
        throw new ConfigurationException($"{Path} holds no weights of a network '{network}': it has {Found()}. Name one of these with --network, or wait until the run has finished a phase.");
    }

    /// <summary>Classes known after a phase.</summary>
    public int SeenClassCount(int phase) => _phaseSizes.Take(phase + 1).Sum();

    /// <summary>The FOSTER network of a phase, in evaluation mode; the caller's to dispose.</summary>
    /// <param name="network"><c>boosted</c> or <c>compressed</c>.</param>
    /// <param name="phase">The phase, from 0.</param>
    /// <param name="device">Where it goes.</param>
    /// <exception cref="ConfigurationException">The run has no such weights, or its learner's networks are of another kind.</exception>
    /// <exception cref="CheckpointException">The weights are damaged or do not fit the configuration.</exception>
    public FosterNetwork LoadFoster(string network, int phase, Device device)
    {
        if (Experiment.Learner is not FosterConfig)
            throw new ConfigurationException($"{Path} was trained by {Experiment.Learner.GetSchema().Kind}; a FOSTER network is needed here.");
        var path = WeightsPath(phase, network);
        if (!File.Exists(path))
            throw new ConfigurationException($"{path} does not exist: the run has {Found()}. Name one of these with --network and --phase.");
        var oldClassCount = OldClassCount(path);
        var loaded = new FosterNetwork(Experiment.Network, oldClassCount ?? SeenClassCount(phase), device);
        if (oldClassCount is not null)
        {
            using var first = loaded;
            loaded = first.Grow(SeenClassCount(phase));
        }
        try
        {
            loaded.load_safetensors(path);
            loaded.eval();
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

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
        var dataset = DatasetFactory.Open(Experiment.Data);
        var classes = new ClassSequence(Experiment.Phases, dataset.ClassNames.Count);
        return [.. Enumerable.Range(0, names.Length).Select(label => dataset.ClassNames[classes.ClassOf(label)])];
    }

    private string WeightsPath(int phase, string network) =>
        System.IO.Path.Combine(Path, "weights", string.Create(CultureInfo.InvariantCulture, $"phase-{phase}-{network}.safetensors"));

    /// <summary>Classes of the old head in a weights file; null for a network of one branch.</summary>
    private static int? OldClassCount(string path)
    {
        using var file = SafeTensors.Open(path);
        return file.Tensors.FirstOrDefault(tensor => tensor.Name == "oldfc.weight") is { } old ? (int)old.Shape[0] : null;
    }

    private string Found()
    {
        var folder = System.IO.Path.Combine(Path, "weights");
        string[] names = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "phase-*.safetensors").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)]
            : [];
        return names.Length == 0 ? "no weights yet" : string.Join(", ", names);
    }
}
