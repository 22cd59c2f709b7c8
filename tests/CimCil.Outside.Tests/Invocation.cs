using System.Diagnostics;

namespace CimCil.Outside.Tests;

/// <summary>What a started process of the user's program came to.</summary>
internal sealed record Invocation(int ExitCode, string Output, string Error)
{
    /// <summary>Starts the built program in a folder and waits for its end.</summary>
    public static Invocation Of(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Invocation(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Starts it and goes on.</summary>
    public static Process Start(string folder, params string[] arguments)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "CimCil.Outside.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("CIMCIL_TRACE");
        // Tiny networks in short processes: a second thread and measuring code for a second compilation cost more than they give.
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>The output of a command that must succeed.</summary>
    public static string OutputOf(string folder, params string[] arguments)
    {
        var invocation = Of(folder, arguments);
        Assert.AreEqual(0, invocation.ExitCode, invocation.Output + invocation.Error);
        return invocation.Output;
    }
}
