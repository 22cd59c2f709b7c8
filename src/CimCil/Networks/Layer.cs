using CimCil.Foundation;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// The layers that backbones and heads are made of. Their weights come from a <see cref="ForwardPass"/>, which is why
/// TorchSharp's own modules cannot be used here. They are created on their device and never moved, so that a
/// <see cref="Parameter"/> keeps its identity.
/// </summary>
internal static class Layer
{
    /// <summary>A parameter on its device, owned by its module instead of the caller's dispose scope.</summary>
    public static Parameter Parameter(Tensor values, Device device, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(values.to(type).to(device));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    /// <summary>A buffer on its device, owned by its module.</summary>
    public static Tensor Buffer(Tensor values, Device device) => values.to(device).DetachFromDisposeScope();

    /// <summary>ReLU or the rational activation, as the pass says.</summary>
    public static Tensor Activate(Tensor x, RationalActivation rational, ForwardPass pass) =>
        pass.Path == ActivationPath.Relu ? nn.functional.relu(x) : rational.Apply(x, pass.SecondOrder);
}

/// <summary>A two-dimensional convolution without bias, started normal with fan-out scaling for ReLU (He et al., 2015).</summary>
internal sealed class Convolution : NamedModule
{
    private readonly long[] _stride;
    private readonly long[] _padding;

    public Convolution(int inputs, int outputs, int side, int stride, Device device, ScalarType type) : base(nameof(Convolution))
    {
        // The first convolution of a process decides how this machine convolves.
        _ = CpuConvolutions.AreReliable;
        using var scope = NewDisposeScope();
        _stride = [stride, stride];
        _padding = [(side - 1) / 2, (side - 1) / 2];
        Weight = Layer.Parameter(randn(outputs, inputs, side, side) * Math.Sqrt(2.0 / ((long)outputs * side * side)), device, type);
        register_parameter("weight", Weight);
    }

    /// <summary>[outputs, inputs, side, side].</summary>
    public Parameter Weight { get; }

    public Tensor Apply(Tensor x, ForwardPass pass) => nn.functional.conv2d(x, pass.Weights.Of(Weight), strides: _stride, padding: _padding);
}

/// <summary>Batch normalisation over [N, H, W] per channel.</summary>
internal sealed class Norm : NamedModule
{
    private const double Momentum = 0.1;
    private const double Epsilon = 1e-5;

    public Norm(int channels, Device device, ScalarType type) : base(nameof(Norm))
    {
        using var scope = NewDisposeScope();
        Weight = Layer.Parameter(ones(channels), device, type);
        Bias = Layer.Parameter(zeros(channels), device, type);
        RunningMean = Layer.Buffer(zeros(channels, type), device);
        RunningVariance = Layer.Buffer(ones(channels, type), device);
        BatchCount = Layer.Buffer(zeros([], ScalarType.Int64), device);
        register_parameter("weight", Weight);
        register_parameter("bias", Bias);
        register_buffer("running_mean", RunningMean);
        register_buffer("running_var", RunningVariance);
        register_buffer("num_batches_tracked", BatchCount);
    }

    public Parameter Weight { get; }

    public Parameter Bias { get; }

    public Tensor RunningMean { get; }

    public Tensor RunningVariance { get; }

    public Tensor BatchCount { get; }

    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        if (training)
            BatchCount.add_(1);
        return nn.functional.batch_norm(x, RunningMean, RunningVariance, pass.Weights.Of(Weight), pass.Weights.Of(Bias), training, Momentum, Epsilon);
    }
}
