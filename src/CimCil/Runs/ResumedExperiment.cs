using CimCil.Configuration;
using CimCil.Foundation;
using CimCil.PyBridge;

namespace CimCil.Runs;

/// <summary>The experiment of a run that is resumed: that of its folder, but for settings that decide no number.</summary>
internal static class ResumedExperiment
{
    /// <summary>The folder's experiment with changes.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="changes">Texts of the form <c>path=value</c>.</param>
    /// <exception cref="ConfigurationException">A change is wrong in itself, or would change the run's numbers.</exception>
    public static Experiment Of(RunFolder folder, IReadOnlyList<string> changes)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var changed = folder.Experiment.WithOverrides(changes);
        if (folder.Experiment.DifferencesTo(changed) is { Count: > 0 } differences)
            throw new ConfigurationException($"A run is resumed with the settings that it began with, and {string.Join("; ", differences)} would change its numbers. Only settings that say where or how fast it works may change, such as data.root. Leave it out, or start a new run.");
        return changed;
    }

    /// <summary>Refuses a folder whose configuration was changed after the run had begun.</summary>
    /// <exception cref="ConfigurationException">It was; the message lists the settings that differ.</exception>
    public static void RequireSame(RunFolder folder, Experiment experiment, LoadedCheckpoint? from)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(experiment);
        var now = experiment.Fingerprint();
        if (now == folder.Fingerprint && (from is null || from.State.Fingerprint == now))
            return;
        var differences = from is null ? [] : ExperimentRegistry.FromJson(from.State.Config).DifferencesTo(experiment);
        var which = differences.Count > 0 ? $" ({string.Join("; ", differences)})" : "";
        throw new ConfigurationException($"The configuration in {folder.Path} is not the one that the run began with{which}: a run is resumed with the settings that it began with. Put config.json and the program back to what they were, or start a new run.");
    }

    /// <summary>Refuses to begin again, without a checkpoint, from a file of weights that is not the one that the run began with.</summary>
    /// <exception cref="ConfigurationException">It is another file.</exception>
    /// <exception cref="CheckpointException">It is missing or damaged.</exception>
    public static void RequireSameWeights(RunFolder folder, Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(experiment);
        if (folder.Pretrained is { } before && PretrainedBackbone.Check(experiment.Network) is { } now && now.Sha256 != before.Sha256)
            throw new ConfigurationException($"{now.File} has the SHA-256 {now.Sha256}, and the run began with {before.Sha256}: it has no checkpoint yet, and would start from other weights. Put the file back, or start a new run.");
    }
}
