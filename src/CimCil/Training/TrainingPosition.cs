namespace CimCil.Training;

/// <summary>A place between two steps of a phase's training, from which it can go on.</summary>
internal sealed record TrainingPosition
{
    /// <summary>The stage, from 0; the number of stages when all are trained.</summary>
    public int Stage { get; init; }

    /// <summary>The epoch that is under way or comes next; the number of epochs when all are trained.</summary>
    public int Epoch { get; init; }

    /// <summary>The part of the epoch.</summary>
    public EpochPart Part { get; init; }

    /// <summary>The number of the task level's next batch.</summary>
    public int NextBatch { get; init; }

    /// <summary>The next step of the mask level.</summary>
    public int NextMaskStep { get; init; }

    /// <summary>The pass over the images that the mask level is in.</summary>
    public int MaskPass { get; init; }

    /// <summary>The number of the mask level's next batch in that pass.</summary>
    public int NextMaskBatch { get; init; }

    /// <summary>Time that the epoch has taken so far.</summary>
    public TimeSpan Elapsed { get; init; }
}

/// <summary>The parts of an epoch, in order.</summary>
internal enum EpochPart
{
    /// <summary>Before the first step; boxes are renewed here.</summary>
    Start,

    /// <summary>The steps of the task level.</summary>
    Task,

    /// <summary>The steps of the mask level.</summary>
    Masks,
}
