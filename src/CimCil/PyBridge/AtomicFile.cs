using CimCil.Foundation;

namespace CimCil.PyBridge;

/// <summary>A file that appears under its name only when it is complete and on the disk.</summary>
internal static class AtomicFile
{
    /// <exception cref="CheckpointException">The file cannot be written; a file of that name is as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (NewFile.Obstacle(path) is { } why)
            throw new CheckpointException($"{path} cannot be written: {why}");
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            if (failure is IOException or UnauthorizedAccessException or NotSupportedException)
                throw new CheckpointException($"{path} cannot be written: {failure.Message.Replace(temporary, path, StringComparison.Ordinal)} Free the disk or mend the permissions, or name another file.", failure);
            throw;
        }
    }
}
