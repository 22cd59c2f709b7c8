namespace CimCil.Foundation;

/// <summary>What can be told of a file without opening it: opening a pipe waits for a writer, perhaps for ever.</summary>
internal static class FileContent
{
    /// <summary>Whether there is a file that holds no bytes, by a link too; so do pipes, sockets and devices.</summary>
    public static bool IsEmpty(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return false;
        try
        {
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            return target is { Exists: true, Length: 0 };
        }
        catch (IOException)
        {
            // Links in a circle: what is wrong shows when the file is opened.
            return false;
        }
    }

    /// <summary>The lines of a text file; none of a file without bytes, and so of a pipe, socket or device.</summary>
    public static IEnumerable<string> Lines(string path) => IsEmpty(path) ? [] : File.ReadLines(path);
}
