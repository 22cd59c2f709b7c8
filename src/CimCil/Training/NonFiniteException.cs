using CimCil.Foundation;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>Training met a number that is NaN or infinite. The step that met it was not taken.</summary>
public sealed class NonFiniteException : CimCilException, IDisposable
{
    /// <summary>Creates the exception with its complete message.</summary>
    /// <param name="message">Names phase, stage, epoch, step and the first tensor that is not finite.</param>
    /// <param name="place">The place in one word for a file, such as <c>phase-1-boosting-epoch-3-step-17</c>.</param>
    /// <param name="tensors">What there is to look at, on the CPU; the exception's to dispose.</param>
    public NonFiniteException(string message, string place, IReadOnlyList<(string Name, Tensor Tensor)> tensors) : base(message)
    {
        Place = place;
        Tensors = tensors;
    }

    /// <summary>The place in one word, such as <c>phase-1-boosting-epoch-3-step-17</c>.</summary>
    public string Place { get; }

    /// <summary>The step's images, labels, logits and losses, and of each gradient its smallest and largest value and how many values are not finite.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Tensors { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in Tensors)
            tensor.Dispose();
    }
}
