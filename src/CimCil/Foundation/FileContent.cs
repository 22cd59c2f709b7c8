namespace CimCil.Foundation;

/// <summary>What is in a file, which is not opened where it holds no bytes: opening a pipe waits for a writer, perhaps for ever.</summary>
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

    /// <summary>The bytes of a file; none of a file without bytes, and so of a pipe, socket or device.</summary>
    public static byte[] Bytes(string path) => IsEmpty(path) ? [] : File.ReadAllBytes(path);

    /// <summary>A text file; "" for a file without bytes, and so for a pipe, socket or device.</summary>
    public static string Text(string path) => IsEmpty(path) ? "" : File.ReadAllText(path);

    /// <summary>The lines of a text file; none of a file without bytes, and so of a pipe, socket or device.</summary>
    public static IEnumerable<string> Lines(string path) => IsEmpty(path) ? [] : File.ReadLines(path);

    /// <summary>Opens a file for its one writer, who goes on with it, and makes it where there is none.</summary>
    /// <exception cref="IOException">It cannot be opened, or is a pipe, socket or device.</exception>
    public static FileStream OpenToGoOn(string path)
    {
        // A pipe that is opened for writing alone waits for a reader.
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (file.CanSeek)
            return file;
        file.Dispose();
        throw new IOException($"{path} is a pipe, socket or device: what is gone on with is a file.");
    }
}
