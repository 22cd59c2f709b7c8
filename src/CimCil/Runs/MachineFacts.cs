using System.Runtime.InteropServices;

namespace CimCil.Runs;

/// <summary>The machine that a run is done on.</summary>
/// <param name="Host">Its name.</param>
/// <param name="OperatingSystem">Operating system and version.</param>
/// <param name="Architecture">Processor architecture, such as <c>x64</c>.</param>
/// <param name="Processor">Model of the processor; its architecture where the system does not say.</param>
/// <param name="CoreCount">Logical cores that this process may use.</param>
/// <param name="MemoryByteCount">Main memory that this process may use.</param>
internal sealed record MachineFacts(string Host, string OperatingSystem, string Architecture, string Processor, int CoreCount, long MemoryByteCount)
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    public static MachineFacts Read()
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return new MachineFacts(
            Environment.MachineName,
            RuntimeInformation.OSDescription,
            architecture,
            ProcessorModel() ?? architecture,
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    private static string? ProcessorModel()
    {
        if (!File.Exists(LinuxProcessors))
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        var line = File.ReadLines(LinuxProcessors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
