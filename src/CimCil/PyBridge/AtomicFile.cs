namespace CimCil.PyBridge;

/// <summary>A file that appears under its name only when it is complete and on the disk.</summary>
internal static class AtomicFile
{
    /// <exception cref="CheckpointException">The file cannot be written; a file of that name is as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
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
                throw new CheckpointException($"{path} cannot be written: {failure.Message}", failure);
            throw;
        }
    }
}
