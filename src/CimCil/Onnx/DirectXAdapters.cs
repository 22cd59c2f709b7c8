using System.Runtime.InteropServices;

namespace CimCil.Onnx;

/// <summary>The adapters of Windows' graphics interface (DXGI), whose order is that of DirectML's device numbers.</summary>
internal static unsafe partial class DirectXAdapters
{
    // Places in the method tables of IUnknown, IDXGIFactory1 and IDXGIAdapter1.
    private const int Release = 2;
    private const int EnumAdapters1 = 12;
    private const int GetDesc1 = 10;

    private static readonly Guid Factory1 = new("770aae78-f26f-4dba-a829-253c83d1b387");

    public static IReadOnlyList<Adapter> List()
    {
        if (!OperatingSystem.IsWindows())
            return [];
        try
        {
            return ListAll();
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            return [];
        }
    }

    private static List<Adapter> ListAll()
    {
        var adapters = new List<Adapter>();
        if (CreateFactory(Factory1, out var factory) < 0)
            return adapters;
        for (var index = 0u; ; index++)
        {
            nint adapter;
            if (((delegate* unmanaged[Stdcall]<nint, uint, nint*, int>)Method(factory, EnumAdapters1))(factory, index, &adapter) < 0)
                break;
            Description description;
            if (((delegate* unmanaged[Stdcall]<nint, Description*, int>)Method(adapter, GetDesc1))(adapter, &description) >= 0)
                adapters.Add(new Adapter((int)index, new string(description.Name), (long)description.VideoMemory));
            Free(adapter);
        }
        Free(factory);
        return adapters;
    }

    private static void Free(nint instance) => ((delegate* unmanaged[Stdcall]<nint, uint>)Method(instance, Release))(instance);

    private static nint Method(nint instance, int index) => (*(nint**)instance)[index];

    [LibraryImport("dxgi", EntryPoint = "CreateDXGIFactory1")]
    private static partial int CreateFactory(in Guid kind, out nint factory);

    /// <summary>DXGI_ADAPTER_DESC1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Description
    {
        public fixed char Name[128];
        public fixed uint Identity[4];
        public nuint VideoMemory;
        public nuint SystemMemory;
        public nuint SharedMemory;
        public long Luid;
        public uint Flags;
    }
}
