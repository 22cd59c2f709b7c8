using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Foundation;

/// <summary>Switches of libtorch's global context that TorchSharp does not offer.</summary>
internal static unsafe class TorchContext
{
    /// <summary>Calls a setter of <c>at::Context</c> that takes one truth value, such as <c>setBenchmarkCuDNN</c>.</summary>
    /// <returns>False where this libtorch has no such setter.</returns>
    public static bool Set(string name, bool value)
    {
        var (context, member) = OperatingSystem.IsWindows()
            ? ("?globalContext@at@@YAAEAVContext@1@XZ", $"?{name}@Context@at@@QEAAX_N@Z")
            : ("_ZN2at13globalContextEv", $"_ZN2at7Context{name.Length}{name}Eb");
        var library = OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";
        InitializeDeviceType(DeviceType.CPU);
        // Loaded already, so the name alone finds it.
        if (!NativeLibrary.TryLoad(library, out var handle)
            || !NativeLibrary.TryGetExport(handle, context, out var getContext)
            || !NativeLibrary.TryGetExport(handle, member, out var set))
            return false;
        ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)getContext)(), value ? (byte)1 : (byte)0);
        return true;
    }
}
