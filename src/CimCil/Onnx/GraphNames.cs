namespace CimCil.Onnx;

/// <summary>The inputs and outputs of a mask model.</summary>
internal static class GraphNames
{
    /// <summary>Input [N, 3, H, W] float32, normalised.</summary>
    public const string Image = "image";

    /// <summary>Input [N] int64.</summary>
    public const string Label = "label";

    /// <summary>Output [N, h, w] float32 in [0, 1].</summary>
    public const string Heatmap = "heatmap";

    /// <summary>Output [N, C] float32.</summary>
    public const string Logits = "logits";

    /// <summary>Output [N, D] float32.</summary>
    public const string Features = "features";

    /// <summary>The names of the outputs that are asked for.</summary>
    public static IEnumerable<string> Of(MaskOutputs outputs)
    {
        if (outputs.HasFlag(MaskOutputs.Heatmap))
            yield return Heatmap;
        if (outputs.HasFlag(MaskOutputs.Logits))
            yield return Logits;
        if (outputs.HasFlag(MaskOutputs.Features))
            yield return Features;
    }
}
