namespace CimCil.Onnx;

/// <summary>What computes a mask model.</summary>
public enum ProviderKind
{
    /// <summary>The first of DirectML, CUDA and the CPU that works here; which one it was and why is logged.</summary>
    Auto,

    /// <summary>Direct3D 12 GPUs on Windows: AMD, Intel, NVIDIA, Qualcomm.</summary>
    DirectMl,

    /// <summary>NVIDIA GPUs.</summary>
    Cuda,

    /// <summary>The processor.</summary>
    Cpu,
}
