using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// Learns phi by the bilevel optimisation of the paper, for any learner: how must the activations change so that a model
/// that takes one step on images compressed by them does better on uncompressed ones? (Section "Optimisation" of the paper;
/// algorithm, sections 4 and 6.)
/// </summary>
public sealed class MaskTrainer : IDisposable
{
    private readonly CimMask _config;
    private readonly Learner _learner;
    private readonly LearnerStage _stage;
    private readonly SoftCompressor _compressor;
    private readonly Adam _optimizer;
    private readonly double _maxNorm;

    /// <summary>A trainer for one stage of a phase.</summary>
    /// <param name="config">The method's settings.</param>
    /// <param name="learner">Gives maps and logits under given activations and weights.</param>
    /// <param name="stage">Gives the loss of the CIL model.</param>
    /// <param name="phase">Decides the norm that gradients are clipped to.</param>
    public MaskTrainer(CimMask config, Learner learner, LearnerStage stage, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(phase);
        _config = config;
        _learner = learner;
        _stage = stage;
        _compressor = new SoftCompressor(config.CompressionRatio, config.SoftCompression);
        _maxNorm = phase.IsFirst ? config.FirstPhaseMaxNorm : config.LaterPhasesMaxNorm;
        Phi = config.TrainedPhi == TrainedPhi.AllBranches
            ? [.. learner.Branches.SelectMany(branch => branch.Phi)]
            : learner.Branches[^1].Phi;
        foreach (var parameter in learner.Branches.SelectMany(branch => branch.Phi))
            parameter.requires_grad = Phi.Contains(parameter, ReferenceEqualityComparer.Instance);
        _optimizer = optim.Adam(Phi, config.LearningRate, weight_decay: config.WeightDecay);
    }

    /// <summary>The coefficients that learn.</summary>
    public IReadOnlyList<Parameter> Phi { get; }

    /// <summary>Adam on <see cref="Phi"/>.</summary>
    internal Adam Optimizer => _optimizer;

    /// <summary>One mask step; the networks are in evaluation mode.</summary>
    /// <param name="inner">The batch that is compressed: images [N, 3, H, W] and labels [N].</param>
    /// <param name="outer">The batch that stays as it is.</param>
    /// <param name="innerRate">The rate beta1 of the inner step.</param>
    /// <param name="phiRate">The rate beta2 of Adam.</param>
    /// <param name="check">Looks at the losses and the gradient of <see cref="Phi"/> before they are used, and may throw.</param>
    public MaskLosses Step(
        (Tensor Images, Tensor Labels) inner, (Tensor Images, Tensor Labels) outer, double innerRate, double phiRate, Action<MaskLosses>? check = null)
    {
        using var scope = NewDisposeScope();
        var losses = Accumulate(inner, outer, innerRate);
        check?.Invoke(losses);
        Descend(phiRate);
        return losses.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _compressor.Dispose();
    }

    /// <summary>Computes the losses and sets the gradient of the outer loss on <see cref="Phi"/>.</summary>
    internal MaskLosses Accumulate((Tensor Images, Tensor Labels) inner, (Tensor Images, Tensor Labels) outer, double innerRate)
    {
        using var scope = NewDisposeScope();
        var active = _learner.Activate(inner.Images, new ForwardPass(ActivationPath.Rational, FastWeights.None, _config.SecondOrder));
        var diversity = FosterLosses.CrossEntropy(active.Logits, inner.Labels);
        var heatmap = Heatmap.Normalise(Heatmap.ClassActivation(active.Maps, _learner.HeadWeight, inner.Labels));
        var memory = MeanSquare(heatmap);

        var hybrid = Compress(inner.Images, heatmap);
        var innerLoss = _stage.Loss(hybrid, inner.Labels, FastWeights.None).Total;
        var fast = TakeInnerStep(innerLoss, innerRate);
        var logits = _learner.Activate(outer.Images, new ForwardPass(ActivationPath.Relu, fast)).Logits;
        var validation = FosterLosses.CrossEntropy(logits, outer.Labels);

        var total = validation + (_config.DiversityWeight * diversity) + (_config.MemoryWeight * memory);
        _optimizer.zero_grad();
        autograd.backward([total], null, inputs: [.. Phi]);
        return new MaskLosses(innerLoss.detach(), validation.detach(), diversity.detach(), memory.detach(), total.detach(), heatmap.Flat.sum())
            .MoveToOuterDisposeScope();
    }

    /// <summary>Clips the gradient of <see cref="Phi"/> and takes Adam's step.</summary>
    internal void Descend(double phiRate)
    {
        using var scope = NewDisposeScope();
        GradientClip.ToJointNorm([.. Phi.Select(parameter => parameter.grad).OfType<Tensor>()], _maxNorm);
        foreach (var group in _optimizer.ParamGroups)
            group.LearningRate = phiRate;
        _optimizer.step();
    }

    /// <summary>The soft compression that the current phi gives; images without evidence stay whole.</summary>
    private Tensor Compress(Tensor images, Heatmap heatmap)
    {
        var masks = Heatmap.Resize(heatmap.Values, (int)images.shape[2], (int)images.shape[3]);
        return _compressor.Blend(images, where(heatmap.Flat.view(-1, 1, 1), ones_like(masks), masks));
    }

    /// <summary>theta+ = theta - rate x gradient, as a function of phi.</summary>
    private FastWeights TakeInnerStep(Tensor loss, double rate)
    {
        var theta = _learner.Branches[^1].InnerParameters(_config.InnerStep);
        // Without allow_unused an unused weight would end the process.
        var gradients = autograd.grad([loss], [.. theta], retain_graph: true, create_graph: true, allow_unused: true);
        return FastWeights.Replacing(theta, [.. theta.Select((parameter, i) => gradients[i].IsInvalid ? (Tensor)parameter : parameter - (rate * gradients[i]))]);
    }

    /// <summary>R(phi): the mean over the images that have evidence; flat ones are 0 already and only leave the count.</summary>
    private static Tensor MeanSquare(Heatmap heatmap)
    {
        var cells = heatmap.Values.shape[1] * heatmap.Values.shape[2];
        var imageCount = heatmap.Flat.logical_not().sum().clamp_min(1);
        return heatmap.Values.square().sum() / (imageCount * cells);
    }
}
