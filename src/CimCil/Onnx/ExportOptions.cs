namespace CimCil.Onnx;

/// <summary>The form of an exported mask model.</summary>
public sealed record ExportOptions
{
    /// <summary>The numbers that convolutions are computed in.</summary>
    public ModelPrecision Precision { get; init; }

    /// <summary>Where the class comes from.</summary>
    public ModelLabels Labels { get; init; }

    /// <summary>
    /// Images per step, at least 1, which DirectML prefers to know; null leaves the number open (the symbolic dimension N).
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>Whether rational activations compute one number more than there is; only the test under Wine asks for it.</summary>
    internal RationalLength RationalLength { get; init; }
}

/// <summary>How many numbers a rational activation works on.</summary>
internal enum RationalLength
{
    /// <summary>As many as there are.</summary>
    Exact,

    /// <summary>
    /// One more. DirectML has other shaders for sums and products of tensors whose length is a multiple of four, which Wine's
    /// Direct3D cannot compile; maps, whose length always is one, then take the general ones. The numbers stay the same.
    /// </summary>
    OneMore,
}
