using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using CimCil.Configuration;
using CimCil.Foundation;
using CimCil.PyBridge;
using CimCil.Reporting;
using CimCil.Runs;

namespace CimCil.Sweeps;

/// <summary>
/// The folder of a sweep: sweep.json (what was asked), a run folder for each run, log/NAME.log (what a run printed), failed/NAME.txt (the
/// message of one that failed) and the results. Everything that is known of a run is in its own files, so that any number of processes, on
/// machines that share the folder, may work on it.
/// </summary>
internal sealed class SweepFolder
{
    private const string FileName = "sweep.json";
    private const string Locks = "locks";

    /// <summary>Of finished runs that were whole when they were read, by index: nothing of them changes any more.</summary>
    private readonly ConcurrentDictionary<int, RunRecord> _figures = [];

    private IReadOnlyList<string> _commandLine = [];

    private SweepFolder(string path, SweepGrid grid, SweepMachine machine) => (Path, Grid, Machine) = (path, grid, machine);

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>What was asked.</summary>
    public SweepGrid Grid { get; }

    /// <summary>Where and how fast its runs work.</summary>
    public SweepMachine Machine { get; }

    /// <summary>Its runs.</summary>
    public IReadOnlyList<SweepRun> Runs => Grid.Runs;

    /// <summary>
    /// A new sweep, or that of the folder when it is the same; more seeds may be asked of it than before. Nothing is written before
    /// <see cref="Write"/>.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="grid">What is asked.</param>
    /// <param name="machine">Where and how fast, from what the folder has recorded; null of a new sweep.</param>
    /// <param name="commandLine">What was typed.</param>
    /// <exception cref="ConfigurationException">The folder holds something else, or a sweep of other settings.</exception>
    public static SweepFolder Open(string path, SweepGrid grid, Func<SweepMachine?, SweepMachine> machine, IReadOnlyList<string> commandLine)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(machine);
        path = System.IO.Path.GetFullPath(path);
        SweepMachine? recorded = null;
        if (File.Exists(System.IO.Path.Combine(path, FileName)))
        {
            var before = ReadFile(path);
            // The seeds that were there keep their places, which array jobs count.
            if (before.Seeds.All(grid.Request.Seeds.Contains))
                grid = SweepGrid.OfRecorded(grid.Request with { Seeds = [.. before.Seeds, .. grid.Request.Seeds.Except(before.Seeds)] });
            RequireSame(path, before, grid);
            recorded = before.Machine;
        }
        else
        {
            CheckIsFree(path);
        }
        return new SweepFolder(path, grid, machine(recorded)) { _commandLine = commandLine };
    }

    /// <summary>Reads the sweep of a folder.</summary>
    /// <exception cref="DataException">It holds none.</exception>
    /// <exception cref="ConfigurationException">This program no longer has the experiments that the sweep began with.</exception>
    public static SweepFolder Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = System.IO.Path.GetFullPath(path);
        var file = ReadFile(path);
        if (ExperimentRegistry.All.All(entry => entry.Name != file.Experiment))
            throw new DataException($"{path} is a sweep of {file.Experiment}, an experiment that this program does not have: whatever runs or shows a sweep needs its experiment. Use the program that it is written in, such as 'dotnet run -c Release {file.Experiment}.cs -- sweep status {TypedPath.Of(path)}'.");
        var grid = SweepGrid.OfRecorded(new SweepRequest { Experiment = file.Experiment, Settings = file.Settings, IsQuick = file.Quick, Axes = file.Vary, Seeds = file.Seeds, Baseline = file.Baseline });
        RequireSame(path, file, grid);
        return new SweepFolder(path, grid, file.Machine) { _commandLine = file.CommandLine };
    }

    /// <summary>The same sweep with another machine.</summary>
    public SweepFolder With(SweepMachine machine) => new(Path, Grid, machine) { _commandLine = _commandLine };

    /// <summary>Writes sweep.json.</summary>
    /// <exception cref="ConfigurationException">The folder cannot be made.</exception>
    public void Write()
    {
        var request = Grid.Request;
        MakeFolder();
        AtomicFile.Write(In(FileName), stream => SweepJson.Write(stream, new SweepFile
        {
            Version = SweepFile.CurrentVersion,
            Experiment = request.Experiment,
            Settings = request.Settings,
            Quick = request.IsQuick,
            Vary = request.Axes,
            Seeds = request.Seeds,
            Baseline = request.Baseline,
            Machine = Machine,
            Runs = [.. Runs.Select(run => new SweepFileRun(run.FolderName, run.Arm.Name, run.Seed, run.Experiment.Fingerprint()))],
            CommandLine = _commandLine,
        }));
    }

    /// <summary>The run of an index.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public SweepRun Run(int index) => index >= 0 && index < Runs.Count
        ? Runs[index]
        : throw new ConfigurationException($"{Path} has no run {index}: its runs are 0 to {Runs.Count - 1}. 'cimcil sweep status {Path}' shows them.");

    /// <summary>The folder of a run.</summary>
    public string FolderOf(SweepRun run) => In(run.FolderName);

    /// <summary>What a run prints.</summary>
    public string LogOf(SweepRun run) => In(System.IO.Path.Combine("log", $"{run.FolderName}.log"));

    /// <summary>The right to drive the sweep.</summary>
    /// <exception cref="ConfigurationException">Another process does, or the folder cannot be made.</exception>
    public WriterLock Take()
    {
        MakeFolder();
        return TryTake("sweep") ?? throw new ConfigurationException(
            $"{Path} is driven by {WriterLock.HolderOf(LockOf("sweep")) ?? "another process"}: one process starts a sweep's runs. Wait for it, look with 'cimcil sweep status {Path}', or choose another folder with --out DIR.");
    }

    /// <summary>The right to write the results; whoever has it reads the runs after it has got it.</summary>
    public WriterLock? TryTakeResults() => TryTake("results");

    /// <summary>The right to work on a run; null when another process has it.</summary>
    public WriterLock? TryTake(SweepRun run) => TryTake(run.FolderName);

    /// <summary>Who works on a run, in words; null when nobody does.</summary>
    public string? HolderOf(SweepRun run) => WriterLock.HolderOf(LockOf(run.FolderName)) ?? WriterLock.HolderOf(RunFolder.LockOf(FolderOf(run)));

    /// <summary>How far a run is.</summary>
    public SweepState StateOf(SweepRun run)
    {
        if (IsFinished(run))
            return SweepState.Finished;
        if (WriterLock.IsHeld(LockOf(run.FolderName)) || WriterLock.IsHeld(RunFolder.LockOf(FolderOf(run))))
            return SweepState.Running;
        // Until the locks were looked at, it may have finished.
        return IsFinished(run) ? SweepState.Finished
            : DamageOf(run) is not null ? SweepState.Damaged
            : File.Exists(FailureFile(run)) ? SweepState.Failed
            : ManifestOf(run) is null ? SweepState.Waiting
            : SweepState.Begun;
    }

    /// <summary>Whether all phases of a run are done, and its figures can be read.</summary>
    public bool IsFinished(SweepRun run) => Look(run).IsFinished;

    /// <summary>What is wrong with the folder of a run, and what to do; null when nothing is.</summary>
    public string? DamageOf(SweepRun run) => Look(run).Damage is { } damage
        ? $"{damage} Otherwise move {FolderOf(run)} away; 'cimcil sweep resume {Path}' then runs it again."
        : null;

    /// <summary>The figures of a finished run.</summary>
    /// <exception cref="DataException">They cannot be read.</exception>
    public RunRecord FiguresOf(SweepRun run) => _figures.GetOrAdd(run.Index, _ => RunReader.ReadFigures(FolderOf(run)));

    /// <summary>Why a run is in no figure and will not be without help: it failed, or is damaged. Null where neither is so.</summary>
    public string? TroubleOf(SweepRun run) => StateOf(run) switch
    {
        SweepState.Failed => FailureOf(run),
        SweepState.Damaged => DamageOf(run),
        _ => null,
    };

    /// <summary>Why a run failed when it was last tried; null when it did not.</summary>
    public string? FailureOf(SweepRun run) => File.Exists(FailureFile(run)) ? FileContent.Text(FailureFile(run)).TrimEnd() : null;

    /// <summary>Records why a run failed; it is tried again by the next call.</summary>
    public void RecordFailure(SweepRun run, string message)
    {
        Directory.CreateDirectory(In("failed"));
        AtomicFile.Write(FailureFile(run), stream => stream.Write(Encoding.UTF8.GetBytes(message + "\n")));
    }

    /// <summary>Forgets an earlier failure, because the run is tried again.</summary>
    public void ForgetFailure(SweepRun run)
    {
        if (File.Exists(FailureFile(run)))
            File.Delete(FailureFile(run));
    }

    /// <summary>Removes a run folder whose process was killed before it had written anything of its run.</summary>
    public void RemoveUnbegun(SweepRun run)
    {
        var folder = FolderOf(run);
        if (!Directory.Exists(folder) || File.Exists(System.IO.Path.Combine(folder, "manifest.json")))
            return;
        var isUnbegun = Directory.EnumerateFileSystemEntries(folder).Select(entry => System.IO.Path.GetFileName(entry)).All(name => name is "config.json" or "run.lock" or "run.writer" || name.EndsWith(".tmp", StringComparison.Ordinal));
        // What else lies there is somebody's, and the run says so.
        if (isUnbegun)
            Directory.Delete(folder, recursive: true);
    }

    internal string In(string name) => System.IO.Path.Combine(Path, name);

    private void MakeFolder()
    {
        try
        {
            Directory.CreateDirectory(In(Locks));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var fix = File.Exists(In(FileName)) ? "Look at its permissions and at the space on its disk." : "Choose a place that can be written with --out DIR.";
            throw new ConfigurationException($"The sweep's folder {Path} cannot be {(Directory.Exists(Path) ? "written" : "made")}: {failure.Message} {fix}");
        }
    }

    private (bool IsFinished, string? Damage) Look(SweepRun run)
    {
        if (_figures.ContainsKey(run.Index))
            return (true, null);
        try
        {
            if (ManifestOf(run)?.Status != RunStatus.Finished)
                return (false, null);
            FiguresOf(run);
            return (true, null);
        }
        catch (CimCilException failure)
        {
            return (false, failure.Message);
        }
    }

    /// <exception cref="DataException">The manifest is not what a run wrote, or that of a run of other settings.</exception>
    private RunManifest? ManifestOf(SweepRun run)
    {
        var file = System.IO.Path.Combine(FolderOf(run), "manifest.json");
        if (!File.Exists(file))
            return null;
        var manifest = RunManifest.Read(file);
        return manifest.Fingerprint == run.Experiment.Fingerprint()
            ? manifest
            : throw new DataException($"{FolderOf(run)} holds a run of other settings than {run} (fingerprint {Start(manifest.Fingerprint)} instead of {Start(run.Experiment.Fingerprint())}): the sweep's figures would be of no single experiment. Put back what was there.");

        // A fingerprint that was changed by hand may be shorter.
        static string Start(string fingerprint) => fingerprint[..Math.Min(8, fingerprint.Length)];
    }

    private string FailureFile(SweepRun run) => In(System.IO.Path.Combine("failed", $"{run.FolderName}.txt"));

    private string LockOf(string name) => In(System.IO.Path.Combine(Locks, name));

    private WriterLock? TryTake(string name)
    {
        Directory.CreateDirectory(In(Locks));
        return WriterLock.TryTake(LockOf(name));
    }

    private static SweepFile ReadFile(string path)
    {
        var file = System.IO.Path.Combine(path, FileName);
        try
        {
            var sweep = SweepJson.Read(FileContent.Bytes(file));
            return sweep.Version == SweepFile.CurrentVersion
                ? sweep
                : throw new DataException($"{file} is of version {sweep.Version}, and this CimCil reads version {SweepFile.CurrentVersion}. Go on with the version that wrote it.");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path} is no sweep's folder: it must hold a {FileName}. Name the folder that 'cimcil sweep' printed.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{file} cannot be read: {failure.Message} Look at its permissions.", failure);
        }
        catch (JsonException failure)
        {
            throw new DataException($"{file} is not what a sweep wrote ({failure.Message}): its files must not be changed. Put the file back, or begin another sweep with --out DIR.", failure);
        }
    }

    private static void CheckIsFree(string path)
    {
        if (MissingFolders.Of(path).FirstOrDefault(File.Exists) is { } file)
            throw new ConfigurationException($"{file} is a file, and a sweep needs a folder. Choose another place with --out DIR.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) is var name && name != Locks && !name.EndsWith(".tmp", StringComparison.Ordinal)))
            throw new ConfigurationException($"{path} exists, is not empty and holds no {FileName}: a sweep has a folder of its own. Choose another one with --out DIR.");
    }

    /// <summary>Refuses to go on with what is not the sweep that the folder began with.</summary>
    private static void RequireSame(string path, SweepFile before, SweepGrid grid)
    {
        var now = grid.Runs.Take(before.Runs.Count).Select(run => new SweepFileRun(run.FolderName, run.Arm.Name, run.Seed, run.Experiment.Fingerprint())).ToList();
        if (grid.Runs.Count >= before.Runs.Count && now.SequenceEqual(before.Runs))
            return;
        var request = grid.Request;
        var differences = new (string What, IReadOnlyList<string> Before, IReadOnlyList<string> Now)[]
        {
            ("experiment", [before.Experiment], [request.Experiment]),
            ("seeds", [SeedList.Format(before.Seeds)], [SeedList.Format(request.Seeds)]),
            ("--set", [.. before.Settings.Except(request.Settings)], [.. request.Settings.Except(before.Settings)]),
            ("--quick", [before.Quick ? "given" : "not given"], [request.IsQuick ? "given" : "not given"]),
            ("--vary", [.. before.Vary.Select(axis => $"{axis}")], [.. request.Axes.Select(axis => $"{axis}")]),
        }.Where(part => !part.Before.SequenceEqual(part.Now)).Select(part => $"{part.What}: {Words(part.Before)} -> {Words(part.Now)}").ToList();
        if (differences.Count > 0)
            throw new ConfigurationException($"{path} holds another sweep ({string.Join("; ", differences)}): a sweep goes on with the settings that it began with, and may only get more seeds. Choose another folder with --out DIR, or go on with it as it is with 'cimcil sweep resume {path}'.");
        // What a program has changed in an experiment leaves the number of runs, their arms and their seeds as they were.
        if (before.Runs.Count > now.Count || before.Runs.Zip(now).Any(run => run.First with { Fingerprint = run.Second.Fingerprint } != run.Second))
            throw new DataException($"{System.IO.Path.Combine(path, FileName)} has been changed: its runs are not those of the settings and seeds in it, and a sweep's files must not be changed. Put the file back, or begin another sweep with --out DIR.");
        throw new ConfigurationException($"The experiment {before.Experiment} is not the one that the sweep in {path} began with{ChangedSettings(path, before, grid)}: its runs would not belong together. Put the program back to what it was, or begin another sweep with --out DIR.");
    }

    private static string Words(IReadOnlyList<string> parts) => parts.Count == 0 ? "none" : string.Join(" ", parts);

    /// <summary>What has changed in an experiment, as far as a run folder tells.</summary>
    private static string ChangedSettings(string path, SweepFile before, SweepGrid grid)
    {
        foreach (var (run, now) in before.Runs.Zip(grid.Runs))
        {
            var config = System.IO.Path.Combine(path, run.Folder, "config.json");
            if (run.Fingerprint != now.Experiment.Fingerprint() && File.Exists(config) && RunConfig.Read(config).DifferencesTo(now.Experiment) is { Count: > 0 } differences)
                return $" ({run.Arm}: {string.Join("; ", differences)})";
        }
        return "";
    }
}
