using System.Diagnostics;

namespace CimCil.Cli.Tests;

/// <summary>What a started cimcil process came to.</summary>
internal sealed record Invocation(int ExitCode, string Output, string Error)
{
    /// <summary>Starts the built executable as a user does, in <paramref name="folder"/>, and waits for its end.</summary>
    public static Invocation Of(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Invocation(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "cimcil.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("CIMCIL_TRACE");
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
