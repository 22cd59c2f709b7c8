using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CimCil.WineAdapters;

/// <summary>
/// Lets the managed half of ONNX Runtime work with a native half that is one version older: asked for its own version of the
/// table of functions, it gets the older table, lengthened by functions that end the process. Needed as long as the package
/// with the DirectML library that can be downloaded here is older than the managed package; not part of the product.
/// </summary>
internal static unsafe class OlderRuntime
{
    private const int Length = 1024;
    private const uint Executable = 0xF0;

    private static delegate* unmanaged[Stdcall]<uint, nint> _getTable;
    private static nint* _table;
    private static uint _newest;

    /// <summary>Installs the adapter.</summary>
    /// <param name="newest">The newest version that the library offers.</param>
    /// <param name="path">The library.</param>
    public static void Install(uint newest, string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library) || !NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var getBase))
            return;
        var start = ((delegate* unmanaged[Stdcall]<nint*>)getBase)();
        _newest = newest;
        _getTable = (delegate* unmanaged[Stdcall]<uint, nint>)start[0];
        _table = Lengthened((nint*)_getTable(newest));
        WritableMemory.Set(start, (nint)(delegate* unmanaged[Stdcall]<uint, nint>)&GetTable);
    }

    /// <summary>A copy of a table, which ends where its entries stop pointing to code.</summary>
    private static nint* Lengthened(nint* older)
    {
        var table = (nint*)NativeMemory.AllocZeroed(Length, (nuint)sizeof(nint));
        var isInside = true;
        for (var i = 0; i < Length; i++)
        {
            isInside = isInside && IsCode(older[i]);
            table[i] = isInside ? older[i] : (nint)(delegate* unmanaged[Stdcall]<nint>)&Missing;
        }
        return table;
    }

    private static bool IsCode(nint address)
    {
        MemoryInformation information;
        return address != 0 && VirtualQuery(address, &information, (nuint)sizeof(MemoryInformation)) != 0 && (information.Protection & Executable) != 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static nint GetTable(uint version) => version <= _newest ? _getTable(version) : (nint)_table;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static nint Missing()
    {
        Environment.FailFast("The native half of ONNX Runtime is too old for this call.");
        return 0;
    }

    [DllImport("kernel32.dll")]
    private static extern nuint VirtualQuery(nint address, MemoryInformation* information, nuint length);

    /// <summary>MEMORY_BASIC_INFORMATION of 64-bit Windows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryInformation
    {
        public nint BaseAddress;
        public nint AllocationBase;
        public uint AllocationProtection;
        public ushort PartitionId;
        public nint RegionSize;
        public uint State;
        public uint Protection;
        public uint Kind;
    }
}
