namespace CimCil.Data;

/// <summary>The order in which an epoch visits its samples.</summary>
internal enum SampleOrder
{
    /// <summary>As listed.</summary>
    Sequential,

    /// <summary>Every sample once, in a random order of the epoch's own.</summary>
    Shuffled,
}
