namespace CimCil.Runs;

/// <summary>Where and how fast a run works; nothing here changes its numbers but <see cref="ChangedImages"/>.</summary>
public sealed record RunOptions
{
    /// <summary>The run folder; it must not exist, or be empty. <see cref="RunFolder.DefaultPath"/> is the usual one.</summary>
    public required string OutputFolder { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads that decode and augment images, at least 1.</summary>
    public int WorkerCount { get; init; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Epochs between two checkpoints, at least 1; every stage of a phase's work ends with one anyway.</summary>
    public int CheckpointInterval { get; init; } = 5;

    /// <summary>Whether event files for TensorBoard are written beside metrics.jsonl.</summary>
    public TensorBoardEvents TensorBoard { get; init; } = TensorBoardEvents.Written;

    /// <summary>What happens when a run is resumed and its images are not those that it was trained on.</summary>
    public ChangedImages ChangedImages { get; init; } = ChangedImages.Refused;

    /// <summary>What was typed, for the manifest.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];
}

/// <summary>Whether event files for TensorBoard are written.</summary>
public enum TensorBoardEvents
{
    /// <summary>Into the folder <c>tensorboard</c> of the run.</summary>
    Written,

    /// <summary>None.</summary>
    Off,
}

/// <summary>What happens when a run is resumed and its images are not those that it was trained on. Other classes are always refused.</summary>
public enum ChangedImages
{
    /// <summary>The run is not resumed; the message says what has changed.</summary>
    Refused,

    /// <summary>The run goes on with the images as they are now; its manifest and its notes say so.</summary>
    Accepted,
}
