using static TorchSharp.torch;

namespace CimCil.Runs;

/// <summary>A checkpoint that was read.</summary>
/// <param name="File">Where it came from.</param>
/// <param name="State">The state.</param>
/// <param name="Tensors">Its tensors on the CPU, this object's to dispose.</param>
internal sealed record LoadedCheckpoint(string File, RunCheckpoint State, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <summary>Disposes the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
