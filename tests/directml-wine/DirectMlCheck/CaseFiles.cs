using System.Runtime.InteropServices;

namespace CimCil.DirectMlCheck;

/// <summary>Arrays of plain numbers in files.</summary>
internal static class CaseFiles
{
    public static void Write<T>(string folder, string name, T[] values) where T : unmanaged =>
        File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public static T[] Read<T>(string folder, string name) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(folder, name))).ToArray();
}
