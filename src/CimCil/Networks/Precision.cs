namespace CimCil.Configuration;

/// <summary>In which numbers the task level computes. Weights, norms, heads and losses are float32 whatever it is, and so are masks, boxes, features and scores.</summary>
public enum Precision
{
    /// <summary>float32 throughout.</summary>
    Float32,

    /// <summary>Convolutions and matrix products multiply with 10 bits of mantissa on GPUs that have TensorFloat-32, as PyTorch does unless told otherwise; float32 elsewhere.</summary>
    TensorFloat32,

    /// <summary>Convolutions take bfloat16 copies of their inputs and weights and give bfloat16 maps: half the memory, 8 bits of mantissa.</summary>
    BFloat16,
}
