using System.Text.Json;
using System.Text.Json.Serialization;

namespace CimCil.Runs;

/// <summary>The JSON of a checkpoint; every number comes back as it was.</summary>
[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunCheckpoint))]
internal sealed partial class CheckpointJson : JsonSerializerContext
{
    public static string Write(RunCheckpoint checkpoint) => JsonSerializer.Serialize(checkpoint, Default.RunCheckpoint);

    /// <exception cref="JsonException">The text is no checkpoint.</exception>
    public static RunCheckpoint Read(string json) => JsonSerializer.Deserialize(json, Default.RunCheckpoint) ?? throw new JsonException("null");
}
