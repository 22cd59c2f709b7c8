namespace CimCil.Onnx;

/// <summary>How far an exported model is from its network; differences are in units of the largest magnitude where that is above 1.</summary>
/// <param name="Heatmaps">The largest difference of heatmaps.</param>
/// <param name="Logits">The largest difference of logits.</param>
/// <param name="Features">The largest difference of features.</param>
/// <param name="ImageCount">Images compared.</param>
/// <param name="EqualBoxCount">Those whose boxes are equal.</param>
/// <param name="LargestBoxDistance">The most pixels between a side of a box and that of its counterpart.</param>
internal sealed record ExportDifference(double Heatmaps, double Logits, double Features, int ImageCount, int EqualBoxCount, int LargestBoxDistance)
{
    /// <summary>The largest of the three.</summary>
    public double Largest => Math.Max(Heatmaps, Math.Max(Logits, Features));
}
