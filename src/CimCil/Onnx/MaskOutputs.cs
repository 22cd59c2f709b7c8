namespace CimCil.Onnx;

/// <summary>What is asked of a mask model. What is not asked for is not computed.</summary>
[Flags]
public enum MaskOutputs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Heatmaps [N, h, w].</summary>
    Heatmap = 1,

    /// <summary>Logits [N, C].</summary>
    Logits = 2,

    /// <summary>Features [N, D], for herding.</summary>
    Features = 4,

    /// <summary>Everything.</summary>
    All = Heatmap | Logits | Features,
}
