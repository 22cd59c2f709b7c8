using System.Diagnostics;

namespace CimCil.Cli.Tests;

/// <summary>What a started cimcil process came to.</summary>
internal sealed record Invocation(int ExitCode, string Output, string Error)
{
    private static readonly string Built = Path.Combine(AppContext.BaseDirectory, "cimcil.dll");

    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    /// <summary>Starts the built executable as a user does, in <paramref name="folder"/>, and waits for its end.</summary>
    public static Invocation Of(string folder, params string[] arguments) => Of(folder, [], arguments);

    /// <summary>The same with environment variables.</summary>
    public static Invocation Of(string folder, Dictionary<string, string> environment, params string[] arguments) =>
        From(Built, folder, environment, arguments);

    /// <summary>Starts another copy of the executable with some environment variables, and waits for its end.</summary>
    public static Invocation From(string program, string folder, Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(program, folder, environment, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Invocation(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>The same for a shell.</summary>
    public static string CommandLine(params string[] arguments) => string.Join(' ', ((string[])[Host, Built, .. arguments]).Select(word => $"'{word}'"));

    public static Process Start(string folder, params string[] arguments) => Start(Built, folder, [], arguments);

    private static Process Start(string program, string folder, Dictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(Host)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("CIMCIL_TRACE");
        start.Environment.Remove("COLUMNS");
        // Tiny networks in short processes: a second thread and measuring code for a second compilation cost more than they give.
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
