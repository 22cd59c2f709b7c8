using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>A run of elements in a file, which one or more tensors are views of.</summary>
internal sealed class CheckpointStorage(string name, ElementTypeInfo type, long elementCount, StoredBytes bytes, ByteOrder order = ByteOrder.Little)
{
    // A span cannot be longer than 2^31 - 1 bytes; longer storages are filled piece by piece.
    private const long PieceSize = 1L << 28;

    public ElementTypeInfo Type { get; } = type;

    public StoredBytes Bytes { get; } = bytes;

    public long ElementCount { get; } = elementCount;

    /// <summary>The elements as a tensor of one dimension, owned by the caller.</summary>
    /// <exception cref="CheckpointException">The data is damaged, or TorchSharp has no such type.</exception>
    public torch.Tensor Read()
    {
        if (Type.Scalar is not { } scalar)
            throw new CheckpointException($"{Bytes.FileName}: storage '{name}' has elements of type {Type.TorchName}, which TorchSharp has not. Convert it in Python, for example with tensor.to(torch.float32).");
        var tensor = torch.empty([ElementCount], scalar, torch.CPU);
        try
        {
            ReadInto(tensor);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Fills a contiguous CPU tensor of this storage's type and number of elements.</summary>
    public void ReadInto(torch.Tensor destination, ReadPurpose purpose = ReadPurpose.Verified)
    {
        using var reader = Bytes.OpenReader(purpose);
        using var flat = destination.view(ElementCount);
        var perPiece = PieceSize / Type.Size;
        for (var start = 0L; start < ElementCount; start += perPiece)
        {
            using var piece = flat.narrow(0, start, Math.Min(perPiece, ElementCount - start));
            var span = piece.bytes;
            reader.Read(span);
            if (order == ByteOrder.Big)
                SwapBytes(span, Type.SwappedSize);
        }
        reader.Finish();
    }

    private static void SwapBytes(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, int>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, long>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                break;
        }
    }
}

/// <summary>The order of the bytes of an element.</summary>
internal enum ByteOrder
{
    /// <summary>Least significant byte first.</summary>
    Little,

    /// <summary>Most significant byte first.</summary>
    Big,
}
