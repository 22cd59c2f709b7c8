using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>Stochastic gradient descent with momentum, as torch.optim.SGD.</summary>
internal sealed class FlatSgd : FlatOptimizer
{
    private readonly double _momentum;
    private readonly Tensor? _velocity;

    /// <summary>SGD over parameters of one type and device.</summary>
    public FlatSgd(IEnumerable<Parameter> parameters, double momentum = 0, double weightDecay = 0) : base(parameters, weightDecay)
    {
        _momentum = momentum;
        // From 0 the first step's momentum is the gradient, as torch.optim begins.
        _velocity = momentum == 0 ? null : zeros_like(Gradients).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _velocity?.Dispose();
        base.Dispose();
    }

    private protected override IEnumerable<(string Name, Tensor Flat)> Memory => _velocity is null ? [] : [("momentum_buffer", _velocity)];

    private protected override void Move(Tensor values, Tensor gradients) =>
        values.add_(_velocity?.mul_(_momentum).add_(gradients) ?? gradients, alpha: -LearningRate);
}
