namespace CimCil.Onnx;

/// <summary>How far an exported model is from its network; differences are in units of the largest magnitude where that is above 1.</summary>
/// <param name="Heatmaps">The largest difference of heatmaps.</param>
/// <param name="Logits">The largest difference of logits.</param>
/// <param name="Features">The largest difference of features.</param>
/// <param name="ImageCount">Pictures compared.</param>
/// <param name="EqualBoxCount">Those whose boxes are equal.</param>
public sealed record ExportDifference(double Heatmaps, double Logits, double Features, int ImageCount, int EqualBoxCount)
{
    /// <summary>The largest of the three.</summary>
    public double Largest => Math.Max(Heatmaps, Math.Max(Logits, Features));
}
