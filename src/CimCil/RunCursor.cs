using CimCil.Data;
using CimCil.Learners;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.Runs;
using CimCil.Training;
using static TorchSharp.torch;

namespace CimCil;

/// <summary>
/// Where a run goes on: which steps of which phase are done, and the state that training goes on from. A run from its start has a cursor
/// before everything.
/// </summary>
/// <param name="from">The checkpoint; null at the start.</param>
internal sealed class RunCursor(LoadedCheckpoint? from)
{
    /// <summary>Starts the names of the tensors of <see cref="TrainingState"/>.</summary>
    internal const string TrainingPrefix = "training.";

    /// <summary>The name of the state of libtorch's generator.</summary>
    internal const string RandomState = "random.libtorch";

    /// <summary>The phases that have finished.</summary>
    public IReadOnlyList<PhaseResult> Results => from?.State.Results ?? [];

    /// <summary>The phases that the memory may be at: the last one that it must hold, and the last one that it may hold.</summary>
    public (int First, int Last) MemoryPhases => from?.State switch
    {
        null => (-1, -1),
        { Step: CheckpointStep.Finished, Phase: var phase } => (phase, phase),
        { Step: CheckpointStep.Trained, Phase: var phase } => (phase - 1, phase),
        { Phase: var phase } => (phase - 1, phase - 1),
    };

    /// <summary>Whether a phase is trained.</summary>
    public bool IsTrained(Phase phase) => from?.State is { Step: CheckpointStep.Trained } state && state.Phase == phase.Index;

    /// <summary>What the training of a phase goes on from; null for its start. The tensors stay the checkpoint's.</summary>
    public TrainingState? TrainingOf(Phase phase) => from?.State is not { Step: CheckpointStep.Training } state || state.Phase != phase.Index ? null : new TrainingState
    {
        Position = state.Position,
        CompressionProbability = state.CompressionProbability,
        Totals = state.Totals,
        StepCounts = state.StepCounts,
        Tensors = from.Tensors.Where(entry => entry.Key.StartsWith(TrainingPrefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[TrainingPrefix.Length..], entry => entry.Value),
    };

    /// <summary>Where the training of a phase stands.</summary>
    public TrainingPosition PositionIn(Phase phase) => from?.State is { } state && state.Phase == phase.Index ? state.Position : new TrainingPosition();

    /// <summary>Time that a phase has taken before the run was resumed.</summary>
    public TimeSpan ElapsedIn(Phase phase) => from?.State is { } state && state.Phase == phase.Index ? state.PhaseElapsed : TimeSpan.Zero;

    /// <summary>Gives a learner its networks, libtorch's generator its state and the log what was left out.</summary>
    /// <exception cref="CheckpointException">The values do not fit the networks.</exception>
    public void Restore(Learner learner, CorruptImageLog corruptImages)
    {
        if (from is null)
            return;
        foreach (var image in from.State.LeftOut)
            corruptImages.Restore(image.Name, image.Reason, image.IsReported);
        learner.Restore(from.State.Networks.ToDictionary(entry => entry.Key, entry => NetworkShape.FromJson(entry.Value)));
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, network) in learner.Networks)
        {
            var state = network.state_dict();
            foreach (var (part, target) in state)
            {
                // A checkpoint from before there were scales has none: they are 1.
                if (RationalActivation.IsScale(part, state) && !from.Tensors.ContainsKey($"{name}.{part}"))
                    continue;
                if (!from.Tensors.TryGetValue($"{name}.{part}", out var source) || !source.shape.SequenceEqual(target.shape))
                    throw new CheckpointException($"{from.File} does not fit the experiment's network: {name}.{part} is missing or of another shape. A run is resumed by the version of the program that began it.");
                target.copy_(source);
            }
        }
        random.set_rng_state(from.Tensors[RandomState]);
    }
}
