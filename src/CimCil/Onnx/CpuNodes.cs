namespace CimCil.Onnx;

/// <summary>Whether single operations that a GPU's provider does not take may run on the CPU.</summary>
public enum CpuNodes
{
    /// <summary>They may not: a model then runs on the GPU as a whole, or not at all.</summary>
    Refuse,

    /// <summary>They may.</summary>
    Allow,
}
