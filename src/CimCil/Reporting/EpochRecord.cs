namespace CimCil.Reporting;

/// <summary>An epoch.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Epoch">From 0.</param>
/// <param name="EpochCount">Epochs of the stage.</param>
/// <param name="ImageCount">Images.</param>
/// <param name="Seconds">Its time.</param>
/// <param name="Values">Its figures by name.</param>
internal sealed record EpochRecord(int Phase, string Stage, int Epoch, int EpochCount, int ImageCount, double Seconds, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>The part of the time that training waited for images.</summary>
    public double WaitedSeconds { get; init; }
}
