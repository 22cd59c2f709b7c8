using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Runs;

/// <summary>Why a run cannot start in a folder, and what to do instead.</summary>
internal static class TakenFolder
{
    /// <summary>The message for a folder that is not empty.</summary>
    public static string Explain(string path, Experiment experiment)
    {
        if (WriterLock.HolderOf(RunFolder.LockOf(path)) is not null)
            return Held(path);
        if (!File.Exists(Path.Combine(path, "manifest.json")))
        {
            return File.Exists(RunFolder.LockOf(path) + ".lock")
                ? $"{path} holds an unfinished run that had not begun to train (its process has ended): a run starts in a folder of its own. Delete the folder, or choose another one with --out DIR."
                : $"{path} exists and is not empty: a run never overwrites what is there. Delete the folder, or choose another one with --out DIR.";
        }
        try
        {
            var manifest = RunManifest.Read(Path.Combine(path, "manifest.json"));
            return manifest.Status == RunStatus.Finished
                ? $"{path} holds a finished run of {manifest.Experiment}, and a run never overwrites what is there. Look at it with 'cimcil report {TypedPath.Of(path)}', or choose another folder with --out DIR."
                : $"{path} holds an unfinished run of {manifest.Experiment}: a run starts in a folder of its own. {GoOn(path, experiment)}";
        }
        catch (Exception failure) when (failure is CimCilException or IOException or UnauthorizedAccessException)
        {
            return $"{path} holds a run whose files were changed, and a run never overwrites what is there. Delete the folder, or choose another one with --out DIR.";
        }
    }

    /// <summary>The message for a folder that a process writes.</summary>
    public static string Held(string path) =>
        $"{path} is written by {WriterLock.HolderOf(RunFolder.LockOf(path)) ?? "another process"}: one process writes a run folder. Wait for it, or choose another folder with --out DIR.";

    private static string GoOn(string path, Experiment experiment)
    {
        var differences = ExperimentRegistry.FromJson(FileContent.Text(Path.Combine(path, "config.json"))) is var other && other.Name == experiment.Name
            ? other.DifferencesTo(experiment)
            : [$"experiment: {other.Name} -> {experiment.Name}"];
        return differences.Count == 0
            ? $"Go on with it with 'cimcil resume {TypedPath.Of(path)}', or choose another folder with --out DIR."
            : $"It differs in {string.Join("; ", differences)}. Go on with it as it is with 'cimcil resume {TypedPath.Of(path)}', or choose another folder with --out DIR.";
    }
}
