namespace CimCil.Tests;

/// <summary>The checkout that the tests run in.</summary>
internal static class Checkout
{
    /// <summary>The folder of CimCil.sln, with forward slashes.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of something in the checkout, given with forward slashes.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>A single-file program is built elsewhere, and is run from the root folder.</summary>
    private static string FindRoot()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "CimCil.sln")))
                    return folder.FullName.Replace('\\', '/');
            }
        }
        throw new DirectoryNotFoundException($"No CimCil.sln above {AppContext.BaseDirectory}: the tests run inside the checkout.");
    }
}
