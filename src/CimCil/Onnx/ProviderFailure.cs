using System.Runtime.InteropServices;

namespace CimCil.Onnx;

/// <summary>Turns what ONNX Runtime and its providers throw into one message: the cause, what there is, and the fix.</summary>
internal static class ProviderFailure
{
    /// <summary>Whether an exception is one of those with which a library that is missing or unfit shows itself.</summary>
    public static bool IsKnown(Exception failure) =>
        failure is Microsoft.ML.OnnxRuntime.OnnxRuntimeException or EntryPointNotFoundException or SEHException or TypeInitializationException
            or DllNotFoundException or BadImageFormatException or NotSupportedException;

    /// <summary>The message for providers that are not in the library at hand.</summary>
    public static string NotBuiltIn(IReadOnlyList<ProviderKind> kinds, IEnumerable<string> available)
    {
        var builds = kinds.Select(kind => $"-p:OnnxRuntimeBackend={ProviderChoice.NameOf(kind)}{(kind == ProviderKind.DirectMl ? " on Windows" : "")}");
        return $"The ONNX Runtime library here is built without {string.Join(" and ", kinds.Select(Title))}: it offers {string.Join(", ", available.Select(NameOf))}. "
            + $"Build with {string.Join(" or ", builds)}, or choose another --provider.";
    }

    /// <summary>The message for DirectML without its own library.</summary>
    public static string NoDirectMlLibrary() =>
        "DirectML.dll is missing or does not load: it lies beside onnxruntime.dll in the package Microsoft.ML.OnnxRuntime.DirectML. "
        + "Build with -p:OnnxRuntimeBackend=directml, copy it beside the program, or choose --provider cpu.";

    /// <summary>The message for a provider without a GPU.</summary>
    public static string NoAdapter(ProviderKind kind) => kind == ProviderKind.DirectMl
        ? "There is no GPU that DirectML can use: it needs a Direct3D 12 adapter with its driver. Install the GPU's driver, or choose --provider cpu."
        : "There is no GPU that CUDA can use: NVIDIA's driver is missing or knows no device. Install the driver, or choose --provider cpu.";

    /// <summary>The message for an exception while a provider was started.</summary>
    /// <param name="kind">The provider.</param>
    /// <param name="adapter">The adapter in words; null without one.</param>
    /// <param name="failure">What was thrown.</param>
    /// <param name="adapters">The adapters that there are.</param>
    public static string Explain(ProviderKind kind, string? adapter, Exception failure, IReadOnlyList<Adapter> adapters)
    {
        var cause = failure.GetBaseException();
        if (cause is DllNotFoundException or BadImageFormatException)
            return $"ONNX Runtime's native library did not load: {FirstLine(cause.Message)} Build with -p:OnnxRuntimeBackend=cpu (or directml, cuda), or put the library beside the program.";
        if (failure is TypeInitializationException || cause.Message.Contains("API version", StringComparison.Ordinal))
            return $"The two halves of ONNX Runtime do not fit together: {FirstLine(cause.Message)} Both must be of one version; delete bin and obj and build again with one -p:OnnxRuntimeBackend, or replace the native library.";
        if (cause is EntryPointNotFoundException)
            return $"The ONNX Runtime library here is built without {Title(kind)}. Build with -p:OnnxRuntimeBackend={ProviderChoice.NameOf(kind)}, or choose another --provider.";
        if (cause is SEHException)
            return NoDirectMlLibrary();
        var where = adapter is null ? "" : $" on adapter {adapter}";
        return kind switch
        {
            ProviderKind.DirectMl => ExplainDirectMl(where, cause.Message, adapters),
            ProviderKind.Cuda => $"CUDA does not start{where}: {FirstLine(cause.Message)} It needs NVIDIA's driver, CUDA 12 and cuDNN 9. Install them, or choose --provider cpu.",
            _ => $"The model does not start on the CPU: {FirstLine(cause.Message)} Export it again with 'cimcil export RUN'.",
        };
    }

    private static string ExplainDirectMl(string where, string message, IReadOnlyList<Adapter> adapters)
    {
        bool Holds(string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);

        if (Holds("887A0002"))
            return $"DirectML finds no adapter of that number; there is {Adapter.Describe(adapters)}. Choose one with --adapter, or --provider cpu.";
        if (Holds("fallback to CPU EP"))
            return $"DirectML does not take every operation of the model{where}, and single operations on the CPU are refused. Export it with 'cimcil export RUN --batch-size N', update the GPU's driver, or allow them with --cpu-nodes allow.";
        if (Holds("8007000E"))
            return $"The GPU{where} has no memory left for the model. Close other programs, lower --batch-size, or choose --provider cpu.";
        if (Holds("80004001"))
            return $"The Direct3D 12 driver{where} lacks something that DirectML needs (80004001, not implemented). Update the GPU's driver; there is {Adapter.Describe(adapters)}. Or choose --provider cpu.";
        if (Holds("887A0004") || (Holds("80004005") && Holds("dml_provider_factory")))
            return $"DirectML cannot make a Direct3D 12 device{where}: the driver is missing or too old, or no desktop is there. There is {Adapter.Describe(adapters)}. Update the GPU's driver, choose another --adapter, or --provider cpu. ({Shortened(message)})";
        return $"DirectML does not start{where}: {Shortened(message)} There is {Adapter.Describe(adapters)}. Choose another --adapter, or --provider cpu.";
    }

    private static string Title(ProviderKind kind) => kind == ProviderKind.DirectMl ? "DirectML" : "CUDA";

    /// <summary>ONNX Runtime's name of a provider in the words of the command line.</summary>
    private static string NameOf(string provider) => provider switch
    {
        "DmlExecutionProvider" => "directml",
        "CUDAExecutionProvider" => "cuda",
        "CPUExecutionProvider" => "cpu",
        _ => provider,
    };

    /// <summary>ONNX Runtime's messages begin with the whole path of a source file on its builders' machine.</summary>
    private static string Shortened(string message)
    {
        var line = FirstLine(message);
        return line.Length <= 400 ? line : $"{line[..160]} ... {line[^240..]}";
    }

    private static string FirstLine(string message)
    {
        var line = message.Split('\n')[0].Trim();
        return line.EndsWith('.') ? line : line + ".";
    }
}
