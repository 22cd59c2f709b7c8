using System.Text;
using CimCil.Configuration;
using CimCil.Configuration.Schema;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.PyBridge;
using CimCil.Training;

namespace CimCil.Runs;

/// <summary>
/// The folder that a run writes and that explains itself: config.json (the effective configuration), manifest.json (seed,
/// versions, machine, commit, times), metrics.jsonl (a line per epoch and phase), results.json (after every phase), memory.db
/// (the exemplars), weights and checkpoints. One process writes it. When a new one is closed before the first epoch has ended or
/// a checkpoint was written, the folder is removed: nothing half-written is left behind.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const int FingerprintPrefix = 8;
    private const string LockName = "run";

    private readonly IReadOnlyList<string> _madeFolders;
    private readonly WriterLock _lock;
    private readonly TimeProvider _clock;
    private readonly List<PhaseResult> _phases = [];
    private RunManifest _manifest;
    private MetricLog? _metrics;
    private bool _holdsWork;

    private RunFolder(string path, IReadOnlyList<string> madeFolders, WriterLock taken, Experiment experiment, RunManifest manifest, TimeProvider clock)
    {
        Path = path;
        _madeFolders = madeFolders;
        _lock = taken;
        Experiment = experiment;
        Checkpoints = new CheckpointFolder(In("checkpoints"));
        _manifest = manifest;
        _clock = clock;
    }

    /// <summary>The effective configuration.</summary>
    public Experiment Experiment { get; private set; }

    /// <summary>The dataset as far as it is recorded; null when the run began before that was.</summary>
    public DatasetFingerprint? Dataset => _manifest.Resumptions.LastOrDefault(resumption => resumption.Dataset is not null)?.Dataset ?? _manifest.Dataset;

    /// <summary>The checkpoints.</summary>
    public CheckpointFolder Checkpoints { get; }

    /// <summary>The folder of TensorBoard's event files.</summary>
    public string TensorBoardFolder => In("tensorboard");

    /// <summary>Epochs in metrics.jsonl so far.</summary>
    public int EpochCount { get; private set; }

    /// <summary>Bytes of metrics.jsonl so far.</summary>
    public long MetricsLength => Metrics.Length;

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>What the lock of a run folder is called after.</summary>
    internal static string LockOf(string path) => System.IO.Path.Combine(path, LockName);

    /// <summary>The exemplar store's file.</summary>
    public string MemoryPath => In("memory.db");

    /// <summary>The folder of the weights.</summary>
    public string WeightsFolder => In("weights");

    /// <summary>Where a run goes unless its user says otherwise: <c>runs/NAME-SEED-FINGERPRINT</c>, with the start of the fingerprint.</summary>
    /// <exception cref="ConfigurationException">The experiment's name is no name of a folder.</exception>
    public static string DefaultPath(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        // The compiler refuses such a name in [Experiment]; a record that overrides Name by hand can still have one.
        if (KebabCase.Defect(experiment.Name) is { } defect)
            throw new ConfigurationException($"The experiment's name '{experiment.Name}' cannot name its run folder: {defect}. Call it {KebabCase.Suggest(experiment.Name, "my-experiment")}, or choose a place with --out DIR.");
        return System.IO.Path.Combine("runs", $"{experiment.Name}-{experiment.Seed}-{experiment.Fingerprint()[..FingerprintPrefix]}");
    }

    /// <summary>Refuses a path that <see cref="Create"/> would refuse, before anything takes time.</summary>
    /// <param name="path">The run folder to be.</param>
    /// <param name="experiment">What is to be run there, so that a refusal can say what to do instead.</param>
    /// <exception cref="ConfigurationException">The path is a file, lies below one, or is a folder that is not empty.</exception>
    public static void CheckIsFree(string path, Experiment experiment)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(experiment);
        if (MissingFolders.Of(System.IO.Path.GetFullPath(path)).FirstOrDefault(File.Exists) is { } file)
            throw new ConfigurationException($"{file} is a file, and a run needs a folder. Choose another place with --out DIR.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new ConfigurationException(TakenFolder.Explain(path, experiment));
    }

    /// <summary>Makes the folder and what is known before training: config.json and manifest.json.</summary>
    /// <param name="options">The path and what was typed.</param>
    /// <param name="experiment">The effective configuration; valid.</param>
    /// <param name="dataset">What it is trained on.</param>
    /// <param name="device">The device in words.</param>
    /// <param name="clock">Gives the times.</param>
    /// <param name="pretrained">What the backbone starts from; null for random weights.</param>
    /// <exception cref="ConfigurationException">The path is taken or cannot be made; nothing is changed.</exception>
    public static RunFolder Create(RunOptions options, Experiment experiment, DatasetFingerprint dataset, string device, TimeProvider clock, LoadedWeights? pretrained = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(clock);
        CheckIsFree(options.OutputFolder, experiment);
        var path = System.IO.Path.GetFullPath(options.OutputFolder);
        var missing = MissingFolders.Of(path);
        try
        {
            Directory.CreateDirectory(path);
            var taken = WriterLock.TryTake(LockOf(path)) ?? throw new ConfigurationException(TakenFolder.Explain(path, experiment));
            var manifest = new RunManifest
            {
                Experiment = experiment.Name,
                Summary = experiment.Summary,
                Seed = experiment.Seed,
                Fingerprint = experiment.Fingerprint(),
                CommandLine = options.CommandLine,
                Started = clock.GetUtcNow(),
                Machine = MachineFacts.Read(device),
                Dataset = dataset,
                Versions = RunManifest.VersionsHere(),
                Commit = GitCommit.Of(Environment.CurrentDirectory),
                Pretrained = pretrained,
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

    /// <summary>Takes up a run that has ended before its last phase did. Nothing in the folder changes before <see cref="GoOn"/>.</summary>
    /// <param name="path">The run folder.</param>
    /// <param name="clock">Gives the times.</param>
    /// <exception cref="ConfigurationException">Another process writes it, or the run is complete.</exception>
    /// <exception cref="DataException">It is no run folder, or one whose files were changed.</exception>
    public static RunFolder TakeUp(string path, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(clock);
        path = System.IO.Path.GetFullPath(path);
        // Where nothing can be written there is no lock to take, and nothing to resume either.
        RequireUnfinished(path, RunManifest.Read(System.IO.Path.Combine(path, "manifest.json")));
        var taken = WriterLock.TryTake(LockOf(path)) ?? throw new ConfigurationException(TakenFolder.Held(path));
        try
        {
            // Read again: until the lock was taken another process may have written it.
            var manifest = RunManifest.Read(System.IO.Path.Combine(path, "manifest.json"));
            RequireUnfinished(path, manifest);
            return new RunFolder(path, [], taken, RunConfig.Read(System.IO.Path.Combine(path, "config.json")), manifest, clock) { _holdsWork = true };
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    private static void RequireUnfinished(string path, RunManifest manifest)
    {
        if (manifest.Status == RunStatus.Finished)
            throw new ConfigurationException($"{path} holds a finished run: there is nothing to resume. Look at it with 'cimcil report {TypedPath.Of(path)}', or start another run with another --seed or --out.");
    }

    /// <summary>Goes on with a run that was taken up: the files are as they were at the checkpoint, and the manifest says so.</summary>
    /// <param name="experiment">The configuration, with operational settings changed at most.</param>
    /// <param name="dataset">What it is trained on from now on.</param>
    /// <param name="device">The device in words.</param>
    /// <param name="from">The checkpoint; null to start anew.</param>
    /// <exception cref="DataException">metrics.jsonl is shorter than it was.</exception>
    public void GoOn(Experiment experiment, DatasetFingerprint dataset, string device, LoadedCheckpoint? from)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var resumption = new Resumption(_clock.GetUtcNow(), Environment.MachineName, device, from is null ? "start" : System.IO.Path.GetFileName(from.File))
        {
            Dataset = Dataset is { } recorded && dataset.HasTheImagesOf(recorded) && (recorded.SeesContent || !dataset.SeesContent) ? null : dataset,
        };
        Experiment = experiment;
        Checkpoints.RemoveUnfinished();
        _phases.AddRange(from?.State.Results ?? []);
        Directory.CreateDirectory(WeightsFolder);
        _metrics = new MetricLog(In("metrics.jsonl"), _clock);
        _metrics.TruncateTo(from?.State.MetricsLength ?? 0);
        EpochCount = MetricLog.EpochsIn(In("metrics.jsonl"));
        _manifest = _manifest with
        {
            Status = RunStatus.Running,
            Ended = null,
            Resumptions = [.. _manifest.Resumptions, resumption],
        };
        WriteConfiguration();
        if (_phases.Count > 0)
            WriteResults(Result(corruptImageCount: 0));
        else
            File.Delete(In("results.json"));
    }

    /// <summary>The fingerprint that the run began with.</summary>
    public string Fingerprint => _manifest.Fingerprint;

    /// <summary>What the backbone started from; null for random weights.</summary>
    public LoadedWeights? Pretrained => _manifest.Pretrained;

    /// <summary>Writes a checkpoint.</summary>
    /// <exception cref="CheckpointException">It cannot be written.</exception>
    public void Record(RunCheckpoint checkpoint, IReadOnlyList<(string Name, TorchSharp.torch.Tensor Tensor)> tensors)
    {
        Checkpoints.Write(checkpoint, tensors);
        _holdsWork = true;
    }

    /// <summary>Writes what there is to look at after a step that was not finite.</summary>
    /// <returns>The file.</returns>
    public string Record(NonFiniteException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var file = In(System.IO.Path.Combine("dumps", $"{failure.Place}.safetensors"));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        SafeTensors.Write(file, failure.Tensors, new Dictionary<string, string> { ["format"] = "pt", ["message"] = failure.Message });
        _holdsWork = true;
        return file;
    }

    /// <summary>The file for the weights of a network after a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="network">Which network, by its name among the scored ones.</param>
    public string WeightsPath(int phase, string network) => System.IO.Path.Combine(WeightsFolder, $"phase-{phase}-{network}.safetensors");

    /// <summary>Adds an epoch to metrics.jsonl.</summary>
    public void Record(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Metrics.Write(metrics);
        EpochCount++;
        _holdsWork = true;
    }

    /// <summary>Adds a phase to metrics.jsonl, writes its classes and confusions, and replaces results.json in one step.</summary>
    /// <param name="result">The phase.</param>
    /// <param name="activitySeconds">How long its parts took in this process, in seconds.</param>
    public void Record(PhaseResult result, IReadOnlyDictionary<string, double>? activitySeconds = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        Directory.CreateDirectory(In("evaluation"));
        AtomicFile.Write(In(System.IO.Path.Combine("evaluation", $"phase-{result.Phase.Index}.json")), stream => PhaseEvaluation.Write(stream, result));
        Metrics.Write(result, activitySeconds ?? new Dictionary<string, double>());
        _phases.Add(result);
        _holdsWork = true;
        WriteResults(Result(corruptImageCount: 0));
    }

    /// <summary>Writes the images of a phase's new classes.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="images">The images.</param>
    public void RecordGallery(int phase, IReadOnlyList<GalleryImage> images)
    {
        Directory.CreateDirectory(In("gallery"));
        AtomicFile.Write(In(System.IO.Path.Combine("gallery", $"phase-{phase}.json")), stream => stream.Write(GalleryJson.Write(images)));
    }

    /// <summary>The images of a phase; none where there is no such file.</summary>
    public IReadOnlyList<GalleryImage> ReadGallery(int phase) =>
        In(System.IO.Path.Combine("gallery", $"phase-{phase}.json")) is var file && File.Exists(file) ? GalleryJson.Read(FileContent.Bytes(file)) : [];

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
        {
            // Taken up and not gone on with, or disposed already.
            _lock.Dispose();
            return;
        }
        _metrics.Dispose();
        _metrics = null;
        if (!_holdsWork)
        {
            Remove();
            return;
        }
        _manifest = _manifest with
        {
            Ended = _clock.GetUtcNow(),
            Status = _manifest.Status == RunStatus.Finished ? RunStatus.Finished : RunStatus.Stopped,
        };
        WriteManifest();
        _lock.Dispose();
    }

    private MetricLog Metrics => _metrics ?? throw new ObjectDisposedException(nameof(RunFolder));

    private RunResult Result(int corruptImageCount) => new(Experiment.Name, Experiment.Seed, _manifest.Fingerprint, [.. _phases], corruptImageCount);

    private void WriteResults(RunResult result) =>
        AtomicFile.Write(In("results.json"), stream => RunResults.Write(stream, result, Experiment.Phases.Sizes().Count, _manifest.Status));

    private void WriteConfiguration()
    {
        AtomicFile.Write(In("config.json"), stream => stream.Write(Encoding.UTF8.GetBytes(Experiment.ToJson())));
        WriteManifest();
    }

    private void WriteManifest() => AtomicFile.Write(In("manifest.json"), stream => ManifestJson.Write(stream, _manifest));

    private void WriteStart()
    {
        try
        {
            WriteConfiguration();
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
        foreach (var file in Directory.EnumerateFiles(Path).Where(file => System.IO.Path.GetFileNameWithoutExtension(file) != LockName))
            File.Delete(file);
        foreach (var folder in Directory.EnumerateDirectories(Path))
            Directory.Delete(folder, recursive: true);
        _lock.DisposeAndDelete();
        // Another run may have come into a folder above meanwhile.
        foreach (var folder in _madeFolders.TakeWhile(folder => !Directory.EnumerateFileSystemEntries(folder).Any()))
            Directory.Delete(folder);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
