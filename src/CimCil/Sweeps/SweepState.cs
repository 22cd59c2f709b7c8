namespace CimCil.Sweeps;

/// <summary>How far a run of a sweep is.</summary>
internal enum SweepState
{
    /// <summary>Nothing of it is there.</summary>
    Waiting,

    /// <summary>It was stopped, or its process died; it is resumed.</summary>
    Begun,

    /// <summary>A process works on it.</summary>
    Running,

    /// <summary>All its phases are done.</summary>
    Finished,

    /// <summary>It failed when it was last tried.</summary>
    Failed,

    /// <summary>Its folder holds what no run of it wrote, such as a file that was cut off; nothing works on it.</summary>
    Damaged,
}
