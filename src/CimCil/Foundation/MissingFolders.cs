namespace CimCil.Foundation;

/// <summary>What a new folder needs.</summary>
internal static class MissingFolders
{
    /// <summary>The folder and those above it that do not exist yet, the deepest first.</summary>
    /// <param name="path">Its full path.</param>
    public static List<string> Of(string path)
    {
        var missing = new List<string>();
        for (var folder = path; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing.Add(folder);
        return missing;
    }
}
