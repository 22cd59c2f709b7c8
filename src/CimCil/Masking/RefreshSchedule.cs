namespace CimCil.Masking;

/// <summary>When boxes are renewed, and how often new images are compressed at random (algorithm, section 5).</summary>
/// <param name="Interval">Epochs between two refreshes, at least 1.</param>
/// <param name="Step">What the probability grows by at each refresh.</param>
/// <param name="EpochCount">Epochs of the stage (the phase's own number, decision 13).</param>
public sealed record RefreshSchedule(int Interval, double Step, int EpochCount)
{
    /// <summary>Whether the boxes of the phase's new images are renewed before <paramref name="epoch"/>.</summary>
    public bool IsDue(int epoch) => epoch % Interval == 0 && epoch != 0 && epoch != EpochCount - 1;

    /// <summary>The probability that a new image is compressed in <paramref name="epoch"/>: it grows at each refresh, up to 1.</summary>
    public double CompressionProbability(int epoch)
    {
        var refresh = epoch / Interval;
        if (refresh > 0 && !IsDue(refresh * Interval))
            refresh--;
        return Math.Min(1, refresh * Step);
    }
}
