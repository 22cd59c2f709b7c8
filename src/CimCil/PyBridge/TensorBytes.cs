using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>The elements of tensors as bytes, whatever their device, strides and size.</summary>
internal static class TensorBytes
{
    /// <summary>A tensor that is disposed has no numbers, and reaching for them would end the process.</summary>
    /// <exception cref="ObjectDisposedException">One is; the message names it.</exception>
    public static void RequireAlive(IEnumerable<(string Name, torch.Tensor Tensor)> tensors)
    {
        if (tensors.Where(entry => entry.Tensor.IsInvalid).Select(entry => entry.Name).FirstOrDefault() is { } name)
            throw new ObjectDisposedException(name, $"The weight {NameList.Shorten(name)} is disposed, or the module that it is of: its numbers are gone. Save and load modules before they are disposed.");
    }

    /// <exception cref="CheckpointException">Nothing can be written to it.</exception>
    public static void RequireWritable(Stream stream)
    {
        if (!stream.CanWrite)
            throw new CheckpointException("The stream cannot be written: weights are saved to one that was opened for writing. Open it so.");
    }

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

    /// <summary>Gives the elements of two contiguous CPU tensors of one shape and type to an action, piece by piece.</summary>
    public static void ForEachPiecePair(torch.Tensor first, torch.Tensor second, PairAction action)
    {
        using var scope = torch.NewDisposeScope();
        var (a, b) = (first.view(-1), second.view(-1));
        var perPiece = PieceSize / a.element_size();
        for (var start = 0L; start < a.NumberOfElements; start += perPiece)
        {
            var count = Math.Min(perPiece, a.NumberOfElements - start);
            action(a.narrow(0, start, count).bytes, b.narrow(0, start, count).bytes);
        }
    }

    /// <summary>Takes the same bytes of two tensors.</summary>
    public delegate void PairAction(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second);

    /// <summary>Takes some bytes of a tensor.</summary>
    public delegate void PieceAction(ReadOnlySpan<byte> bytes);
}
