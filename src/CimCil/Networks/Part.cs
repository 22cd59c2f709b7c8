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
}
