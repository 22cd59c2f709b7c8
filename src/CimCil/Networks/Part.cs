using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>Makes what modules own: a tensor that is made in the caller's dispose scope would end with it.</summary>
internal static class Part
{
    /// <summary>A parameter on its device.</summary>
    public static Parameter Parameter(Tensor values, Device device, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(values.to(type).to(device));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    /// <summary>A buffer on its device.</summary>
    public static Tensor Buffer(Tensor values, Device device) => values.to(device).DetachFromDisposeScope();

    /// <summary>The padding that keeps a window in the middle of its pixels: half of an odd side.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The side is even, or no side.</exception>
    public static int PaddingOf(int side) => side > 0 && side % 2 == 1
        ? side / 2
        : throw new ArgumentOutOfRangeException(nameof(side), side, "The side of a window is odd, so that half of it is the padding on either side.");
}
