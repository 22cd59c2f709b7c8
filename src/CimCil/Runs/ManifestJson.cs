using System.Text.Json;
using System.Text.Json.Serialization;

namespace CimCil.Runs;

/// <summary>The JSON of a manifest.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(TimeConverter), typeof(StatusConverter)],
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(RunManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    public static void Write(Stream stream, RunManifest manifest) => JsonSerializer.Serialize(stream, manifest, Default.RunManifest);

    /// <exception cref="JsonException">The text is no manifest.</exception>
    public static RunManifest Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Default.RunManifest) ?? throw new JsonException("null");

    private sealed class StatusConverter() : JsonStringEnumConverter<RunStatus>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(RunJson.Time(value));
    }
}
