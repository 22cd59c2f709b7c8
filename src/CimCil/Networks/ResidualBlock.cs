using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>The basic block of a ResNet; the residual sum comes before the second activation.</summary>
public sealed class ResidualBlock : NamedModule
{
    private readonly Convolution _firstConvolution;
    private readonly Convolution _secondConvolution;
    private readonly Norm _firstNorm;
    private readonly Norm _secondNorm;
    private readonly RationalActivation _firstRational;
    private readonly RationalActivation _secondRational;
    private readonly Shortcut? _shortcut;

    /// <summary>Creates a block with random weights.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="stride">Stride of the first convolution.</param>
    /// <param name="place">Where in the backbone it is.</param>
    /// <param name="device">Where its weights lie.</param>
    /// <param name="type">Their type.</param>
    public ResidualBlock(int inputs, int outputs, int stride, StagePlace place, Device device, ScalarType type) : base(nameof(ResidualBlock))
    {
        register_module("conv1", _firstConvolution = new Convolution(inputs, outputs, 3, stride, device, type));
        register_module("bn1", _firstNorm = new Norm(outputs, device, type));
        register_module("conv2", _secondConvolution = new Convolution(outputs, outputs, 3, 1, device, type));
        register_module("bn2", _secondNorm = new Norm(outputs, device, type));
        register_module("ratl_1", _firstRational = new RationalActivation(device, type, place));
        register_module("ratl_2", _secondRational = new RationalActivation(device, type, place));
        if (stride != 1 || inputs != outputs)
            register_module("downsample", _shortcut = new Shortcut(inputs, outputs, stride, device, type));
    }

    /// <summary>The parameters of the shortcut, which the reference leaves out of the inner step (decision 4).</summary>
    public IEnumerable<Parameter> ShortcutParameters => _shortcut?.parameters() ?? [];

    /// <summary>[N, inputs, H, W] to [N, outputs, H / stride, W / stride].</summary>
    public T Apply<T>(ILayers<T> layers, T x)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.Part(() =>
        {
            var y = layers.ConvolveAndActivate(x, _firstConvolution, _firstNorm, _firstRational);
            y = layers.Convolve(y, _secondConvolution, _secondNorm);
            var shortcut = _shortcut is null ? x : layers.Convolve(x, _shortcut.Convolution, _shortcut.Norm);
            return layers.AddAndActivate(y, shortcut, _secondRational);
        });
    }

    /// <summary>A 1 x 1 convolution and a norm, for a block that changes the shape.</summary>
    private sealed class Shortcut : NamedModule
    {
        public Shortcut(int inputs, int outputs, int stride, Device device, ScalarType type) : base(nameof(Shortcut))
        {
            register_module("0", Convolution = new Convolution(inputs, outputs, 1, stride, device, type));
            register_module("1", Norm = new Norm(outputs, device, type));
        }

        public Convolution Convolution { get; }

        public Norm Norm { get; }
    }
}
