using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// Classifies by the nearest class mean (Rebuffi et al., iCaRL, CVPR 2017): features are divided by their length, and a logit is
/// minus the squared distance to the mean of its class. Means are computed, not learnt.
/// </summary>
public sealed class NearestMeanHead : Head
{
    /// <summary>What keeps a feature vector of zeros from a division by zero, as in herding (algorithm, section 8).</summary>
    private const double Epsilon = 1e-8;

    internal NearestMeanHead(HeadShape shape, int featureCount, Device device, ScalarType type) : base(nameof(NearestMeanHead), shape)
    {
        using var scope = NewDisposeScope();
        Means = Part.Buffer(zeros(shape.ClassCount, featureCount, type), device);
        register_buffer("means", Means);
    }

    /// <summary>One mean per class, [classes, features].</summary>
    public Tensor Means { get; }

    /// <summary>Takes the mean of the features [N, D] of a class, each divided by its length, itself of length 1.</summary>
    public void SetMean(int label, Tensor features)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Means[label].copy_(Normalised(Normalised(features).mean([0], keepdim: true)).squeeze(0));
    }

    /// <inheritdoc/>
    public override Tensor Apply(Tensor features)
    {
        using var scope = NewDisposeScope();
        var normalised = Normalised(features);
        var squares = normalised.square().sum(1, keepdim: true) + Means.square().sum(1).unsqueeze(0);
        return ((2 * normalised.matmul(Means.t())) - squares).MoveToOuterDisposeScope();
    }

    private static Tensor Normalised(Tensor features) => features / (features.norm(1, keepdim: true) + Epsilon);
}
