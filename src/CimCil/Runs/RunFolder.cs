using System.Text;
using CimCil.Configuration;
using CimCil.Foundation;
using CimCil.PyBridge;
using CimCil.Training;

namespace CimCil.Runs;

/// <summary>
/// The folder that a run writes and that explains itself: config.json (the effective configuration), manifest.json (seed,
/// versions, machine, commit, times), metrics.jsonl (a line per epoch and phase), results.json (after every phase), memory.db
/// (the exemplars) and weights. One process writes it. When it is closed before the first epoch has ended, the folder is
/// removed: nothing half-written is left behind.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const int FingerprintPrefix = 8;

    private readonly IReadOnlyList<string> _madeFolders;
    private readonly RunLock _lock;
    private readonly TimeProvider _clock;
    private readonly Experiment _experiment;
    private readonly int _phaseCount;
    private readonly List<PhaseResult> _phases = [];
    private RunManifest _manifest;
    private MetricLog? _metrics;
    private bool _holdsAnEpoch;

    private RunFolder(string path, IReadOnlyList<string> madeFolders, RunLock taken, Experiment experiment, RunManifest manifest, TimeProvider clock)
    {
        Path = path;
        _madeFolders = madeFolders;
        _lock = taken;
        _experiment = experiment;
        _phaseCount = experiment.Phases.Sizes().Count;
        _manifest = manifest;
        _clock = clock;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The exemplar store's file.</summary>
    public string MemoryPath => In("memory.db");

    /// <summary>The folder of the weights.</summary>
    public string WeightsFolder => In("weights");

    /// <summary>Where a run goes unless its user says otherwise: <c>runs/NAME-SEED-FINGERPRINT</c>, with the start of the fingerprint.</summary>
    public static string DefaultPath(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return System.IO.Path.Combine("runs", $"{experiment.Name}-{experiment.Seed}-{experiment.Fingerprint()[..FingerprintPrefix]}");
    }

    /// <summary>Refuses a path that <see cref="Create"/> would refuse, before anything takes time.</summary>
    /// <exception cref="ConfigurationException">The path is a file or a folder that is not empty.</exception>
    public static void CheckIsFree(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
            throw new ConfigurationException($"{path} is a file, and a run needs a folder. Choose another place with --out DIR.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new ConfigurationException(WhyTaken(path));
    }

    /// <summary>Makes the folder and what is known before training: config.json and manifest.json.</summary>
    /// <param name="options">The path and what was typed.</param>
    /// <param name="experiment">The effective configuration; valid.</param>
    /// <param name="device">The device in words.</param>
    /// <param name="clock">Gives the times.</param>
    /// <exception cref="ConfigurationException">The path is taken or cannot be made; nothing is changed.</exception>
    public static RunFolder Create(RunOptions options, Experiment experiment, string device, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(clock);
        CheckIsFree(options.OutputFolder);
        var path = System.IO.Path.GetFullPath(options.OutputFolder);
        var missing = MissingFolders(path);
        try
        {
            Directory.CreateDirectory(path);
            var taken = RunLock.TryTake(path) ?? throw new ConfigurationException(WhyTaken(path));
            var manifest = new RunManifest
            {
                Experiment = experiment.Name,
                Seed = experiment.Seed,
                Fingerprint = experiment.Fingerprint(),
                Device = device,
                CommandLine = options.CommandLine,
                Started = clock.GetUtcNow(),
                Machine = MachineFacts.Read(),
                Commit = GitCommit.Of(Environment.CurrentDirectory),
            };
            var folder = new RunFolder(path, missing, taken, experiment, manifest, clock);
            folder.WriteStart();
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The run folder {path} cannot be made: {failure.Message} Choose a place that can be written with --out DIR.");
        }
    }

    /// <summary>The file for the weights of a network after a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="network">Which network, such as <c>boosted</c> or <c>compressed</c>.</param>
    public string WeightsPath(int phase, string network) => System.IO.Path.Combine(WeightsFolder, $"phase-{phase}-{network}.safetensors");

    /// <summary>Adds an epoch to metrics.jsonl.</summary>
    public void Record(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Metrics.Write(metrics);
        _holdsAnEpoch = true;
    }

    /// <summary>Adds a phase to metrics.jsonl and replaces results.json in one step.</summary>
    public void Record(PhaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Metrics.Write(result);
        _phases.Add(result);
        _holdsAnEpoch = true;
        WriteResults(new RunResult(_experiment.Name, _experiment.Seed, _manifest.Fingerprint, [.. _phases], CorruptImageCount: 0));
    }

    /// <summary>Adds a note to metrics.jsonl, such as a skipped image.</summary>
    public void RecordNote(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Metrics.WriteNote(message);
    }

    /// <summary>Says in results.json and in the manifest that the run is complete.</summary>
    public void Finish(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _manifest = _manifest with { Status = RunStatus.Finished };
        WriteResults(result);
    }

    /// <summary>
    /// Writes the end into the manifest and gives the folder free; removes it when no epoch has ended. Close the exemplar store first.
    /// </summary>
    public void Dispose()
    {
        if (_metrics is null)
            return;
        _metrics.Dispose();
        _metrics = null;
        if (!_holdsAnEpoch)
        {
            Remove();
            return;
        }
        _manifest = _manifest with
        {
            Ended = _clock.GetUtcNow(),
            Status = _manifest.Status == RunStatus.Finished ? RunStatus.Finished : RunStatus.Stopped,
        };
        AtomicFile.Write(In("manifest.json"), _manifest.WriteTo);
        _lock.Dispose();
    }

    private MetricLog Metrics => _metrics ?? throw new ObjectDisposedException(nameof(RunFolder));

    private void WriteResults(RunResult result) =>
        AtomicFile.Write(In("results.json"), stream => RunResults.Write(stream, result, _phaseCount, _manifest.Status));

    private void WriteStart()
    {
        try
        {
            AtomicFile.Write(In("config.json"), stream => stream.Write(Encoding.UTF8.GetBytes(_experiment.ToJson())));
            AtomicFile.Write(In("manifest.json"), _manifest.WriteTo);
            Directory.CreateDirectory(WeightsFolder);
            _metrics = new MetricLog(In("metrics.jsonl"), _clock);
        }
        catch
        {
            Remove();
            throw;
        }
    }

    /// <summary>Leaves everything as it was: the folder was empty or not there, so all that is in it is this run's.</summary>
    private void Remove()
    {
        foreach (var file in Directory.EnumerateFiles(Path))
            File.Delete(file);
        foreach (var folder in Directory.EnumerateDirectories(Path))
            Directory.Delete(folder, recursive: true);
        // Another run may have come into a folder above meanwhile.
        foreach (var folder in _madeFolders.TakeWhile(folder => !Directory.EnumerateFileSystemEntries(folder).Any()))
            Directory.Delete(folder);
    }

    /// <summary>The folder and those above it that do not exist yet, the deepest first.</summary>
    private static List<string> MissingFolders(string path)
    {
        var missing = new List<string>();
        for (var folder = path; folder is not null && !Directory.Exists(folder); folder = System.IO.Path.GetDirectoryName(folder))
            missing.Add(folder);
        return missing;
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static string WhyTaken(string path) => RunLock.OwnerOf(path) switch
    {
        { IsAlive: true } owner => $"{path} is written by {owner}: one process writes a run folder. Wait for it, or choose another folder with --out DIR.",
        { } owner => $"{path} holds an unfinished run ({owner} has ended): a run starts in a folder of its own. Delete the folder, or choose another one with --out DIR.",
        null => $"{path} exists and is not empty: a run never overwrites what is there. Delete the folder, or choose another one with --out DIR.",
    };
}
