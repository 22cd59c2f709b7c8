namespace CimCil.Masking;

/// <summary>When boxes are renewed, and how often new images are compressed at random (algorithm, section 5).</summary>
/// <param name="Interval">Epochs between two refreshes, at least 1.</param>
/// <param name="Step">What the probability grows by at each refresh.</param>
public sealed record RefreshSchedule(int Interval, double Step)
{
    /// <summary>Whether the boxes of the phase's new images are renewed before <paramref name="epoch"/>.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="epochCount">Epochs of the stage (the phase's own number, decision 13).</param>
    public bool IsDue(int epoch, int epochCount) => epoch % Interval == 0 && epoch != 0 && epoch != epochCount - 1;

    /// <summary>The probability that a new image is compressed in <paramref name="epoch"/>: it grows at each refresh, up to 1.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="epochCount">Epochs of the stage.</param>
    public double CompressionProbability(int epoch, int epochCount)
    {
        var refresh = epoch / Interval;
        if (refresh > 0 && !IsDue(refresh * Interval, epochCount))
            refresh--;
        return Math.Min(1, refresh * Step);
    }
}
