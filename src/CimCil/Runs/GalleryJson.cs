using System.Text.Json;
using System.Text.Json.Serialization;

namespace CimCil.Runs;

/// <summary>gallery/phase-N.json: the pictures of a phase's new classes.</summary>
[JsonSourceGenerationOptions(
    // A null that is written comes back as no bytes, which is no picture.
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<GalleryPicture>))]
internal sealed partial class GalleryJson : JsonSerializerContext
{
    public static byte[] Write(IReadOnlyList<GalleryPicture> pictures) => JsonSerializer.SerializeToUtf8Bytes(pictures, Default.IReadOnlyListGalleryPicture);

    public static IReadOnlyList<GalleryPicture> Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Default.IReadOnlyListGalleryPicture) ?? [];
}
