using CimCil.WineAdapter;

// .NET looks for a class of this name without a namespace, and calls Initialize before the program's Main.

/// <summary>Loaded by DOTNET_STARTUP_HOOKS under Wine, so that the programs under test stay as they are published.</summary>
internal static class StartupHook
{
    public static void Initialize() => MetaCommands.Install();
}
