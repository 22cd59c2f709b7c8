using System.Text.Json;
using System.Text.Json.Serialization;
using CimCil.Runs;

namespace CimCil.Sweeps;

/// <summary>sweep.json: what was asked, so that a sweep goes on from its folder alone.</summary>
internal sealed record SweepFile
{
    /// <summary>What this version writes.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required string Experiment { get; init; }

    /// <summary>Changed in all arms, as <c>path=value</c>.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>Whether every arm is shortened; files of earlier versions do not say so.</summary>
    public bool Quick { get; init; }

    /// <summary>Varied, in this order.</summary>
    public required IReadOnlyList<SweepAxis> Vary { get; init; }

    public required IReadOnlyList<int> Seeds { get; init; }

    public required IReadOnlyList<string> Baseline { get; init; }

    public required SweepMachine Machine { get; init; }

    public required IReadOnlyList<SweepFileRun> Runs { get; init; }

    /// <summary>What was typed.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }
}

/// <summary>A run of sweep.json; its index is its place.</summary>
internal sealed record SweepFileRun(string Folder, string Arm, int Seed, string Fingerprint);

/// <summary>The JSON of a sweep.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(EventsConverter)],
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(SweepFile))]
internal sealed partial class SweepJson : JsonSerializerContext
{
    public static void Write(Stream stream, SweepFile sweep) => JsonSerializer.Serialize(stream, sweep, Default.SweepFile);

    /// <exception cref="JsonException">The text is no sweep.</exception>
    public static SweepFile Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Default.SweepFile) ?? throw new JsonException("null");

    private sealed class EventsConverter() : JsonStringEnumConverter<TensorBoardEvents>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
