using System.Reflection;
using CimCil.Foundation;

namespace CimCil.Sweeps;

/// <summary>How the program that runs is started once more: the shipped command line, or one with experiments of a user's own.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Arguments">What comes before the command's own arguments.</param>
internal sealed record ProgramCommand(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>This process's program, whether it was started as an executable of its own, by <c>dotnet run</c> or as <c>dotnet program.dll</c>.</summary>
    /// <exception cref="CimCilException">The system does not tell.</exception>
    public static ProgramCommand OfThisProcess() => Of(Environment.ProcessPath, Assembly.GetEntryAssembly()?.GetName().Name, AppContext.BaseDirectory);

    /// <summary>The program of a process.</summary>
    /// <param name="process">Its executable.</param>
    /// <param name="assembly">The name of the assembly that it began with.</param>
    /// <param name="folder">Where that assembly lies.</param>
    internal static ProgramCommand Of(string? process, string? assembly, string folder)
    {
        if (process is null || assembly is null)
            throw new CimCilException("The system does not say which program this is, and a sweep starts its runs with the same program. Start it as an executable or as 'dotnet PROGRAM.dll'.");
        // A program without an executable of its own is a file that dotnet was given.
        return string.Equals(System.IO.Path.GetFileNameWithoutExtension(process), "dotnet", StringComparison.OrdinalIgnoreCase)
            ? new ProgramCommand(process, [System.IO.Path.Combine(folder, $"{assembly}.dll")])
            : new ProgramCommand(process, []);
    }
}
