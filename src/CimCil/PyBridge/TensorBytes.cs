using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>The elements of tensors as bytes, whatever their device, strides and size.</summary>
internal static class TensorBytes
{
    private const long PieceSize = 1L << 28;

    /// <summary>Writes the elements in C order, little endian.</summary>
    public static void Write(torch.Tensor tensor, Stream stream) => ForEachPiece(tensor, piece => stream.Write(piece));

    /// <summary>Gives the elements in C order to an action, piece by piece.</summary>
    public static void ForEachPiece(torch.Tensor tensor, PieceAction action)
    {
        using var scope = torch.NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous().view(-1);
        var perPiece = PieceSize / flat.element_size();
        for (var start = 0L; start < flat.NumberOfElements; start += perPiece)
        {
            using var piece = flat.narrow(0, start, Math.Min(perPiece, flat.NumberOfElements - start));
            action(piece.bytes);
        }
    }

    /// <summary>Takes some bytes of a tensor.</summary>
    public delegate void PieceAction(ReadOnlySpan<byte> bytes);
}
