using CimCil.Configuration;
using CimCil.Data;
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
        foreach (var parameter in model.Network.Branches.SelectMany(branch => branch.Phi))
            parameter.requires_grad = Phi.Contains(parameter, ReferenceEqualityComparer.Instance);
        _optimizer = new FlatAdam(Phi, config.WeightDecay);
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
    /// What a soft compression is worth: L_CIL on the compressed images, and the loss that phi descends, both scalars. They may be one.
    /// </summary>
    /// <param name="hybrid">The compressed images, a function of phi.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="outer">The batch that stays as it is.</param>
    /// <param name="thetaRate">The present rate of theta.</param>
    private protected abstract (Tensor Inner, Tensor Validation) Objective(Tensor hybrid, Tensor labels, (Tensor Images, Tensor Labels) outer, double thetaRate);

    /// <summary>Computes the losses and sets the gradient of the outer loss on <see cref="Phi"/>; null when no image has evidence.</summary>
    internal MaskLosses? Accumulate((Tensor Images, Tensor Labels) inner, (Tensor Images, Tensor Labels) outer, double thetaRate)
    {
        using var scope = NewDisposeScope();
        var pass = new ForwardPass(_config.Path, FastWeights.None, _config.SecondOrder);
        var active = Model.Network.Apply(inner.Images, pass);
        var heatmap = Heatmap.Normalise(Heatmap.ClassActivation(active.Maps, Model.Network.Classifier.Weight, inner.Labels));
        var (images, labels, logits, masks) = (inner.Images, inner.Labels, active.Logits, heatmap.Values);
        var flatCount = heatmap.Flat.sum();
        // Maps that hold no numbers are flat too; they stay, so that the losses tell.
        if (flatCount.item<long>() is > 0 and var flat && active.Logits.isfinite().all().item<bool>())
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
        var hybrid = _compressor.Blend(images, Heatmap.Resize(masks, (int)images.shape[2], (int)images.shape[3]));
        var (innerLoss, validation) = Objective(hybrid, labels, outer, thetaRate);

        var total = validation + (_config.DiversityWeight * diversity) + (_config.MemoryWeight * memory);
        _optimizer.ZeroGradients();
        autograd.backward([total], null, inputs: [.. Phi]);
        return new MaskLosses(innerLoss.detach(), validation.detach(), diversity.detach(), memory.detach(), total.detach(), flatCount)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Clips the gradient of <see cref="Phi"/> and takes Adam's step.</summary>
    internal void Descend(double phiRate)
    {
        using var scope = NewDisposeScope();
        GradientClip.ToJointNorm([_optimizer.Gradients], _maxNorm);
        _optimizer.LearningRate = phiRate;
        _optimizer.Step();
    }
}
