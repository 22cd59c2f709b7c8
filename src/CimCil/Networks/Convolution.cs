using CimCil.Foundation;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>A two-dimensional convolution without bias, padded by half its window, started normal with fan-out scaling for ReLU (He et al., 2015).</summary>
/// <remarks>
/// Its weight comes from a <see cref="ForwardPass"/>, which is why TorchSharp's own modules cannot be used here. It is created on its
/// device and never moved, so that a <see cref="Parameter"/> keeps its identity. The same holds for <see cref="Norm"/>.
/// </remarks>
public sealed class Convolution : NamedModule
{
    private readonly long[] _stride;
    private readonly long[] _padding;

    /// <summary>Creates a convolution with random weights.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="side">Side of the window, odd.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="device">Where its weight lies.</param>
    /// <param name="type">The type of its weight.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is even.</exception>
    public Convolution(int inputs, int outputs, int side, int stride, Device device, ScalarType type) : base(nameof(Convolution))
    {
        // The first convolution of a process decides how this machine convolves.
        _ = CpuConvolutions.AreReliable;
        MixedPrecision.Prepare(device);
        using var scope = NewDisposeScope();
        (Side, Stride) = (side, stride);
        _stride = [stride, stride];
        _padding = [Part.PaddingOf(side), Part.PaddingOf(side)];
        Weight = Part.Parameter(randn(outputs, inputs, side, side) * Math.Sqrt(2.0 / ((long)outputs * side * side)), device, type);
        register_parameter("weight", Weight);
    }

    /// <summary>[outputs, inputs, side, side].</summary>
    public Parameter Weight { get; }

    /// <summary>Side of the window.</summary>
    public int Side { get; }

    /// <summary>Stride.</summary>
    public int Stride { get; }

    internal Tensor Apply(Tensor x, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var (maps, weight) = (MixedPrecision.Cast(x), MixedPrecision.Cast(pass.Weights.Of(Weight)));
        return (ConvolutionProducts.WinForWeight(maps, weight, Stride)
            ? TwiceDifferentiableConvolution.Apply(maps, weight, null, Stride, Part.PaddingOf(Side))
            : nn.functional.conv2d(maps, weight, strides: _stride, padding: _padding)).MoveToOuterDisposeScope();
    }

    /// <summary>The convolution and a norm in evaluation mode, which only scales and shifts; the backward pass can be differentiated.</summary>
    internal Tensor Apply(Tensor x, Norm norm, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var (weight, (gain, shift)) = (pass.Weights.Of(Weight), norm.Fixed(pass));
        var padding = Part.PaddingOf(Side);
        // Where there are fewer of them, in the weights or in the maps.
        var mapCount = x.shape[0] * Weight.shape[0] * ((x.shape[2] - 1) / Stride + 1) * ((x.shape[3] - 1) / Stride + 1);
        var maps = Weight.numel() <= mapCount
            ? TwiceDifferentiableConvolution.Apply(x, weight * gain.view(-1, 1, 1, 1), shift, Stride, padding)
            : shift.view(-1, 1, 1).addcmul(TwiceDifferentiableConvolution.Apply(x, weight, null, Stride, padding), gain.view(-1, 1, 1), 1);
        return maps.MoveToOuterDisposeScope();
    }
}
