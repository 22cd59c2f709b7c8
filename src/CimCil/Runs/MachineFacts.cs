using System.Runtime.InteropServices;

namespace CimCil.Runs;

/// <summary>The machine that a run is done on.</summary>
/// <param name="Host">Its name.</param>
/// <param name="OperatingSystem">Operating system and version.</param>
/// <param name="Architecture">Processor architecture, such as <c>x64</c>.</param>
/// <param name="Processor">Model of the processor; its architecture where the system does not say.</param>
/// <param name="Cores">Logical cores that this process may use.</param>
/// <param name="MemoryBytes">Main memory that this process may use.</param>
/// <param name="Device">The device that the run computes on, in words.</param>
internal sealed record MachineFacts(string Host, string OperatingSystem, string Architecture, string Processor, int Cores, long MemoryBytes, string Device)
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    public static MachineFacts Read(string device)
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return new MachineFacts(
            Environment.MachineName,
            RuntimeInformation.OSDescription,
            architecture,
            ProcessorModel() ?? architecture,
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            device);
    }

    private static string? ProcessorModel()
    {
        if (!File.Exists(LinuxProcessors))
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        var line = File.ReadLines(LinuxProcessors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
