using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>
/// Everything beside the networks' weights that training at a <see cref="TrainingPosition"/> depends on. The random streams
/// need no place here: each is derived from the seed and the position.
/// </summary>
public sealed record TrainingState
{
    /// <summary>Where training is.</summary>
    public required TrainingPosition Position { get; init; }

    /// <summary>How often a new image is compressed with its box.</summary>
    public double CompressionProbability { get; init; }

    /// <summary>What an epoch's totals stand for so far, in the order of their first appearance.</summary>
    public IReadOnlyList<TotalWeight> Totals { get; init; } = [];

    /// <summary>Steps of the optimizers by parameter, where they count them.</summary>
    public IReadOnlyDictionary<string, long> StepCounts { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// <c>theta.I.momentum_buffer</c>, <c>phi.I.exp_avg</c> and <c>phi.I.exp_avg_sq</c> of the optimizers, <c>boxes</c> [N, 4] int32 of
    /// the phase's new images (-1 for none) and <c>totals</c> [T] float64. Whoever takes a state from training only borrows them.
    /// </summary>
    public required IReadOnlyDictionary<string, Tensor> Tensors { get; init; }
}

/// <summary>A total of an epoch and the images or steps that it stands for.</summary>
/// <param name="Name">Such as <c>loss</c>.</param>
/// <param name="Weight">Images, or mask steps.</param>
public sealed record TotalWeight(string Name, long Weight);

/// <summary>Where training hands over its state.</summary>
/// <param name="EpochInterval">Epochs between two hand-overs, at least 1. A run that is cancelled hands over once more.</param>
/// <param name="Save">Is called between two steps; the state's tensors are on loan until it returns.</param>
public sealed record TrainingCheckpoints(int EpochInterval, Action<TrainingState> Save)
{
    /// <summary>Nothing is ever handed over.</summary>
    public static TrainingCheckpoints None { get; } = new(int.MaxValue, _ => { });
}
