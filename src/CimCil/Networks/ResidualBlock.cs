using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>The basic block of a ResNet; the residual sum comes before the second activation.</summary>
internal sealed class ResidualBlock : NamedModule
{
    private readonly Convolution _firstConvolution;
    private readonly Convolution _secondConvolution;
    private readonly Norm _firstNorm;
    private readonly Norm _secondNorm;
    private readonly RationalActivation _firstRational;
    private readonly RationalActivation _secondRational;
    private readonly Shortcut? _shortcut;

    public ResidualBlock(int inputs, int outputs, int stride, Device device, ScalarType type) : base(nameof(ResidualBlock))
    {
        register_module("conv1", _firstConvolution = new Convolution(inputs, outputs, 3, stride, device, type));
        register_module("bn1", _firstNorm = new Norm(outputs, device, type));
        register_module("conv2", _secondConvolution = new Convolution(outputs, outputs, 3, 1, device, type));
        register_module("bn2", _secondNorm = new Norm(outputs, device, type));
        register_module("ratl_1", _firstRational = new RationalActivation(device, type));
        register_module("ratl_2", _secondRational = new RationalActivation(device, type));
        if (stride != 1 || inputs != outputs)
            register_module("downsample", _shortcut = new Shortcut(inputs, outputs, stride, device, type));
    }

    /// <summary>The parameters of the shortcut, which the reference leaves out of the inner step (decision 4).</summary>
    public IEnumerable<Parameter> ShortcutParameters => _shortcut?.parameters() ?? [];

    /// <summary>[N, inputs, H, W] to [N, outputs, H / stride, W / stride].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var y = _firstNorm.Apply(_firstConvolution.Apply(x, pass), pass);
        y = Layer.Activate(y, _firstRational, pass);
        y = _secondNorm.Apply(_secondConvolution.Apply(y, pass), pass);
        y = y + (_shortcut?.Apply(x, pass) ?? x);
        return Layer.Activate(y, _secondRational, pass).MoveToOuterDisposeScope();
    }

    /// <summary>A 1 x 1 convolution and a norm, for a block that changes the shape.</summary>
    private sealed class Shortcut : NamedModule
    {
        private readonly Convolution _convolution;
        private readonly Norm _norm;

        public Shortcut(int inputs, int outputs, int stride, Device device, ScalarType type) : base(nameof(Shortcut))
        {
            register_module("0", _convolution = new Convolution(inputs, outputs, 1, stride, device, type));
            register_module("1", _norm = new Norm(outputs, device, type));
        }

        public Tensor Apply(Tensor x, ForwardPass pass) => _norm.Apply(_convolution.Apply(x, pass), pass);
    }
}
