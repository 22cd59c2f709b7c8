using CimCil.Configuration;
using CimCil.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>One stage of a phase's training: what is minimised over which parameters for how long.</summary>
public sealed class LearnerStage
{
    /// <summary>The name of the stage, for progress and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>Epochs, rate and weight decay.</summary>
    public required StageConfig Schedule { get; init; }

    /// <summary>The network that learns; it is switched between training and evaluation mode.</summary>
    public required nn.Module Network { get; init; }

    /// <summary>Where the network lies.</summary>
    public required Device Device { get; init; }

    /// <summary>A divisor of the channel counts of every convolution that <see cref="Loss"/> makes.</summary>
    public required int ChannelDivisor { get; init; }

    /// <summary>theta: what SGD moves.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>The loss of images [N, 3, H, W] with labels [N] under the given weights.</summary>
    public required Func<Tensor, Tensor, FastWeights, StageLoss> Loss { get; init; }

    /// <summary>Whether the masks learn along with this stage.</summary>
    public MaskLearning MaskLearning { get; init; } = MaskLearning.Alternating;

    /// <summary>What is done once after the last epoch.</summary>
    public Action Finish { get; init; } = () => { };
}

/// <summary>Whether the masks learn along with a stage.</summary>
public enum MaskLearning
{
    /// <summary>Mask steps follow the training steps of every epoch, and boxes are refreshed.</summary>
    Alternating,

    /// <summary>Masks and boxes stay as they are.</summary>
    Paused,
}
