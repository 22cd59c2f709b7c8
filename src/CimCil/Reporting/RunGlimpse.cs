using CimCil.Foundation;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>Where a run is, read from its folder while another process writes it.</summary>
/// <param name="Experiment">The name of the experiment.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="HasDied">Whether its process has ended without a word.</param>
/// <param name="Owner">The process that writes the folder, in words; null when none is known.</param>
/// <param name="Epochs">Epochs in the metrics.</param>
/// <param name="LastEpoch">The last of them; null before the first.</param>
/// <param name="Phases">The finished phases.</param>
/// <param name="Notes">Notes so far.</param>
/// <param name="LastWritten">When the metrics were last written, in UTC.</param>
internal sealed record RunGlimpse(
    string Experiment, int Seed, RunStatus Status, bool HasDied, string? Owner, int Epochs, EpochRecord? LastEpoch, IReadOnlyList<PhaseRecord> Phases, IReadOnlyList<string> Notes, DateTime LastWritten)
{
    /// <summary>Reads a folder.</summary>
    /// <exception cref="DataException">It is no run's.</exception>
    public static RunGlimpse Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var manifest = RunManifest.OfFolder(path);
        var file = Path.Combine(path, "metrics.jsonl");
        var metrics = RunReader.MetricLines(file);
        return new RunGlimpse(
            manifest.Experiment, manifest.Seed, manifest.Status, manifest.HasDied, WriterLock.HolderOf(RunFolder.LockOf(path)),
            metrics.Epochs.Count, metrics.Epochs.LastOrDefault(), RunReader.Phases(path), metrics.Notes, File.Exists(file) ? File.GetLastWriteTimeUtc(file) : DateTime.UtcNow);
    }
}
