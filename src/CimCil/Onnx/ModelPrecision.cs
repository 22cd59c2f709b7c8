namespace CimCil.Onnx;

/// <summary>The numbers that the convolutions of a mask model are computed in; inputs and outputs are float32 in any case.</summary>
public enum ModelPrecision
{
    /// <summary>float32 throughout.</summary>
    Float32,

    /// <summary>
    /// Convolutions, and what lies between them, in float16. Rational activations, whose fifth powers leave its range, the heads
    /// and the normalisation of heatmaps stay in float32.
    /// </summary>
    Float16,
}
