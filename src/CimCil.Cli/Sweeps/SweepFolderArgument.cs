using System.CommandLine;
using CimCil.Foundation;
using CimCil.Sweeps;

namespace CimCil.Cli.Sweeps;

/// <summary>The argument of the commands that take a sweep's folder.</summary>
internal static class SweepFolderArgument
{
    public static Argument<string> One() => new("FOLDER") { Description = "The sweep's folder." };

    public static Argument<string[]> Many() => new("FOLDER...") { Description = "Folders of sweeps.", Arity = ArgumentArity.OneOrMore };

    /// <summary>The sweep of the folder that was typed.</summary>
    /// <exception cref="ConfigurationException">It is an option that nobody knows, which takes the place of a folder.</exception>
    /// <exception cref="DataException">It holds no sweep.</exception>
    public static SweepFolder Read(ParseResult parsed, Argument<string> argument) => SweepFolder.Read(Checked(parsed, parsed.GetRequiredValue(argument)));

    /// <summary>The sweeps of all folders that were typed, so that a mistake in the last one is said before anything of the first.</summary>
    /// <exception cref="ConfigurationException">One is an option that nobody knows, which takes the place of a folder.</exception>
    /// <exception cref="DataException">One holds no sweep.</exception>
    public static IReadOnlyList<SweepFolder> Read(ParseResult parsed, Argument<string[]> argument) =>
        [.. parsed.GetRequiredValue(argument).Select(folder => Checked(parsed, folder)).ToList().Select(SweepFolder.Read)];

    private static string Checked(ParseResult parsed, string folder) => folder.StartsWith('-') ? throw UsageError.UnknownOption(folder, parsed.CommandResult) : folder;
}
