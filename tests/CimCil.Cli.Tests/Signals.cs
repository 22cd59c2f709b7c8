using System.Globalization;

namespace CimCil.Cli.Tests;

/// <summary>What a process does not hear. It inherits that from its parents, as below nohup or in a job that a shell starts in the background.</summary>
internal static class Signals
{
    private const string Name = "SigIgn:";

    public static bool AreIgnored(int process, int signal)
    {
        var status = $"/proc/{process}/status";
        var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) : null;
        return line is not null && ((ulong.Parse(line[Name.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1)) & 1) == 1;
    }
}
