namespace CimCil.Training;

/// <summary>The figures of one epoch of one stage.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Stage">The stage within the phase.</param>
/// <param name="Epoch">0 for the first epoch.</param>
/// <param name="EpochCount">Epochs of the stage.</param>
/// <param name="ImageCount">Images trained on in this epoch.</param>
/// <param name="Elapsed">Time of the whole epoch, mask steps included.</param>
/// <param name="Values">
/// Named figures in a fixed order: mean losses (<c>loss</c>, <c>loss.classification</c>, ...), <c>accuracy</c> in percent,
/// <c>learningRate</c>, and of the mask steps <c>mask.inner</c>, <c>mask.outer</c>, <c>mask.diversity</c>, <c>mask.memory</c>.
/// </param>
public sealed record EpochMetrics(
    int Phase,
    string Stage,
    int Epoch,
    int EpochCount,
    int ImageCount,
    TimeSpan Elapsed,
    IReadOnlyList<KeyValuePair<string, double>> Values)
{
    /// <summary>The part of <see cref="Elapsed"/> that training waited for images; of an epoch that was resumed, the time since then.</summary>
    public TimeSpan Waited { get; init; }
}
