using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// Frees what a backward pass in C# has handed over. TorchSharp counts the gradients that such a pass is given and gives to the dispose scope around
/// the whole backward pass, which would keep all of them until its end: of a mask step, a gigabyte instead of half of one.
/// </summary>
internal static class BackwardCall
{
    [ThreadStatic]
    private static List<Tensor>? _handedOver;

    /// <summary>Hands gradients to libtorch, which takes a reference of its own when the call returns: at the next call ours go.</summary>
    /// <param name="gradients">The gradients, in the innermost dispose scope; null for what has none.</param>
    public static List<Tensor> Return(params Tensor?[] gradients)
    {
        Release();
        _handedOver = [.. gradients.OfType<Tensor>().Select(gradient => gradient.DetachFromDisposeScope())];
        return [.. gradients.Select(gradient => gradient!)];
    }

    /// <summary>Frees what the last call handed over when the result is disposed, after backward passes.</summary>
    public static Passes ReleaseAtEnd() => default;

    private static void Release()
    {
        _handedOver?.ForEach(gradient => gradient.Dispose());
        _handedOver = null;
    }

    /// <summary>The time of some backward passes.</summary>
    public readonly struct Passes : IDisposable
    {
        /// <summary>Ends the time.</summary>
        public void Dispose() => Release();
    }
}
