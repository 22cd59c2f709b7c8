namespace CimCil.Runs;

/// <summary>How far a run has come, as its manifest says.</summary>
internal enum RunStatus
{
    /// <summary>A process writes it, or died while it did.</summary>
    Running,

    /// <summary>All phases have finished.</summary>
    Finished,

    /// <summary>It ended before the last phase did: a failure, or somebody stopped it.</summary>
    Stopped,
}
