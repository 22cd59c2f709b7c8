using System.Globalization;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>A manifest in words.</summary>
internal static class ManifestFacts
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(RunManifest manifest) =>
    [
        new("status", manifest.Status.ToString().ToLowerInvariant()),
        new("started", Time(manifest.Started)),
        new("ended", manifest.Ended is { } ended ? Time(ended) : "not yet"),
        new("command line", string.Join(' ', manifest.CommandLine)),
        new("commit", manifest.Commit ?? "none"),
        new("fingerprint", manifest.Fingerprint),
        new("host", manifest.Machine.Host),
        new("operating system", manifest.Machine.OperatingSystem),
        new("processor", $"{manifest.Machine.Processor}, {manifest.Machine.Cores} cores"),
        new("device", manifest.Machine.Device),
        .. manifest.Pretrained is { } weights ? [new("pretrained", $"{weights}")] : (KeyValuePair<string, string>[])[],
        .. manifest.Versions.Select(version => new KeyValuePair<string, string>($"version of {version.Key}", version.Value)),
        .. manifest.Resumptions.Select(resumption => new KeyValuePair<string, string>("resumed", $"{Time(resumption.Time)} on {resumption.Host}, {resumption.Device}, from {resumption.From}")),
    ];

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
