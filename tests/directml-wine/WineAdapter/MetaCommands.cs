using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CimCil.WineAdapter;

/// <summary>
/// Wine 10 answers ID3D12Device5::EnumerateMetaCommands with "not implemented", which DirectML takes for a broken driver. The
/// truth is that there are none, and this says so: 0 commands, success. Nothing else of Direct3D is touched.
/// </summary>
internal static unsafe class MetaCommands
{
    private const int EnumerateMetaCommands = 59;
    private const uint FeatureLevel11 = 0xb000;

    private static readonly Guid Device = new("189819f1-1db6-4b57-be54-1821339b85f7");
    private static readonly Guid Device5 = new("8b4f173b-2fea-4b80-8f58-4307191ab95d");

    public static void Install()
    {
        // The table of methods is shared by all devices; this one only shows where it is.
        if (D3D12CreateDevice(0, FeatureLevel11, Device, out var device) < 0)
            return;
        if (Marshal.QueryInterface(device, in Device5, out var device5) >= 0)
        {
            var place = *(nint**)device5 + EnumerateMetaCommands;
            uint count = 0;
            if (((delegate* unmanaged[Stdcall]<nint, uint*, void*, int>)(*place))(device5, &count, null) < 0)
                WritableMemory.Set(place, (nint)(delegate* unmanaged[Stdcall]<nint, uint*, void*, int>)&None);
            Marshal.Release(device5);
        }
        Marshal.Release(device);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static int None(nint device, uint* count, void* descriptions)
    {
        if (count is not null)
            *count = 0;
        return 0;
    }

    [DllImport("d3d12.dll")]
    private static extern int D3D12CreateDevice(nint adapter, uint featureLevel, in Guid kind, out nint device);
}
