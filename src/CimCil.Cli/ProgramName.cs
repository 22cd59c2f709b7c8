using System.Reflection;
using System.Text.RegularExpressions;
using CimCil.Foundation;

namespace CimCil.Cli;

/// <summary>The running program: messages and examples are written for <c>cimcil</c>, and a program of a user's own has another name.</summary>
internal static partial class ProgramName
{
    private const string Written = "cimcil";

    private const int CommitDigits = 12;

    /// <summary>Its name.</summary>
    public static string Name { get; } = Assembly.GetEntryAssembly()?.GetName().Name ?? Written;

    /// <summary>What is typed to start it: its name, or the command that runs a program of a single file.</summary>
    public static string Command { get; } = AppContext.GetData("EntryPointFilePath") is string { Length: > 0 } file ? $"dotnet run {TypedPath.Of(Shorter(file))} --" : Name;

    /// <summary>Its version, that of the library, and the commit that the library was built from where that is known.</summary>
    public static string Version { get; } = VersionOf(Assembly.GetEntryAssembly() ?? typeof(ProgramName).Assembly, typeof(CimCilException).Assembly);

    /// <summary>A text in which commands are those of this program.</summary>
    /// <param name="text">Such as <c>Run 'cimcil list' to see all</c>.</param>
    public static string In(string text) => Command == Written ? text : Mention().Replace(text, Command.Replace("$", "$$", StringComparison.Ordinal));

    private static string VersionOf(Assembly program, Assembly library)
    {
        var parts = InformationalVersion(library).Split('+', 2);
        var commit = parts is [_, { Length: > 0 } digits] ? $", commit {digits[..Math.Min(CommitDigits, digits.Length)]}" : "";
        return $"{Name} {InformationalVersion(program).Split('+')[0]} (CimCil {parts[0]}{commit})";
    }

    private static string InformationalVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{assembly.GetName().Version}";

    /// <summary>The path from here where the file lies below, as it was most likely typed.</summary>
    private static string Shorter(string file) => Path.GetRelativePath(Environment.CurrentDirectory, file) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;

    /// <summary>A command of the program: at the beginning of a line, or quoted, or within another command.</summary>
    [GeneratedRegex(@"(?<=^|['(])cimcil(?= [a-z-])", RegexOptions.Multiline)]
    private static partial Regex Mention();
}
