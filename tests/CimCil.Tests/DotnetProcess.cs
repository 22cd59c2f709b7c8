using System.Diagnostics;

namespace CimCil.Tests;

/// <summary>A program of .NET in a process of its own, as a user starts it, but without a terminal or input.</summary>
internal static class DotnetProcess
{
    /// <summary>Of tiny networks in short processes: a second thread costs more than it gives.</summary>
    public static readonly KeyValuePair<string, string> OneThread = new("OMP_NUM_THREADS", "1");

    /// <summary>The <c>dotnet</c> that runs the tests.</summary>
    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    /// <summary>Starts <c>dotnet</c> in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="arguments">An assembly or a command, and what follows it.</param>
    /// <param name="environment">Variables beside those of the tests.</param>
    public static Process Start(string folder, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(Host, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("CIMCIL_TRACE");
        start.Environment.Remove("COLUMNS");
        // As everywhere in the tests: see Directory.Build.props.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Waits for the end of a process whose output and errors are redirected.</summary>
    public static (int ExitCode, string Output, string Error) End(Process process)
    {
        // Both at once: a process stops when a pipe that nobody reads is full.
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
