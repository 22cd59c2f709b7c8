using System.Text.Json;
using System.Text.Json.Serialization;

namespace CimCil.Runs;

/// <summary>gallery/phase-N.json: the images of a phase's new classes.</summary>
[JsonSourceGenerationOptions(
    // A null that is written comes back as no bytes, which is no image.
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<GalleryImage>))]
internal sealed partial class GalleryJson : JsonSerializerContext
{
    public static byte[] Write(IReadOnlyList<GalleryImage> images) => JsonSerializer.SerializeToUtf8Bytes(images, Default.IReadOnlyListGalleryImage);

    public static IReadOnlyList<GalleryImage> Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Default.IReadOnlyListGalleryImage) ?? [];
}
