using System.Text.Json;

namespace CimCil.Tests;

/// <summary>
/// The golden data of the reference: the folder named by the environment variable CIMCIL_GOLDEN where it is set, else the
/// copy in tests/CimCil.Tests/Golden. Both have the same layout; Golden/README.md says how the numbers were made.
/// </summary>
internal static class Golden
{
    private static readonly string Root = FindRoot();

    /// <summary>The full path of a golden file, such as <c>03_cam/info.json</c>.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>The files below a golden folder that match a pattern, sorted, as paths that <see cref="Array"/> takes.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern = "*.npy") =>
    [
        .. Directory.GetFiles(File(folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A golden array.</summary>
    public static NpyArray Array(string path) => NpyArray.Read(File(path));

    /// <summary>A golden JSON document.</summary>
    public static JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(File(path)));
        return document.RootElement.Clone();
    }

    private static string FindRoot()
    {
        if (Environment.GetEnvironmentVariable("CIMCIL_GOLDEN") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"CIMCIL_GOLDEN names {named}, which is not a folder.");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var copy = Path.Combine(folder.FullName, "tests", "CimCil.Tests", "Golden");
            if (Directory.Exists(copy))
                return copy;
        }
        throw new DirectoryNotFoundException($"No folder tests/CimCil.Tests/Golden above {AppContext.BaseDirectory}; set CIMCIL_GOLDEN to the golden data.");
    }
}
