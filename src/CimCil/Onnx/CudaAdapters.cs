using System.Runtime.InteropServices;

namespace CimCil.Onnx;

/// <summary>The GPUs that NVIDIA's driver knows.</summary>
internal static unsafe class CudaAdapters
{
    private const int NameLength = 256;

    public static IReadOnlyList<Adapter> List()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver))
            return [];
        var adapters = new List<Adapter>();
        int count;
        if (!TryCall(driver, "cuInit", out var initialise) || !TryCall(driver, "cuDeviceGetCount", out var getCount)
            || !TryCall(driver, "cuDeviceGetName", out var getName) || !TryCall(driver, "cuDeviceTotalMem_v2", out var getMemory)
            || ((delegate* unmanaged<uint, int>)initialise)(0) != 0 || ((delegate* unmanaged<int*, int>)getCount)(&count) != 0)
            return [];
        var name = stackalloc byte[NameLength];
        for (var index = 0; index < count; index++)
        {
            nuint memory;
            if (((delegate* unmanaged<byte*, int, int, int>)getName)(name, NameLength, index) == 0
                && ((delegate* unmanaged<nuint*, int, int>)getMemory)(&memory, index) == 0)
                adapters.Add(new Adapter(index, Marshal.PtrToStringUTF8((nint)name) ?? "", (long)memory));
        }
        return adapters;
    }

    private static bool TryCall(nint library, string name, out nint function) => NativeLibrary.TryGetExport(library, name, out function);
}
