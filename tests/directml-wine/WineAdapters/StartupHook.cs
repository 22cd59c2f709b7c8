using CimCil.WineAdapters;

// .NET looks for a class of this name without a namespace, and calls Initialize before the program's Main.

/// <summary>Loaded by DOTNET_STARTUP_HOOKS under Wine, so that the programs under test stay as they are published.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("CIMCIL_WINE_ORT_API") is { } version)
            OlderRuntime.Install(uint.Parse(version, System.Globalization.CultureInfo.InvariantCulture), Path.Combine(AppContext.BaseDirectory, "onnxruntime.dll"));
        MetaCommands.Install();
    }
}
