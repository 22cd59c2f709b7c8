namespace CimCil.Training;

/// <summary>A rate that falls from its start to 0 along half a cosine, once per epoch (algorithm, section 4).</summary>
/// <param name="Start">The rate of epoch 0.</param>
/// <param name="EpochCount">Epochs until it would reach 0.</param>
public sealed record CosineSchedule(double Start, int EpochCount)
{
    /// <summary>The rate of an epoch, start x (1 + cos(pi epoch / count)) / 2.</summary>
    public double Rate(int epoch) => Start * (1 + Math.Cos(Math.PI * epoch / EpochCount)) / 2;
}
