using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Training;

namespace CimCil.Runs;

/// <summary>
/// The state of a run between two steps, without its tensors: the networks' values, the state of libtorch's generator and the tensors
/// of <see cref="TrainingState"/> lie beside it in the file. All other random streams derive from the seed and the position.
/// </summary>
internal sealed record RunCheckpoint
{
    /// <summary>The version of this record that is written and read.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The version of the record.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The fingerprint of the experiment.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The experiment as JSON, so that a configuration that was changed can be told from it setting by setting.</summary>
    public required string Config { get; init; }

    /// <summary>The dataset that it was trained on; null in a checkpoint that was written before this was recorded.</summary>
    public DatasetFingerprint? Dataset { get; init; }

    /// <summary>The memory that belongs to it; null in a checkpoint that was written before this was recorded.</summary>
    public MemoryFingerprint? Memory { get; init; }

    /// <summary>The phase.</summary>
    public required int Phase { get; init; }

    /// <summary>How far the phase has come.</summary>
    public required CheckpointStep Step { get; init; }

    /// <summary>Where training is; with the stage count as its stage when the phase is trained.</summary>
    public required TrainingPosition Position { get; init; }

    /// <summary>The learner's networks by name, each with its shape as JSON; their values lie beside this record.</summary>
    public IReadOnlyDictionary<string, string> Networks { get; init; } = new Dictionary<string, string>();

    /// <summary>See <see cref="TrainingState.CompressionProbability"/>.</summary>
    public double CompressionProbability { get; init; }

    /// <summary>See <see cref="TrainingState.Totals"/>.</summary>
    public IReadOnlyList<TotalWeight> Totals { get; init; } = [];

    /// <summary>See <see cref="TrainingState.StepCounts"/>.</summary>
    public IReadOnlyDictionary<string, long> StepCounts { get; init; } = new Dictionary<string, long>();

    /// <summary>Time that the phase has taken so far.</summary>
    public TimeSpan PhaseElapsed { get; init; }

    /// <summary>Bytes of metrics.jsonl that belong to this state.</summary>
    public required long MetricsLength { get; init; }

    /// <summary>The phases that have finished.</summary>
    public required IReadOnlyList<PhaseResult> Results { get; init; }

    /// <summary>Images that were left out so far.</summary>
    public IReadOnlyList<LeftOutImage> LeftOut { get; init; } = [];
}
