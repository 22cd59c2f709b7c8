using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>Batch normalisation over [N, H, W] per channel.</summary>
public sealed class Norm : NamedModule
{
    /// <summary>What keeps a variance off zero.</summary>
    internal const double Epsilon = 1e-5;

    private const double Momentum = 0.1;

    /// <summary>Creates a norm that changes nothing.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="device">Where its values lie.</param>
    /// <param name="type">Their type.</param>
    public Norm(int channels, Device device, ScalarType type) : base(nameof(Norm))
    {
        using var scope = NewDisposeScope();
        Weight = Part.Parameter(ones(channels), device, type);
        Bias = Part.Parameter(zeros(channels), device, type);
        RunningMean = Part.Buffer(zeros(channels, type), device);
        RunningVariance = Part.Buffer(ones(channels, type), device);
        BatchCount = Part.Buffer(zeros([], ScalarType.Int64), device);
        register_parameter("weight", Weight);
        register_parameter("bias", Bias);
        register_buffer("running_mean", RunningMean);
        register_buffer("running_var", RunningVariance);
        register_buffer("num_batches_tracked", BatchCount);
    }

    /// <summary>Gain, [channels].</summary>
    public Parameter Weight { get; }

    /// <summary>Shift, [channels].</summary>
    public Parameter Bias { get; }

    /// <summary>Mean of the images seen in training, [channels].</summary>
    public Tensor RunningMean { get; }

    /// <summary>Their variance, [channels].</summary>
    public Tensor RunningVariance { get; }

    /// <summary>Batches seen in training, a scalar.</summary>
    public Tensor BatchCount { get; }

    internal Tensor Apply(Tensor x, ForwardPass pass)
    {
        if (training)
            BatchCount.add_(1);
        return nn.functional.batch_norm(x, RunningMean, RunningVariance, pass.Weights.Of(Weight), pass.Weights.Of(Bias), training, Momentum, Epsilon);
    }

    /// <summary>What the norm does in evaluation mode, x to gain x + shift; both [channels].</summary>
    internal (Tensor Gain, Tensor Shift) Fixed(ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var gain = pass.Weights.Of(Weight) * (RunningVariance + Epsilon).rsqrt();
        var shift = pass.Weights.Of(Bias) - (RunningMean * gain);
        return (gain.MoveToOuterDisposeScope(), shift.MoveToOuterDisposeScope());
    }
}
