namespace CimCil.Foundation;

/// <summary>A path, or another word, as it is typed after a command, for messages that name one.</summary>
internal static class TypedPath
{
    private const string PlainOnWindows = @"\/:._-+=@~", PlainElsewhere = "/:._-+=@,%";

    /// <summary>What a shell reads as its own even between double quotes.</summary>
    private const string ReadBetweenQuotes = "\\\"$`";

    /// <summary>The path, in quotes where it has a blank or whatever else a shell does not take as it is.</summary>
    public static string Of(string path)
    {
        if (path.All(letter => char.IsLetterOrDigit(letter) || (OperatingSystem.IsWindows() ? PlainOnWindows : PlainElsewhere).Contains(letter, StringComparison.Ordinal)))
            return path;
        return OperatingSystem.IsWindows() ? $"\"{path}\"" : $"\"{string.Concat(path.Select(letter => ReadBetweenQuotes.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : $"{letter}"))}\"";
    }
}
