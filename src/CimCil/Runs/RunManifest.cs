using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;

namespace CimCil.Runs;

/// <summary>manifest.json: what ran, with which versions, on which machine, when.</summary>
internal sealed record RunManifest
{
    public required string Experiment { get; init; }

    public required int Seed { get; init; }

    public required string Fingerprint { get; init; }

    public required string Device { get; init; }

    public required IReadOnlyList<string> CommandLine { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public RunStatus Status { get; init; }

    public required MachineFacts Machine { get; init; }

    public string? Commit { get; init; }

    public void WriteTo(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, RunJson.Indented);
        json.WriteStartObject();
        json.WriteString("experiment", Experiment);
        json.WriteNumber("seed", Seed);
        json.WriteString("fingerprint", Fingerprint);
        json.WriteString("status", Status.ToString().ToLowerInvariant());
        json.WriteString("started", RunJson.Time(Started));
        json.WriteString("ended", Ended is { } ended ? RunJson.Time(ended) : null);
        json.WriteStartArray("commandLine");
        foreach (var argument in CommandLine)
            json.WriteStringValue(argument);
        json.WriteEndArray();
        json.WriteString("commit", Commit);
        WriteVersions(json);
        WriteMachine(json);
        json.WriteEndObject();
    }

    private static void WriteVersions(Utf8JsonWriter json)
    {
        json.WriteStartObject("versions");
        json.WriteString("cimcil", VersionOf(typeof(RunManifest)));
        json.WriteString("dotnet", RuntimeInformation.FrameworkDescription);
        json.WriteString("torchSharp", VersionOf(typeof(torch)));
        json.WriteString("libtorch", torch.__version__);
        json.WriteEndObject();
    }

    private void WriteMachine(Utf8JsonWriter json)
    {
        json.WriteStartObject("machine");
        json.WriteString("host", Machine.Host);
        json.WriteString("operatingSystem", Machine.OperatingSystem);
        json.WriteString("architecture", Machine.Architecture);
        json.WriteString("processor", Machine.Processor);
        json.WriteNumber("cores", Machine.CoreCount);
        json.WriteNumber("memoryBytes", Machine.MemoryByteCount);
        json.WriteString("device", Device);
        json.WriteEndObject();
    }

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{type.Assembly.GetName().Version}";
}
