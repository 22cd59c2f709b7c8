using System.Diagnostics;
using CimCil.Tests;

namespace CimCil.Outside.Tests;

/// <summary>What a started process of the user's program came to.</summary>
internal sealed record Invocation(int ExitCode, string Output, string Error)
{
    /// <summary>Starts the built program in a folder and waits for its end.</summary>
    public static Invocation Of(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var (exitCode, output, error) = DotnetProcess.End(process);
        return new Invocation(exitCode, output, error);
    }

    /// <summary>Starts it and goes on.</summary>
    public static Process Start(string folder, params string[] arguments) =>
        DotnetProcess.Start(folder, [Path.Combine(AppContext.BaseDirectory, "CimCil.Outside.dll"), .. arguments], [DotnetProcess.OneThread]);

    /// <summary>The output of a command that must succeed.</summary>
    public static string OutputOf(string folder, params string[] arguments)
    {
        var invocation = Of(folder, arguments);
        Assert.AreEqual(0, invocation.ExitCode, invocation.Output + invocation.Error);
        return invocation.Output;
    }
}
