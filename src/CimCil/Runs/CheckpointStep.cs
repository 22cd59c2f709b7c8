namespace CimCil.Runs;

/// <summary>How far a phase has come when a checkpoint is written.</summary>
internal enum CheckpointStep
{
    /// <summary>It is being trained; the memory is that of the phase before.</summary>
    Training,

    /// <summary>It is trained; the memory may or may not hold it yet.</summary>
    Trained,

    /// <summary>It is scored and recorded.</summary>
    Finished,
}
