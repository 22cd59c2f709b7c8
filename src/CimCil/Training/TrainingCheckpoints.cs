namespace CimCil.Training;

/// <summary>Where training hands over its state.</summary>
/// <param name="EpochInterval">Epochs between two hand-overs, at least 1. A run that is cancelled hands over once more.</param>
/// <param name="Save">Is called between two steps; the state's tensors are on loan until it returns.</param>
internal sealed record TrainingCheckpoints(int EpochInterval, Action<TrainingState> Save)
{
    /// <summary>Nothing is ever handed over.</summary>
    public static TrainingCheckpoints None { get; } = new(int.MaxValue, _ => { });
}
