using System.Diagnostics;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Learners;
using CimCil.Runs;
using CimCil.Training;
using static TorchSharp.torch;

namespace CimCil;

/// <summary>Gathers the state of a run into checkpoints: the learner's networks, libtorch's generator, training, results.</summary>
/// <param name="folder">Takes them.</param>
/// <param name="learner">Its networks are part of the state.</param>
/// <param name="corruptImages">What was left out.</param>
/// <param name="results">The phases that have finished.</param>
/// <param name="store">The memory, which lies beside them.</param>
internal sealed class CheckpointWriter(RunFolder folder, Learner learner, CorruptImageLog corruptImages, IReadOnlyList<PhaseResult> results, ExemplarStore store)
{
    private readonly Stopwatch _clock = new();
    private readonly Stopwatch _writing = new();
    private TimeSpan _elapsedBefore;
    private TrainingPosition _position = new();
    private Phase? _phase;

    /// <summary>Time of the current phase, that before a resumption included.</summary>
    public TimeSpan PhaseElapsed => _elapsedBefore + _clock.Elapsed;

    /// <summary>Time that writing has taken in the current phase.</summary>
    public TimeSpan WritingElapsed => _writing.Elapsed;

    /// <summary>A phase begins, or goes on where the cursor stands.</summary>
    public void BeginPhase(Phase phase, RunCursor cursor)
    {
        (_phase, _position, _elapsedBefore) = (phase, cursor.PositionIn(phase), cursor.ElapsedIn(phase));
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
            state.Tensors.Select(entry => ($"{RunCursor.TrainingPrefix}{entry.Key}", entry.Value)));
    }

    /// <summary>Writes a checkpoint between two steps of a phase.</summary>
    public void Save(CheckpointStep step) => Write(Checkpoint(step), []);

    private RunCheckpoint Checkpoint(CheckpointStep step) => new()
    {
        Fingerprint = folder.Fingerprint,
        Config = folder.Experiment.ToJson(),
        Dataset = folder.Dataset,
        Memory = MemoryFingerprint.Of(store.Snapshot),
        Phase = _phase!.Index,
        Step = step,
        Position = _position,
        Networks = learner.Networks.ToDictionary(entry => entry.Key, entry => entry.Value.Shape.ToJson()),
        PhaseElapsed = PhaseElapsed,
        MetricsLength = folder.MetricsLength,
        Results = [.. results],
        LeftOut = [.. corruptImages.Names.Zip(corruptImages.Reasons).Select(image => new LeftOutImage(image.First, image.Second, corruptImages.WasTold(image.First)))],
    };

    private void Write(RunCheckpoint checkpoint, IEnumerable<(string Name, Tensor Tensor)> training)
    {
        _writing.Start();
        using var scope = NewDisposeScope();
        var tensors = new List<(string, Tensor)> { (RunCursor.RandomState, random.get_rng_state()) };
        foreach (var (name, network) in learner.Networks)
            tensors.AddRange(network.state_dict().Select(entry => ($"{name}.{entry.Key}", entry.Value)));
        tensors.AddRange(training);
        folder.Record(checkpoint, tensors);
        _writing.Stop();
    }
}
