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
}
