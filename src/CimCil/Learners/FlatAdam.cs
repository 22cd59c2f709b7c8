using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>Adam with its usual moments (0.9, 0.999), as torch.optim.Adam.</summary>
internal sealed class FlatAdam : FlatOptimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly Tensor _mean;
    private readonly Tensor _square;
    private long _steps;

    /// <summary>Adam over parameters of one type and device.</summary>
    public FlatAdam(IEnumerable<Parameter> parameters, double weightDecay = 0) : base(parameters, weightDecay)
    {
        _mean = zeros_like(Gradients).DetachFromDisposeScope();
        _square = zeros_like(Gradients).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
        base.Dispose();
    }

    private protected override IEnumerable<(string Name, Tensor Flat)> Memory => [("exp_avg", _mean), ("exp_avg_sq", _square)];

    private protected override long? StepCount => _steps;

    private protected override void Begin(long stepCount) => _steps = stepCount;

    private protected override void Move(Tensor values, Tensor gradients)
    {
        _steps++;
        _mean.mul_(Beta1).add_(gradients, alpha: 1 - Beta1);
        _square.mul_(Beta2).addcmul_(gradients, gradients, 1 - Beta2);
        var denominator = (_square.sqrt() / Math.Sqrt(1 - Math.Pow(Beta2, _steps))).add_(Epsilon);
        values.addcdiv_(_mean, denominator, -LearningRate / (1 - Math.Pow(Beta1, _steps)));
    }
}
