namespace CimCil.Foundation;

/// <summary>A path as it is typed after a command, for messages that name one.</summary>
internal static class TypedPath
{
    /// <summary>The path, in quotes where it has a blank.</summary>
    public static string Of(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
