namespace CimCil.Foundation;

/// <summary>Whether a file can be made at a place, which is looked at before anything takes time.</summary>
internal static class NewFile
{
    /// <summary>Why it cannot, with the fix, to stand behind the path and a colon; null where it can as far as its folder tells.</summary>
    public static string? Obstacle(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
            return MissingFolders.Of(Path.GetFullPath(folder)).Find(File.Exists) is { } file ? $"{Named(folder, file)} is a file and no folder. Name a place in a folder." : $"the folder {folder} does not exist. Make it, or name another one.";
        return Directory.Exists(path) ? "it is a folder. Name a file in it." : null;
    }

    /// <summary>Refuses a place where a file cannot be made.</summary>
    /// <exception cref="ConfigurationException">Its folder does not exist, or it is a folder itself.</exception>
    public static void Check(string path)
    {
        if (Obstacle(path) is { } why)
            throw new ConfigurationException($"{path} cannot be written: {why}");
    }

    /// <summary>As it was typed, where that is what is meant.</summary>
    private static string Named(string folder, string file) => Path.GetFullPath(folder) == file ? folder : file;
}
