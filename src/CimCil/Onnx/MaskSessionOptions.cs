namespace CimCil.Onnx;

/// <summary>How a mask model is run.</summary>
public sealed record MaskSessionOptions
{
    /// <summary>What computes it.</summary>
    public ProviderChoice Provider { get; init; } = ProviderChoice.Auto;

    /// <summary>Images per step, at least 1; a GPU that runs out of memory gets fewer. A model with a fixed number keeps that.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Whether single operations may run on the CPU where a GPU was asked for.</summary>
    public CpuNodes CpuNodes { get; init; }

    /// <summary>Threads of the CPU provider, at least 1; null for all cores.</summary>
    public int? ThreadCount { get; init; }

    /// <summary>Start of the name of a profile that ONNX Runtime writes, for measurements; null for none.</summary>
    public string? ProfilePrefix { get; init; }

    /// <summary>Called with the number of images before every step; tests let a device run out of memory here.</summary>
    internal Action<int>? BeforeStep { get; init; }
}
