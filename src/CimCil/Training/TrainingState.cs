using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>
/// Everything beside the networks' weights that training at a <see cref="TrainingPosition"/> depends on. The random streams
/// need no place here: each is derived from the seed and the position.
/// </summary>
internal sealed record TrainingState
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
