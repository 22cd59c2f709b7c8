using System.Reflection;
using System.Runtime.InteropServices;
using CimCil.Foundation;

namespace CimCil.Cli.Doctor;

/// <summary>The providers of ONNX Runtime, where this build has it. Asked by name, so that a build without it can be asked too.</summary>
internal static class OnnxRuntime
{
    public static Finding Look()
    {
        const string Thing = "ONNX Runtime";
        if (Type.GetType("Microsoft.ML.OnnxRuntime.OrtEnv, Microsoft.ML.OnnxRuntime") is not { } environment)
            return Finding.Good(Thing, "not part of this build; masks are computed with libtorch");
        try
        {
            var instance = environment.GetMethod("Instance", BindingFlags.Public | BindingFlags.Static, [])!.Invoke(null, null);
            var providers = (string[])environment.GetMethod("GetAvailableProviders", [])!.Invoke(instance, null)!;
            return Finding.Good(Thing, $"providers {string.Join(", ", providers)}");
        }
        catch (Exception failure) when (failure is TargetInvocationException or DllNotFoundException or TypeInitializationException or ExternalException)
        {
            return Finding.Bad(Thing, failure.GetBaseException().Message.Split('\n')[0], "Build with the property OnnxRuntimeBackend set to cpu, cuda or directml.");
        }
    }
}
