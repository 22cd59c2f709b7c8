using CimCil.Foundation;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>Where a run is, read from its folder while another process writes it.</summary>
/// <param name="Experiment">The name of the experiment.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Status">As the manifest says.</param>
/// <param name="Owner">The process that writes the folder, in words; null when none does.</param>
/// <param name="Epochs">Epochs in the metrics.</param>
/// <param name="LastEpoch">The last of them; null before the first.</param>
/// <param name="Phases">The finished phases.</param>
/// <param name="Notes">Notes so far.</param>
/// <param name="LastWritten">When the metrics were last written, in UTC.</param>
internal sealed record RunGlimpse(
    string Experiment, int Seed, RunStatus Status, string? Owner, int Epochs, EpochRecord? LastEpoch, IReadOnlyList<PhaseRecord> Phases, IReadOnlyList<string> Notes, DateTime LastWritten)
{
    /// <summary>Whether a process writes the folder.</summary>
    public bool IsDriven => Owner is not null;

    /// <summary>Reads a folder.</summary>
    /// <exception cref="DataException">It is no run's.</exception>
    public static RunGlimpse Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var manifest = RunManifest.Read(Path.Combine(path, "manifest.json"));
        var file = Path.Combine(path, "metrics.jsonl");
        var metrics = RunReader.MetricLines(file);
        return new RunGlimpse(
            manifest.Experiment, manifest.Seed, manifest.Status, WriterLock.HolderOf(RunFolder.LockOf(path)),
            metrics.Epochs.Count, metrics.Epochs.LastOrDefault(), RunReader.Phases(path), metrics.Notes, File.Exists(file) ? File.GetLastWriteTimeUtc(file) : DateTime.UtcNow);
    }
}
