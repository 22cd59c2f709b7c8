namespace CimCil.Foundation;

/// <summary>Where a path leads when every link in it is followed: two names of one place are equal then.</summary>
internal static class RealPath
{
    /// <summary>As many links as a system follows, which tells those in a circle.</summary>
    private const int MostLinks = 40;

    /// <summary>The full path without links; of what does not exist, as far as it does.</summary>
    public static string Of(string path) => Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), MostLinks);

    private static string Of(string path, int left)
    {
        if (Path.GetDirectoryName(path) is not { } parent || left == 0)
            return path;
        var real = Path.Combine(Of(parent, left), Path.GetFileName(path));
        try
        {
            FileSystemInfo entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            return entry.Exists && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Of(Path.TrimEndingDirectorySeparator(target.FullName), left - 1) : real;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Links in a circle, or none that may be looked at: what is wrong shows when the path is opened.
            return real;
        }
    }
}
