using System.Buffers.Binary;
using CimCil.Foundation;

namespace CimCil.Data.Packed;

/// <summary>The beginning of an IDX file: two zeros, the type of the numbers, how many dimensions there are, and their sizes in 32 bits each, the high byte first.</summary>
internal static class IdxHead
{
    private const byte UnsignedByte = 0x08;

    /// <summary>Bytes of a head.</summary>
    public static int LengthOf(int dimensionCount) => 4 + (4 * dimensionCount);

    /// <summary>Reads the head of a file of unsigned bytes, and compares its length with it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="dimensionCount">3 for grey images, 1 for labels.</param>
    /// <exception cref="DataException">It is another kind of file, has no number at all, or is cut off.</exception>
    public static (PackedFile File, int[] Sizes) Open(PackedFile file, int dimensionCount)
    {
        var head = file.ReadHead(LengthOf(dimensionCount));
        var what = dimensionCount == 1 ? "labels" : "grey images";
        if (head.Length < 4 || head[0] != 0 || head[1] != 0)
            throw new DataException($"{file.Path} is no IDX file: it begins with {(head.Length == 0 ? "nothing" : Convert.ToHexString(head.AsSpan(0, Math.Min(4, head.Length))))}, and a file of {what} with {Magic(dimensionCount)}. Unpack or download the dataset again.");
        if (head[2] != UnsignedByte || head[3] != dimensionCount)
            throw new DataException($"{file.Path} holds numbers of type {head[2]:X2} in {head[3]} dimensions: {what} are unsigned bytes (08) in {dimensionCount}. Name a dataset that is laid out as MNIST with --data DIR.");
        if (head.Length < LengthOf(dimensionCount))
            throw new DataException($"{file.Path} is cut off in its head: it must be {LengthOf(dimensionCount)} bytes long. Unpack or download the dataset again.");
        var stated = new uint[dimensionCount];
        for (var i = 0; i < stated.Length; i++)
            stated[i] = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4 + (4 * i)));
        if (Array.Exists(stated, size => size == 0) || stated.Aggregate((Int128)1, (product, size) => product * size) > Array.MaxLength)
            throw new DataException($"{file.Path} says that it holds [{string.Join(", ", stated)}] numbers: each must be positive, and all together below 2 GiB. Unpack or download the dataset again.");
        int[] sizes = [.. stated.Select(size => (int)size)];
        file.RequireLength(LengthOf(dimensionCount) + sizes.Aggregate(1L, (product, size) => product * size), dimensionCount == 1 ? Counted.Of(sizes[0], "label") : $"{Counted.Of(sizes[0], "image")} of {sizes[1]} x {sizes[2]} pixels");
        return (file, sizes);
    }

    private static string Magic(int dimensionCount) => Convert.ToHexString([0, 0, UnsignedByte, (byte)dimensionCount]);
}
