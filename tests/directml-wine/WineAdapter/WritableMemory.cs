using System.Runtime.InteropServices;

namespace CimCil.WineAdapter;

/// <summary>Writes a pointer into a table that is read-only.</summary>
internal static unsafe class WritableMemory
{
    private const uint ReadWrite = 4;

    public static void Set(nint* place, nint value)
    {
        if (VirtualProtect((nint)place, (nuint)sizeof(nint), ReadWrite, out var before) == 0)
            throw new InvalidOperationException("A table of functions stays read-only.");
        *place = value;
        _ = VirtualProtect((nint)place, (nuint)sizeof(nint), before, out _);
    }

    [DllImport("kernel32.dll")]
    private static extern int VirtualProtect(nint address, nuint length, uint protection, out uint before);
}
