using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// The bilevel optimisation of the paper: how must the activations change so that a model that takes one step on images compressed
/// by them does better on uncompressed ones? (Section "Optimisation"; algorithm, sections 4 and 6.)
/// </summary>
internal sealed class BilevelTrainer(BilevelMaskConfig config, StageModel model, Phase phase) : PhiTrainer(config, model, phase)
{
    /// <summary>Length of the shift of theta that differences are taken over (as DARTS has it, Liu et al., ICLR 2019, section 2.3).</summary>
    internal double ShiftLength { get; init; } = 0.01;

    private readonly IReadOnlyList<Parameter> _theta = model.Network.NewestBranch.InnerParameters(config.InnerStep);

    /// <inheritdoc/>
    private protected override (Tensor Inner, Tensor Validation) Differentiate(
        CompressedBatch compressed, Tensor aside, (Tensor Images, Tensor Labels) outer, double thetaRate)
    {
        var inner = Model.Loss(compressed.Hybrid, compressed.Labels, FastWeights.None).Total;
        var rate = config.InnerRateRatio * thetaRate;
        return (inner, config.InnerGradient == InnerGradient.Exact ? Exactly(inner, aside, outer, rate) : ByDifferences(inner, compressed, aside, outer, rate));
    }

    /// <summary>
    /// theta+ = theta - rate x gradient is a function of phi, and the outer loss is differentiated through it: first to theta+, on which alone
    /// it depends, then from there to phi.
    /// </summary>
    private Tensor Exactly(Tensor inner, Tensor aside, (Tensor Images, Tensor Labels) outer, double rate)
    {
        // Without allow_unused an unused weight would end the process.
        var gradients = autograd.grad([inner], [.. _theta], retain_graph: true, create_graph: true, allow_unused: true);
        Tensor[] moved = [.. _theta.Zip(gradients, (parameter, gradient) => Moved(parameter, gradient, -rate))];
        var (validation, direction) = OuterGradient(outer, moved);
        var through = moved.Zip(direction).Where(pair => !pair.First.is_leaf && !pair.Second.IsInvalid).ToList();
        Backward([aside, .. through.Select(pair => pair.First)], [ones_like(aside), .. through.Select(pair => pair.Second)]);
        return validation;
    }

    /// <summary>
    /// The outer loss depends on phi through theta+ alone, so its gradient is -rate (d/dphi) (v . dL/dtheta), v being the gradient on theta+.
    /// That is how dL/dphi changes along v: the difference of two first-order gradients, at theta moved a little to either side.
    /// </summary>
    private Tensor ByDifferences(Tensor inner, CompressedBatch compressed, Tensor aside, (Tensor Images, Tensor Labels) outer, double rate)
    {
        var gradients = autograd.grad([inner], [.. _theta], retain_graph: true, create_graph: false, allow_unused: true);
        Backward(aside);
        var (validation, direction) = OuterGradient(outer, [.. _theta.Zip(gradients, (parameter, gradient) => Moved(parameter.detach(), gradient, -rate).detach().requires_grad_(true))]);

        using var noGradient = no_grad();
        var length = stack(direction.Where(part => !part.IsInvalid).Select(part => part.to(ScalarType.Float64).square().sum())).sum().sqrt();
        var shift = ShiftLength / length.clamp(min: double.Epsilon);
        var (ahead, behind) = (InnerGradientAt(compressed, direction, shift), InnerGradientAt(compressed, direction, -shift));
        foreach (var (i, parameter) in Phi.Index())
        {
            if (!ahead[i].IsInvalid)
                parameter.grad!.add_(((ahead[i] - behind[i]) * (-rate / (2 * shift))).to(parameter.dtype));
        }
        return validation;
    }

    /// <summary>The outer loss at theta+, and its gradient there.</summary>
    private (Tensor Loss, IReadOnlyList<Tensor> Gradient) OuterGradient((Tensor Images, Tensor Labels) outer, Tensor[] moved)
    {
        using var scope = NewDisposeScope();
        var output = Model.Network.Apply(outer.Images, new ForwardPass(ActivationPath.Relu, FastWeights.Replacing(_theta, moved)));
        var loss = Losses.CrossEntropy(output.Logits, outer.Labels);
        var gradient = autograd.grad([loss], moved, retain_graph: false, create_graph: false, allow_unused: true);
        return (loss.detach().MoveToOuterDisposeScope(), [.. gradient.Select(part => part.MoveToOuterDisposeScope())]);
    }

    /// <summary>dL/dphi of the inner loss at theta + shift x direction.</summary>
    private IReadOnlyList<Tensor> InnerGradientAt(CompressedBatch compressed, IReadOnlyList<Tensor> direction, Tensor shift)
    {
        using var scope = NewDisposeScope();
        // Constants: no gradient on a weight is computed.
        var weights = FastWeights.Replacing(_theta, [.. _theta.Zip(direction, (parameter, part) => Moved(parameter.detach(), part, shift.to(parameter.dtype)))]);
        using var gradients = enable_grad();
        var loss = Model.Loss(Compress(compressed.Images, compressed.Labels, weights), compressed.Labels, weights).Total;
        var gradient = autograd.grad([loss], [.. Phi], retain_graph: false, create_graph: false, allow_unused: true);
        return [.. gradient.Select(part => part.MoveToOuterDisposeScope())];
    }

    /// <summary>A weight moved along a direction; where it is, if nothing depends on it.</summary>
    private static Tensor Moved(Tensor weight, Tensor direction, Scalar by) => direction.IsInvalid ? weight : weight + (direction * by);

    private static Tensor Moved(Tensor weight, Tensor direction, Tensor by) => direction.IsInvalid ? weight : weight + (direction * by);
}
