using System.Globalization;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>A manifest in words.</summary>
internal static class ManifestFacts
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(RunManifest manifest) =>
    [
        new("status", StateOf(manifest)),
        new("started", Time(manifest.Started)),
        new("ended", manifest.Ended is { } ended ? Time(ended) : manifest.HasDied ? "unknown" : "not yet"),
        new("command line", string.Join(' ', manifest.CommandLine.Select(TypedPath.Of))),
        new("commit", manifest.Commit ?? "none"),
        new("fingerprint", manifest.Fingerprint),
        new("host", manifest.Machine.Host),
        new("operating system", manifest.Machine.OperatingSystem),
        new("processor", $"{manifest.Machine.Processor}, {Counted.Of(manifest.Machine.Cores, "core")}"),
        new("device", manifest.Machine.Device),
        .. manifest.Pretrained is { } weights ? [new("pretrained", $"{weights}")] : (KeyValuePair<string, string>[])[],
        .. manifest.Versions.Select(version => new KeyValuePair<string, string>($"version of {version.Key}", version.Value)),
        .. manifest.Resumptions.Select(resumption => new KeyValuePair<string, string>("resumed", $"{Time(resumption.Time)} on {resumption.Host}, {resumption.Device}, from {resumption.From}{(resumption.Dataset is null || manifest.Dataset is null || resumption.Dataset.HasTheImagesOf(manifest.Dataset) ? "" : ", with other images")}")),
    ];

    /// <summary>How far a run has come, in words.</summary>
    public static string StateOf(RunManifest manifest) => manifest.HasDied ? "stopped: its process has ended without a word" : manifest.Status.ToString().ToLowerInvariant();

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
