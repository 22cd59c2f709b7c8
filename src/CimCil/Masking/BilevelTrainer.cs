using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// The bilevel optimisation of the paper: how must the activations change so that a model that takes one step on images compressed
/// by them does better on uncompressed ones? (Section "Optimisation"; algorithm, sections 4 and 6.)
/// </summary>
internal sealed class BilevelTrainer(BilevelMaskConfig config, StageModel model, Phase phase) : PhiTrainer(config, model, phase)
{
    /// <inheritdoc/>
    private protected override (Tensor Inner, Tensor Validation) Objective(Tensor hybrid, Tensor labels, (Tensor Images, Tensor Labels) outer, double thetaRate)
    {
        var inner = Model.Loss(hybrid, labels, FastWeights.None).Total;
        var fast = TakeInnerStep(inner, config.InnerRateRatio * thetaRate);
        var logits = Model.Network.Apply(outer.Images, new ForwardPass(ActivationPath.Relu, fast)).Logits;
        return (inner, Losses.CrossEntropy(logits, outer.Labels));
    }

    /// <summary>theta+ = theta - rate x gradient, as a function of phi.</summary>
    private FastWeights TakeInnerStep(Tensor loss, double rate)
    {
        var theta = Model.Network.NewestBranch.InnerParameters(config.InnerStep);
        // Without allow_unused an unused weight would end the process.
        var gradients = autograd.grad([loss], [.. theta], retain_graph: true, create_graph: true, allow_unused: true);
        return FastWeights.Replacing(theta, [.. theta.Select((parameter, i) => gradients[i].IsInvalid ? (Tensor)parameter : parameter - (rate * gradients[i]))]);
    }
}
