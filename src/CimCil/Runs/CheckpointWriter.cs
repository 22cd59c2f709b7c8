using System.Diagnostics;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Training;
using static TorchSharp.torch;

namespace CimCil.Runs;

/// <summary>Gathers the state of a run into checkpoints, and gives it back.</summary>
/// <param name="folder">Takes them.</param>
/// <param name="learner">Its networks are part of the state.</param>
/// <param name="corruptImages">What was left out.</param>
/// <param name="reportedImages">What of that was said.</param>
/// <param name="results">The phases that have finished.</param>
public sealed class CheckpointWriter(
    RunFolder folder, Learner learner, CorruptImageLog corruptImages, IReadOnlySet<string> reportedImages, IReadOnlyList<PhaseResult> results)
{
    private const string RandomState = "random.libtorch";
    private readonly Stopwatch _clock = new();
    private readonly Stopwatch _writing = new();
    private TimeSpan _elapsedBefore;
    private TrainingPosition _position = new();
    private Phase? _phase;

    /// <summary>Time of the current phase, that before a resumption included.</summary>
    public TimeSpan PhaseElapsed => _elapsedBefore + _clock.Elapsed;

    /// <summary>Time that writing has taken in the current phase.</summary>
    public TimeSpan WritingElapsed => _writing.Elapsed;

    /// <summary>A phase begins, or goes on from a checkpoint of it.</summary>
    public void BeginPhase(Phase phase, LoadedCheckpoint? from)
    {
        (_phase, _elapsedBefore, _position) = from?.State.Phase == phase?.Index
            ? (phase, from!.State.PhaseElapsed, from.State.Position)
            : (phase, TimeSpan.Zero, new TrainingPosition());
        _clock.Restart();
        _writing.Reset();
    }

    /// <summary>Writes a checkpoint within training.</summary>
    public void Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _position = state.Position;
        Write(
            Checkpoint(CheckpointStep.Training) with
            {
                CompressionProbability = state.CompressionProbability,
                Totals = state.Totals,
                StepCounts = state.StepCounts,
            },
            state.Tensors.Select(entry => ($"training.{entry.Key}", entry.Value)));
    }

    /// <summary>Writes a checkpoint between two parts of a phase's work.</summary>
    public void Save(CheckpointStep step)
    {
        // As many stages as any phase has, so that all of them count as trained.
        _position = new TrainingPosition { Stage = int.MaxValue };
        Write(Checkpoint(step), []);
    }

    /// <summary>What training goes on from; its tensors stay the checkpoint's.</summary>
    public static TrainingState TrainingOf(LoadedCheckpoint from)
    {
        ArgumentNullException.ThrowIfNull(from);
        const string Prefix = "training.";
        return new TrainingState
        {
            Position = from.State.Position,
            CompressionProbability = from.State.CompressionProbability,
            Totals = from.State.Totals,
            StepCounts = from.State.StepCounts,
            Tensors = from.Tensors.Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key[Prefix.Length..], entry => entry.Value),
        };
    }

    /// <summary>Gives a learner the networks and values of a checkpoint, and libtorch's generator its state.</summary>
    /// <exception cref="PyBridge.CheckpointException">The values do not fit the networks.</exception>
    public static void Restore(LoadedCheckpoint from, Learner learner, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(learner);
        learner.Restore(phase, from.State.Position.Stage);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (module, network) in learner.StateModules)
        {
            foreach (var (name, target) in network.state_dict())
            {
                if (!from.Tensors.TryGetValue($"{module}.{name}", out var source) || !source.shape.SequenceEqual(target.shape))
                    throw new PyBridge.CheckpointException($"{from.File} does not fit the experiment's network: {module}.{name} is missing or of another shape. A run is resumed by the version of the program that began it.");
                target.copy_(source);
            }
        }
        random.set_rng_state(from.Tensors[RandomState]);
    }

    private RunCheckpoint Checkpoint(CheckpointStep step) => new()
    {
        Fingerprint = folder.Fingerprint,
        Config = folder.Experiment.ToJson(),
        Phase = _phase!.Index,
        Step = step,
        Position = _position,
        PhaseElapsed = PhaseElapsed,
        MetricsLength = folder.MetricsLength,
        Results = [.. results],
        LeftOut = [.. corruptImages.Names.Zip(corruptImages.Reasons).Select(image => new LeftOutImage(image.First, image.Second, reportedImages.Contains(image.First)))],
    };

    private void Write(RunCheckpoint checkpoint, IEnumerable<(string Name, Tensor Tensor)> training)
    {
        _writing.Start();
        using var scope = NewDisposeScope();
        var tensors = new List<(string, Tensor)> { (RandomState, random.get_rng_state()) };
        foreach (var (module, network) in learner.StateModules)
            tensors.AddRange(network.state_dict().Select(entry => ($"{module}.{entry.Key}", entry.Value)));
        tensors.AddRange(training);
        folder.Record(checkpoint, tensors);
        _writing.Stop();
    }
}
