using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>How many images a step takes: as many as asked for, and half as many each time the device runs out of memory.</summary>
/// <param name="initial">Images per step at first.</param>
internal sealed class StepSize(int initial)
{
    /// <summary>Images per step now.</summary>
    public int Value { get; private set; } = initial;

    /// <summary>Halves the step where that can help.</summary>
    /// <param name="failure">What a step of <paramref name="count"/> images ended with.</param>
    /// <param name="count">Images of that step.</param>
    /// <returns>Whether to try again.</returns>
    public bool HalveAfter(Exception failure, int count)
    {
        if (count <= 1 || !MemoryShortage.Is(failure))
            return false;
        Value = count / 2;
        return true;
    }
}
