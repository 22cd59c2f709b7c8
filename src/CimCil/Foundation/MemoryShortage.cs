namespace CimCil.Foundation;

/// <summary>Tells a lack of memory from other failures: libraries below this one say it in words alone.</summary>
internal static class MemoryShortage
{
    /// <summary>Words of libtorch and its allocators, CUDA and its libraries, ONNX Runtime and Direct3D.</summary>
    private static readonly string[] Words =
    [
        "out of memory", "not enough memory", "can't allocate memory", "Failed to allocate memory", "bad allocation", "bad_alloc", "STATUS_ALLOC_FAILED", "8007000E",
    ];

    /// <summary>What only a message about the memory of an NVIDIA GPU has; libraries of CUDA are called cuBLAS, cuDNN and so on.</summary>
    private static readonly string[] WordsOfCuda = ["CUDA", "CUBLAS", "CUDNN", "CUSOLVER"];

    /// <summary>Whether a device or its allocator had no memory left.</summary>
    public static bool Is(Exception failure) => failure is OutOfMemoryException || Has(failure, Words);

    /// <summary>Whether that was the memory of a GPU, as libtorch says it.</summary>
    public static bool IsOfCuda(Exception failure) => Has(failure, Words) && Has(failure, WordsOfCuda);

    private static bool Has(Exception failure, string[] words) => words.Any(word => failure.Message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
