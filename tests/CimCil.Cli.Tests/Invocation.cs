using System.Diagnostics;
using CimCil.Tests;

namespace CimCil.Cli.Tests;

/// <summary>What a started cimcil process came to.</summary>
internal sealed record Invocation(int ExitCode, string Output, string Error)
{
    private static readonly string Built = Path.Combine(AppContext.BaseDirectory, "cimcil.dll");

    /// <summary>Starts the built executable as a user does, in <paramref name="folder"/>, and waits for its end.</summary>
    public static Invocation Of(string folder, params string[] arguments) => Of(folder, [], arguments);

    /// <summary>The same with environment variables.</summary>
    public static Invocation Of(string folder, Dictionary<string, string> environment, params string[] arguments) =>
        From(Built, folder, environment, arguments);

    /// <summary>Starts another copy of the executable with some environment variables, and waits for its end.</summary>
    public static Invocation From(string program, string folder, Dictionary<string, string> environment, params string[] arguments) =>
        Of(DotnetProcess.Start(folder, [program, .. arguments], [DotnetProcess.OneThread, .. environment]));

    /// <summary>Waits for the end of a process.</summary>
    public static Invocation Of(Process process)
    {
        using (process)
        {
            var (exitCode, output, error) = DotnetProcess.End(process);
            return new Invocation(exitCode, output, error);
        }
    }

    /// <summary>The same for a shell.</summary>
    public static string CommandLine(params string[] arguments) => string.Join(' ', ((string[])[DotnetProcess.Host, Built, .. arguments]).Select(word => $"'{word}'"));

    public static Process Start(string folder, params string[] arguments) => DotnetProcess.Start(folder, [Built, .. arguments], [DotnetProcess.OneThread]);
}
