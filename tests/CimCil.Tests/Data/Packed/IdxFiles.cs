using System.Buffers.Binary;
using System.IO.Compression;

namespace CimCil.Tests.Data.Packed;

/// <summary>Small files of the IDX format.</summary>
internal static class IdxFiles
{
    /// <summary>Writes both parts: image i of label l has pixels that begin with i and l.</summary>
    public static void Write(TempFolder folder, byte[] train, byte[] test, string ending = "")
    {
        folder.Write($"train-images-idx3-ubyte{ending}", Packed(Images(train), ending));
        folder.Write($"train-labels-idx1-ubyte{ending}", Packed(Labels(train), ending));
        folder.Write($"t10k-images-idx3-ubyte{ending}", Packed(Images(test), ending));
        folder.Write($"t10k-labels-idx1-ubyte{ending}", Packed(Labels(test), ending));
    }

    /// <summary>Images of 2 x 3 pixels.</summary>
    public static byte[] Images(byte[] labels) => [.. Head(0x0803, labels.Length, 2, 3), .. labels.SelectMany((label, i) => new byte[] { (byte)i, label, 2, 3, 4, 255 })];

    public static byte[] Labels(byte[] labels) => [.. Head(0x0801, labels.Length), .. labels];

    public static byte[] Head(int magic, params int[] sizes)
    {
        var head = new byte[4 + (4 * sizes.Length)];
        BinaryPrimitives.WriteInt32BigEndian(head, magic);
        for (var i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + (4 * i)), sizes[i]);
        return head;
    }

    public static byte[] Packed(byte[] bytes, string ending = ".gz")
    {
        if (ending.Length == 0)
            return bytes;
        using var target = new MemoryStream();
        using (var stream = new GZipStream(target, CompressionMode.Compress, leaveOpen: true))
            stream.Write(bytes);
        return target.ToArray();
    }
}
