using CimCil.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>What a stage minimises over which parameters.</summary>
public sealed class StageModel : IDisposable
{
    /// <summary>The network that learns; it is switched between training and evaluation mode, and masks are learnt on it.</summary>
    public required IncrementalNetwork Network { get; init; }

    /// <summary>What the optimizer moves: theta of the branches that learn, and heads.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>The loss of images [N, 3, H, W] with labels [N] under the given weights.</summary>
    public required Func<Tensor, Tensor, FastWeights, StageLoss> Loss { get; init; }

    /// <summary>Whether the statistics of norms follow the stage's images.</summary>
    public NormStatistics Norms { get; init; } = NormStatistics.Updated;

    /// <summary>Tensors that the loss needs and that end with the stage, such as class weights.</summary>
    public IReadOnlyList<Tensor> Constants { get; init; } = [];

    /// <summary>Cross-entropy of the classifier, over the newest branch and the classifier.</summary>
    public static StageModel Classification(IncrementalNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new StageModel
        {
            Network = network,
            Parameters = [.. network.NewestBranch.Theta, network.Classifier.Weight],
            Loss = (images, labels, weights) =>
            {
                var logits = network.Apply(images, new ForwardPass(ActivationPath.Relu, weights)).Logits;
                return new StageLoss(Losses.CrossEntropy(logits, labels), logits);
            },
        };
    }

    /// <summary>Disposes the constants; the network is its learner's.</summary>
    public void Dispose()
    {
        foreach (var constant in Constants)
            constant.Dispose();
    }
}

/// <summary>Whether norms learn the statistics of the images that they see.</summary>
public enum NormStatistics
{
    /// <summary>They do; a frozen branch's never do.</summary>
    Updated,

    /// <summary>They stay, as in evaluation.</summary>
    Kept,
}
