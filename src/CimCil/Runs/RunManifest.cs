using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.PyBridge;
using TorchSharp;

namespace CimCil.Runs;

/// <summary>manifest.json: what ran, with which versions, on which machine, when.</summary>
internal sealed record RunManifest
{
    public required string Experiment { get; init; }

    /// <summary>What the experiment says of itself in one line; null in a run that began before this was recorded.</summary>
    public string? Summary { get; init; }

    public required int Seed { get; init; }

    public required string Fingerprint { get; init; }

    public RunStatus Status { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public required IReadOnlyList<string> CommandLine { get; init; }

    public required string? Commit { get; init; }

    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public required MachineFacts Machine { get; init; }

    /// <summary>What the backbone started from; null for random weights.</summary>
    public LoadedWeights? Pretrained { get; init; }

    /// <summary>The dataset that the run began with; null in a run that began before this was recorded.</summary>
    public DatasetFingerprint? Dataset { get; init; }

    public IReadOnlyList<Resumption> Resumptions { get; init; } = [];

    /// <summary>Whether the run ended without a word: its process was killed, or its machine went down.</summary>
    [JsonIgnore]
    public bool HasDied { get; private init; }

    /// <summary>The manifest of a run folder as things stand: a run that says it is running and that no process writes has stopped.</summary>
    /// <exception cref="DataException">The folder is no run's, or its manifest is not what a run wrote.</exception>
    public static RunManifest OfFolder(string folder)
    {
        var path = Path.Combine(folder, "manifest.json");
        var manifest = Read(path);
        if (manifest.Status != RunStatus.Running || WriterLock.IsHeld(RunFolder.LockOf(folder)))
            return manifest;
        // The last words of a process come before it frees the lock, and may have come after the first look.
        manifest = Read(path);
        return manifest.Status == RunStatus.Running ? manifest with { Status = RunStatus.Stopped, HasDied = true } : manifest;
    }

    /// <summary>The version of this library, with its commit where it was built from one.</summary>
    public static string VersionHere => VersionOf(typeof(RunManifest));

    /// <summary>The versions of what runs in this process.</summary>
    public static IReadOnlyDictionary<string, string> VersionsHere() => new Dictionary<string, string>
    {
        ["cimcil"] = VersionHere,
        ["dotnet"] = RuntimeInformation.FrameworkDescription,
        ["torchSharp"] = VersionOf(typeof(torch)),
        ["libtorch"] = torch.__version__,
    };

    /// <exception cref="DataException">The file is missing or not what a run wrote.</exception>
    public static RunManifest Read(string path)
    {
        try
        {
            return ManifestJson.Read(FileContent.Bytes(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            var folder = Path.GetDirectoryName(path);
            throw new DataException(
                File.Exists(folder) ? $"{folder} is a file: a run is a folder with a {Path.GetFileName(path)}. Name the folder that a run printed."
                : folder is not null && !Directory.Exists(folder) ? $"{folder} does not exist: a run is a folder with a {Path.GetFileName(path)}. Name the folder that a run printed."
                : $"{folder} is no run folder: it must hold a {Path.GetFileName(path)}. Name the folder that a run printed.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be read: {failure.Message} The files of a run must be readable by this user. Look at their permissions with 'ls -l {Path.GetDirectoryName(path)}', and at the disk.", failure);
        }
        catch (JsonException failure)
        {
            throw new DataException($"{path} is not what a run wrote ({failure.Message}): a run's files must not be changed. Put the file back, or start a new run.", failure);
        }
    }

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{type.Assembly.GetName().Version}";
}
