using System.Buffers.Binary;
using System.IO.Hashing;
using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>
/// By what the content of images is known again where names and sizes are equal. A run on a million files must begin soon, so it is a
/// look at some: at most <see cref="MostImages"/> of a part, spread evenly over its classes and within each, and of a file its first,
/// middle and last bytes. Files of many images are read whole.
/// </summary>
internal static class ImageContent
{
    /// <summary>Images of a part that are looked at.</summary>
    public const int MostImages = 4096;

    /// <summary>Bytes of each of the three pieces of a file; one that is not longer than all of them is read whole.</summary>
    public const int PieceLength = 4096;

    /// <summary>XXH3 (128 bit, hexadecimal) of the content that is looked at; null where the images have no files, which are drawn.</summary>
    public static string? HashOf(IReadOnlyList<DatasetImage> images, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(images);
        var chosen = Chosen(images);
        var hashes = new UInt128?[chosen.Count];
        Parallel.For(0, chosen.Count, new ParallelOptions { CancellationToken = cancellation }, i => hashes[i] = HashOf(images[chosen[i]]));
        if (Array.TrueForAll(hashes, hash => hash is null))
            return null;
        var all = new XxHash128();
        Span<byte> entry = stackalloc byte[4 + 16];
        for (var i = 0; i < hashes.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entry, chosen[i]);
            BinaryPrimitives.WriteUInt128LittleEndian(entry[4..], hashes[i] ?? 0);
            all.Append(entry);
        }
        return Convert.ToHexStringLower(all.GetCurrentHash());
    }

    /// <summary>The hash of what is looked at of a file's bytes.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = new XxHash128();
        foreach (var (start, length) in Pieces(bytes.Length))
            hash.Append(bytes.Slice((int)start, length));
        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>The same of a file, of which no more is read.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static UInt128 HashOfFile(string path)
    {
        var hash = new XxHash128();
        if (FileContent.IsEmpty(path))
            return hash.GetCurrentHashAsUInt128();
        using var file = File.OpenHandle(path);
        var buffer = new byte[PieceLength];
        foreach (var (start, length) in Pieces(RandomAccess.GetLength(file)))
        {
            for (int done = 0, count; done < length; done += count)
            {
                count = RandomAccess.Read(file, buffer.AsSpan(0, Math.Min(PieceLength, length - done)), start + done);
                if (count == 0)
                    break;
                hash.Append(buffer.AsSpan(0, count));
            }
        }
        return hash.GetCurrentHashAsUInt128();
    }

    private static IEnumerable<(long Start, int Length)> Pieces(long length) => length <= 3 * PieceLength
        ? [(0, (int)length)]
        : [(0, PieceLength), ((length - PieceLength) / 2, PieceLength), (length - PieceLength, PieceLength)];

    /// <summary>Places of the images to look at: of every class as many, evenly spaced.</summary>
    private static List<int> Chosen(IReadOnlyList<DatasetImage> images)
    {
        var byClass = Enumerable.Range(0, images.Count).GroupBy(i => images[i].Class).Select(places => places.ToArray()).ToList();
        var perClass = Math.Max(1, MostImages / Math.Max(1, byClass.Count));
        return [.. Evenly([.. byClass.SelectMany(places => Evenly(places, perClass))], MostImages)];
    }

    private static IEnumerable<int> Evenly(int[] places, int most) =>
        places.Length <= most ? places : Enumerable.Range(0, most).Select(i => places[(long)i * places.Length / most]);

    /// <summary>An image that cannot be read has a content of its own; what is wrong with it is said when it is inspected.</summary>
    private static UInt128? HashOf(DatasetImage image)
    {
        try
        {
            return image.ContentHash();
        }
        catch (Exception failure) when (failure is DataException or IOException or UnauthorizedAccessException)
        {
            return 1;
        }
    }
}
