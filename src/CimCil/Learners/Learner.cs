using CimCil.Data;
using CimCil.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>
/// A class-incremental learner. It knows nothing of masks, boxes or the exemplar store: the trainer feeds it batches, and
/// the mask trainer asks it for its loss under given weights and its maps under given activations.
/// </summary>
public abstract class Learner : IDisposable
{
    /// <summary>Prepares the network for new classes and returns the stages of the phase, to be trained in order.</summary>
    /// <remarks>A stage is created when the enumeration reaches it, after the one before has been trained and finished.</remarks>
    public abstract IEnumerable<LearnerStage> BeginPhase(PhaseStart start);

    /// <summary>The stages of a phase from a later one on, on a learner that <see cref="Restore"/> has put there.</summary>
    /// <param name="start">The phase, as it began.</param>
    /// <param name="stage">The stage that comes next, from 0; the number of stages when all are trained.</param>
    public abstract IEnumerable<LearnerStage> ContinuePhase(PhaseStart start, int stage);

    /// <summary>Makes the networks that a phase has in a stage; whoever calls it then gives <see cref="StateModules"/> their values.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="stage">As for <see cref="ContinuePhase"/>.</param>
    public abstract void Restore(Phase phase, int stage);

    /// <summary>The networks whose values are the learner's whole state, by name.</summary>
    public abstract IReadOnlyDictionary<string, nn.Module> StateModules { get; }

    /// <summary>The branches of the network that is being trained, old ones first.</summary>
    public abstract IReadOnlyList<ResNet> Branches { get; }

    /// <summary>The weight of the head over all features, [C, D]; its rows weigh the maps of a class activation map.</summary>
    public abstract Parameter HeadWeight { get; }

    /// <summary>The networks to score after a phase.</summary>
    public abstract IReadOnlyList<ScoredNetwork> Networks { get; }

    /// <summary>Maps and logits of images [N, 3, H, W].</summary>
    public abstract Activation Activate(Tensor images, ForwardPass pass);

    /// <summary>The features [N, D] that herding compares, of images [N, 3, H, W] in evaluation mode.</summary>
    public abstract Tensor Features(Tensor images);

    /// <summary>Puts every network into evaluation mode.</summary>
    public abstract void Eval();

    /// <inheritdoc/>
    public abstract void Dispose();
}
