using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// Learns phi on a stage's network, for any learner: heatmaps of a batch, the images compressed softly by them, and an objective that
/// says what such a compression is worth, beside mask diversity and the memory constraint (algorithm, section 4).
/// </summary>
internal abstract class PhiTrainer : IDisposable
{
    private readonly LearnedMaskConfig _config;
    private readonly SoftCompressor _compressor;
    private readonly FlatAdam _optimizer;
    private readonly double _maxNorm;
    private readonly bool _isMadeOfLayers;

    /// <summary>A trainer for one stage of a phase.</summary>
    private protected PhiTrainer(LearnedMaskConfig config, StageModel model, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(phase);
        (_config, Model) = (config, model);
        _compressor = new SoftCompressor(config.CreatePolicy().Ratios, config.SoftCompression);
        _maxNorm = phase.IsFirst ? config.FirstPhaseMaxNorm : config.LaterPhasesMaxNorm;
        var branches = config.TrainedPhi == TrainedPhi.AllBranches ? model.Network.Branches : [model.Network.NewestBranch];
        Phi = [.. branches.SelectMany(branch => config.Path == ActivationPath.RationalInLastStage ? branch.LastStagePhi : branch.Phi)];
        RequireActivations(model.Network.NewestBranch);
        // Of anything else the second derivative is libtorch's own.
        _isMadeOfLayers = model.Network.Branches.All(branch => BackboneParts.Of(branch) is not null);
        foreach (var parameter in model.Network.Branches.SelectMany(branch => branch.Phi))
            parameter.requires_grad = Phi.Contains(parameter, ReferenceEqualityComparer.Instance);
        _optimizer = new FlatAdam(Phi, config.WeightDecay);
    }

    private void RequireActivations(Backbone backbone)
    {
        var used = BackboneParts.Of(backbone);
        var isLastStageAlone = _config.Path == ActivationPath.RationalInLastStage;
        if (backbone.RationalActivations.Any(activation => (used is null || used.Contains(activation)) && (!isLastStageAlone || activation.Place == StagePlace.Last)))
            return;
        throw new ConfigurationException(
            $"{_config.GetType().Name} learns the coefficients of rational activations{(isLastStageAlone ? " in the last stage" : "")}, and the backbone {backbone.GetType().Name} applies none{(isLastStageAlone ? " there" : "")}. "
            + $"Give it registered activations{(isLastStageAlone ? " with StagePlace.Last" : "")} and pass them to Activate, or choose another mask (mask.kind).");
    }

    /// <summary>The coefficients that learn.</summary>
    public IReadOnlyList<Parameter> Phi { get; }

    /// <summary>Adam on <see cref="Phi"/>.</summary>
    internal FlatAdam Optimizer => _optimizer;

    /// <summary>The stage's network and loss.</summary>
    private protected StageModel Model { get; }

    /// <summary>One mask step; the networks are in evaluation mode.</summary>
    /// <param name="inner">The batch that is compressed: images [N, 3, H, W] and labels [N].</param>
    /// <param name="outer">The batch that stays as it is.</param>
    /// <param name="thetaRate">The present rate of theta.</param>
    /// <param name="phiRate">The rate beta2 of Adam.</param>
    /// <param name="check">Looks at the losses and the gradient of <see cref="Phi"/> before they are used, and may throw.</param>
    /// <remarks>A batch in which no image has evidence teaches nothing (decision 9): phi stays.</remarks>
    public MaskLosses Step(
        (Tensor Images, Tensor Labels) inner, (Tensor Images, Tensor Labels) outer, double thetaRate, double phiRate, Action<MaskLosses>? check = null)
    {
        using var scope = NewDisposeScope();
        if (Accumulate(inner, outer, thetaRate) is not { } losses)
            return MaskLosses.Nothing(inner.Labels).MoveToOuterDisposeScope();
        check?.Invoke(losses);
        Descend(phiRate);
        return losses.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _compressor.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// What a soft compression is worth: L_CIL on the compressed images, and the loss that phi descends beside <paramref name="aside"/>,
    /// both scalars. They may be one. Adds the gradient of the latter, <paramref name="aside"/> included, to that of <see cref="Phi"/>.
    /// </summary>
    /// <param name="compressed">The compressed images, functions of phi.</param>
    /// <param name="aside">The losses of the masks themselves, weighted; a function of phi.</param>
    /// <param name="outer">The batch that stays as it is.</param>
    /// <param name="thetaRate">The present rate of theta.</param>
    private protected abstract (Tensor Inner, Tensor Validation) Differentiate(
        CompressedBatch compressed, Tensor aside, (Tensor Images, Tensor Labels) outer, double thetaRate);

    /// <summary>Adds the gradient of a loss to that of <see cref="Phi"/>.</summary>
    private protected void Backward(Tensor loss) => Backward([loss], [ones_like(loss)]);

    /// <summary>Adds to the gradient of <see cref="Phi"/> what gradients on functions of it give.</summary>
    private protected void Backward(IList<Tensor> values, IList<Tensor> gradients)
    {
        using var constant = TwiceDifferentiableConvolution.WithConstantWeights();
        autograd.backward(values, gradients, inputs: [.. Phi]);
    }

    /// <summary>Computes the losses and sets the gradient of the outer loss on <see cref="Phi"/>; null when no image has evidence.</summary>
    internal MaskLosses? Accumulate((Tensor Images, Tensor Labels) inner, (Tensor Images, Tensor Labels) outer, double thetaRate)
    {
        using var scope = NewDisposeScope();
        using var passes = BackwardCall.ReleaseAtEnd();
        using var fast = _isMadeOfLayers ? Model.Network.AllowFastConvolutions() : default;
        var (logits, heatmap) = HeatmapsOf(inner.Images, inner.Labels, FastWeights.None);
        var (images, labels, masks) = (inner.Images, inner.Labels, heatmap.Values);
        var flatCount = heatmap.Flat.sum();
        // Maps that hold no numbers are flat too; they stay, so that the losses tell.
        if (flatCount.item<long>() is > 0 and var flat && logits.isfinite().all().item<bool>())
        {
            if (flat == labels.shape[0])
                return null;
            // An image without evidence leaves every loss of the step (decision 9).
            var kept = heatmap.Flat.logical_not().nonzero().squeeze(1);
            Tensor Kept(Tensor rows) => rows.index_select(0, kept);
            (images, labels, logits, masks) = (Kept(images), Kept(labels), Kept(logits), Kept(masks));
        }
        var diversity = Losses.CrossEntropy(logits, labels);
        // R(phi): small heatmaps take little memory.
        var memory = masks.square().sum() / (masks.shape[0] * masks.shape[1] * masks.shape[2]);
        var aside = (_config.DiversityWeight * diversity) + (_config.MemoryWeight * memory);

        _optimizer.ZeroGradients();
        var (innerLoss, validation) = Differentiate(new CompressedBatch(images, labels, Blend(images, masks)), aside, outer, thetaRate);
        return new MaskLosses(innerLoss.detach(), validation.detach(), diversity.detach(), memory.detach(), (validation + aside).detach(), flatCount)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Images [N, 3, H, W] compressed by the heatmaps that the mask model has under the given weights.</summary>
    private protected Tensor Compress(Tensor images, Tensor labels, FastWeights weights) => Blend(images, HeatmapsOf(images, labels, weights).Heatmap.Values);

    private (Tensor Logits, Heatmap Heatmap) HeatmapsOf(Tensor images, Tensor labels, FastWeights weights)
    {
        var active = Model.Network.Apply(images, new ForwardPass(_config.Path, weights, _config.SecondOrder));
        return (active.Logits, Heatmap.Of(Model.Network, active.Maps, images, labels, _config.HeatmapAlignment));
    }

    private Tensor Blend(Tensor images, Tensor masks) => _compressor.Blend(images, Heatmap.Resize(masks, (int)images.shape[2], (int)images.shape[3]));

    /// <summary>Clips the gradient of <see cref="Phi"/> and takes Adam's step.</summary>
    internal void Descend(double phiRate)
    {
        using var scope = NewDisposeScope();
        GradientClip.ToJointNorm([_optimizer.Gradients], _maxNorm);
        _optimizer.LearningRate = phiRate;
        _optimizer.Step();
    }
}

/// <summary>The images of a mask step that have evidence.</summary>
/// <param name="Images">[N, 3, H, W].</param>
/// <param name="Labels">[N].</param>
/// <param name="Hybrid">The images softly compressed, a function of phi and theta.</param>
internal sealed record CompressedBatch(Tensor Images, Tensor Labels, Tensor Hybrid);
