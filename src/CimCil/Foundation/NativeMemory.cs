using System.Runtime.InteropServices;

namespace CimCil.Foundation;

/// <summary>How the C library manages the memory of tensors.</summary>
internal static partial class NativeMemory
{
    // Parameters of mallopt (malloc.h).
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;

    /// <summary>
    /// Asks the C library to keep the memory of freed tensors for the next step, unless the user has chosen. Otherwise every map of more than
    /// 32 MB is given back to the system and asked for again, which clears it page by page: a tenth of a step's time.
    /// </summary>
    public static void KeepWhatIsFreed()
    {
        string[] choices = ["GLIBC_TUNABLES", "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"];
        if (!OperatingSystem.IsLinux() || choices.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }))
            return;
        try
        {
            _ = Set(MapThreshold, int.MaxValue);
            _ = Set(TrimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than GNU's, which manages its memory its own way.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);
}
