using System.Globalization;
using CimCil.Cli;

/// <summary>How the programs beside this folder begin that make sweeps.</summary>
internal static class SweepProgram
{
    /// <summary>Such a program is the command line too, because a sweep starts its runs with the program that it runs in.</summary>
    /// <returns>What the process ends with: a command of the command line is done, or this is not the root folder. Null where the program goes on.</returns>
    public static async Task<int?> BeginAsync(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (args is ["sweep", ..])
            return await CimCilApp.RunAsync(args);
        return RootFolder.IsHere() ? null : 2;
    }
}
