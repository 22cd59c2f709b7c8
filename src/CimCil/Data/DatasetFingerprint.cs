using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace CimCil.Data;

/// <summary>
/// By what a run knows its dataset again: the classes in the order of their labels, and the list of images of each part. Where the images
/// lie is no part of it, and none is read.
/// </summary>
/// <param name="Classes">The names of the classes by label.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images.</param>
internal sealed record DatasetFingerprint(IReadOnlyList<string> Classes, ImageListFingerprint Train, ImageListFingerprint Test)
{
    /// <summary>The fingerprint of a dataset whose classes arrive in an order.</summary>
    public static DatasetFingerprint Of(Dataset dataset, ClassSequence classes)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(classes);
        return new DatasetFingerprint(
            [.. classes.Order.Select(datasetClass => dataset.ClassNames[datasetClass])],
            ImageListFingerprint.Of(dataset.Train),
            ImageListFingerprint.Of(dataset.Test));
    }

    /// <summary>Whether another dataset has the same lists of images.</summary>
    public bool HasTheImagesOf(DatasetFingerprint other) => other is not null && Train == other.Train && Test == other.Test;
}

/// <summary>By what a list of images is known again.</summary>
/// <param name="Count">Images.</param>
/// <param name="ByteCount">Bytes of their files; 0 where there are none.</param>
/// <param name="Hash">XXH3 (128 bit, hexadecimal) of class, name and size of every image in order.</param>
internal sealed record ImageListFingerprint(int Count, long ByteCount, string Hash)
{
    private const int MostBytesOfALetter = 3;

    /// <summary>The fingerprint of images as they were listed: no file is touched.</summary>
    public static ImageListFingerprint Of(IReadOnlyList<DatasetImage> images)
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
