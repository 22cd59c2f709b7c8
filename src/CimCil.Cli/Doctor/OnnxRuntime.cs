using CimCil.Foundation;
using CimCil.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace CimCil.Cli.Doctor;

/// <summary>The providers of the ONNX Runtime that this build brings, and the GPUs that they see.</summary>
internal static class OnnxRuntime
{
    public static Finding Look()
    {
        const string Thing = "ONNX Runtime";
        try
        {
            var providers = OrtEnv.Instance().GetAvailableProviders();
            string[] adapters = [.. Adapter.Of(ProviderKind.DirectMl).Concat(Adapter.Of(ProviderKind.Cuda)).Select(adapter => adapter.Name).Distinct()];
            return Finding.Good(Thing, $"providers {string.Join(", ", providers)}; adapters {(adapters.Length == 0 ? "none" : string.Join(", ", adapters))}");
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException or OnnxRuntimeException)
        {
            return Finding.Bad(Thing, failure.GetBaseException().Message.Split('\n')[0], "Build with the property OnnxRuntimeBackend set to cpu, cuda or directml.");
        }
    }
}
