using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.Json.Serialization;

namespace CimCil.Data;

/// <summary>
/// By what a run knows its dataset again: the classes in the order of their labels, the list of images of each part, and what
/// is seen of their content. Where the images lie is no part of it.
/// </summary>
/// <param name="Classes">The names of the classes by label.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images.</param>
internal sealed record DatasetFingerprint(IReadOnlyList<string> Classes, ImageListFingerprint Train, ImageListFingerprint Test)
{
    /// <summary>Whether the content of images was looked at: older versions did not, and drawn images have none.</summary>
    [JsonIgnore]
    public bool SeesContent => Train.Content is not null || Test.Content is not null;

    /// <summary>The fingerprint of a dataset whose classes arrive in an order.</summary>
    public static DatasetFingerprint Of(Dataset dataset, ClassSequence classes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(classes);
        return new DatasetFingerprint(
            [.. classes.Order.Select(datasetClass => dataset.ClassNames[datasetClass])],
            ImageListFingerprint.Of(dataset.Train, cancellation),
            ImageListFingerprint.Of(dataset.Test, cancellation));
    }

    /// <summary>Whether another dataset has the same images, by all that both fingerprints say.</summary>
    public bool HasTheImagesOf(DatasetFingerprint other) => other is not null && Train.Matches(other.Train) && Test.Matches(other.Test);
}

/// <summary>By what a list of images is known again.</summary>
/// <param name="Count">Images.</param>
/// <param name="ByteCount">Bytes of their files; 0 where there are none.</param>
/// <param name="Hash">XXH3 (128 bit, hexadecimal) of class, name and size of every image in order.</param>
internal sealed record ImageListFingerprint(int Count, long ByteCount, string Hash)
{
    private const int MostBytesOfALetter = 3;

    /// <summary>What was seen of their content (<see cref="ImageContent"/>); null where they have no files, and in a run of a version that did not look.</summary>
    public string? Content { get; init; }

    /// <summary>Whether another list has the same images, by the content too where both know it.</summary>
    public bool Matches(ImageListFingerprint other) =>
        other is not null && HasTheListOf(other) && (Content is null || other.Content is null || Content == other.Content);

    /// <summary>Whether another list has images of the same classes, names and sizes.</summary>
    public bool HasTheListOf(ImageListFingerprint other) => other is not null && this with { Content = null } == other with { Content = null };

    /// <summary>The fingerprint of images as they were listed, and of some of what is in their files.</summary>
    public static ImageListFingerprint Of(IReadOnlyList<DatasetImage> images, CancellationToken cancellation = default) =>
        OfList(images) with { Content = ImageContent.HashOf(images, cancellation) };

    private static ImageListFingerprint OfList(IReadOnlyList<DatasetImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var hash = new XxHash128();
        var buffer = new byte[512];
        var sum = 0L;
        foreach (var image in images)
        {
            var name = image.Name;
            if (buffer.Length < 16 + (name.Length * MostBytesOfALetter))
                buffer = new byte[16 + (name.Length * MostBytesOfALetter)];
            // The length of the name comes with it, so that no two lists make the same bytes.
            var length = Encoding.UTF8.GetBytes(name, buffer.AsSpan(16));
            BinaryPrimitives.WriteInt32LittleEndian(buffer, image.Class);
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), length);
            BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8), image.ByteCount ?? -1);
            hash.Append(buffer.AsSpan(0, 16 + length));
            sum += image.ByteCount ?? 0;
        }
        return new ImageListFingerprint(images.Count, sum, Convert.ToHexStringLower(hash.GetCurrentHash()));
    }
}
