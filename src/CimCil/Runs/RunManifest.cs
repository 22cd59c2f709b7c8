using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using CimCil.Foundation;
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

    public IReadOnlyList<Resumption> Resumptions { get; init; } = [];

    /// <exception cref="DataException">The file is missing or not what a run wrote.</exception>
    public static RunManifest Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{Path.GetDirectoryName(path)} is no run folder: it must hold a {Path.GetFileName(path)} that can be read. Name the folder that a run printed.", failure);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DataException($"{path} is not what a run wrote ({failure.Message}): a run's files must not be changed. Put the file back, or start a new run.", failure);
        }
    }

    private static RunManifest Read(JsonElement json)
    {
        var machine = json.GetProperty("machine");
        return new RunManifest
        {
            Experiment = json.GetProperty("experiment").GetString()!,
            Seed = json.GetProperty("seed").GetInt32(),
            Fingerprint = json.GetProperty("fingerprint").GetString()!,
            Status = Enum.Parse<RunStatus>(json.GetProperty("status").GetString()!, ignoreCase: true),
            Started = json.GetProperty("started").GetDateTimeOffset(),
            Ended = json.GetProperty("ended").ValueKind == JsonValueKind.Null ? null : json.GetProperty("ended").GetDateTimeOffset(),
            CommandLine = [.. json.GetProperty("commandLine").EnumerateArray().Select(argument => argument.GetString()!)],
            Commit = json.GetProperty("commit").GetString(),
            Device = machine.GetProperty("device").GetString()!,
            Machine = new MachineFacts(
                machine.GetProperty("host").GetString()!, machine.GetProperty("operatingSystem").GetString()!, machine.GetProperty("architecture").GetString()!,
                machine.GetProperty("processor").GetString()!, machine.GetProperty("cores").GetInt32(), machine.GetProperty("memoryBytes").GetInt64()),
            Resumptions = json.TryGetProperty("resumptions", out var resumptions) ? [.. resumptions.EnumerateArray().Select(ReadResumption)] : [],
        };
    }

    private static Resumption ReadResumption(JsonElement json) => new(
        json.GetProperty("time").GetDateTimeOffset(), json.GetProperty("host").GetString()!, json.GetProperty("device").GetString()!, json.GetProperty("from").GetString()!);

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
        WriteResumptions(json);
        json.WriteEndObject();
    }

    private void WriteResumptions(Utf8JsonWriter json)
    {
        json.WriteStartArray("resumptions");
        foreach (var resumption in Resumptions)
        {
            json.WriteStartObject();
            json.WriteString("time", RunJson.Time(resumption.Time));
            json.WriteString("host", resumption.Host);
            json.WriteString("device", resumption.Device);
            json.WriteString("from", resumption.From);
            json.WriteEndObject();
        }
        json.WriteEndArray();
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
