using System.IO.Hashing;
using CimCil.Foundation;

namespace CimCil.Data.Packed;

/// <summary>The training or the test part of a dataset whose images lie one behind the other in files.</summary>
/// <param name="Name">Begins the names of its images: <c>train</c> or <c>test</c>.</param>
/// <param name="Files">The files, each with as many images as the first; the last may have fewer.</param>
/// <param name="HeadLength">Bytes of a file before its first image.</param>
/// <param name="LabelLength">Bytes before each image.</param>
/// <param name="PlaneCount">1 for grey images, 3 for a red, a green and a blue plane.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal sealed record PackedPart(string Name, IReadOnlyList<PackedFile> Files, int HeadLength, int LabelLength, int PlaneCount, int Height, int Width)
{
    /// <summary>Bytes of an image and its label.</summary>
    public int RecordLength => LabelLength + (PlaneCount * Height * Width);

    /// <summary>XXH3 (128 bit) of all bytes of all files once unpacked.</summary>
    /// <exception cref="DataException">A file cannot be read or unpacked.</exception>
    public UInt128 ContentHash => _contentHash.Value;

    private readonly Lazy<UInt128> _contentHash = new(() => HashOf(Files));

    private static UInt128 HashOf(IEnumerable<PackedFile> files)
    {
        var hash = new XxHash128();
        foreach (var file in files)
            file.AppendTo(hash);
        return hash.GetCurrentHashAsUInt128();
    }

    private int PerFile => (int)((Files[0].Length - HeadLength) / RecordLength);

    /// <summary>The file that an image lies in, and where its pixels begin.</summary>
    public PackedFile FileOf(int index, out long offset)
    {
        offset = HeadLength + ((long)(index % PerFile) * RecordLength) + LabelLength;
        return Files[index / PerFile];
    }

    /// <summary>The images, sorted by class and then by place.</summary>
    /// <param name="labels">The class of each image.</param>
    /// <param name="classNames">The classes, each of which needs an image.</param>
    /// <param name="perClass">At most so many of each class, the first ones; 0 for all.</param>
    /// <exception cref="DataException">A class has no image.</exception>
    public IReadOnlyList<DatasetImage> ImagesOf(byte[] labels, IReadOnlyList<string> classNames, int perClass)
    {
        var byClass = new List<int>[classNames.Count];
        for (var i = 0; i < byClass.Length; i++)
            byClass[i] = [];
        for (var i = 0; i < labels.Length; i++)
            byClass[labels[i]].Add(i);
        string[] missing = [.. classNames.Where((_, i) => byClass[i].Count == 0)];
        if (missing.Length > 0)
        {
            throw new DataException(
                $"{Files[0].Path} has no image of {Folders.DatasetFolder.Few(missing)} ({missing.Length} in all): every class needs training and test images. "
                + "Name the dataset that these classes are of with --data DIR, or other classes with --set data.classes=...");
        }
        return [.. byClass.SelectMany((places, datasetClass) => (perClass == 0 ? places : places.Take(perClass)).Select(place => new PackedImage(this, place, datasetClass)))];
    }
}
