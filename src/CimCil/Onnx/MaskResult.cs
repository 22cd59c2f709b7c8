namespace CimCil.Onnx;

/// <summary>What a mask model gave for N images; outputs that were not asked for are empty.</summary>
/// <param name="Count">Images N.</param>
/// <param name="Heatmaps">[N, h, w] in [0, 1], row by row.</param>
/// <param name="Logits">[N, C].</param>
/// <param name="Features">[N, D].</param>
public sealed record MaskResult(int Count, float[] Heatmaps, float[] Logits, float[] Features)
{
    /// <summary>The heatmap of one image, [h, w].</summary>
    public ReadOnlySpan<float> HeatmapOf(int image) => Row(Heatmaps, image);

    /// <summary>The logits of one image, [C].</summary>
    public ReadOnlySpan<float> LogitsOf(int image) => Row(Logits, image);

    /// <summary>The features of one image, [D].</summary>
    public ReadOnlySpan<float> FeaturesOf(int image) => Row(Features, image);

    /// <summary>The class of the largest logit; the first one where several are as large.</summary>
    public int PredictedOf(int image)
    {
        var logits = LogitsOf(image);
        var best = 0;
        for (var label = 1; label < logits.Length; label++)
        {
            if (logits[label] > logits[best])
                best = label;
        }
        return best;
    }

    private ReadOnlySpan<float> Row(float[] values, int image) => values.AsSpan(values.Length / Count * image, values.Length / Count);
}
