using System.Text;

namespace CimCil.Foundation;

/// <summary>
/// The right to write a file or a folder, held by one process at a time through a lock on a file beside it. The system frees it when
/// the process ends, however it ends. The lock file itself stays: deleting it would let two processes lock two files of one name. A
/// second file names the holder, because a locked file cannot be read.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holder;
    private bool _isReleased;

    private WriterLock(FileStream file, string holder) => (_file, _holder) = (file, holder);

    /// <summary>Takes a lock; null when another writer holds it.</summary>
    /// <param name="path">What is written; the lock is PATH.lock, its holder stands in PATH.writer.</param>
    /// <exception cref="DataException">The folder is missing, or this user may not write it or the lock file.</exception>
    /// <exception cref="CimCilException">The lock file cannot be made for another reason, such as a full disk.</exception>
    public static WriterLock? TryTake(string path)
    {
        if (TryLock(path + ".lock") is not { } file)
            return null;
        WriteHolder(path + ".writer");
        return new WriterLock(file, path + ".writer");
    }

    /// <summary>Whether a process holds a lock. One that this user may not look at counts as held.</summary>
    /// <param name="path">What is written.</param>
    public static bool IsHeld(string path)
    {
        try
        {
            return !IsFree(path + ".lock");
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>The process that holds a lock, in words; null when none does.</summary>
    /// <param name="path">What is written.</param>
    public static string? HolderOf(string path)
    {
        try
        {
            var holder = FileContent.Text(path + ".writer");
            // A process that was killed leaves its name but no lock.
            return IsFree(path + ".lock") ? null : holder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Frees the lock.</summary>
    public void Dispose()
    {
        // Once only: by the second time the holder's file may be another process's.
        if (Interlocked.Exchange(ref _isReleased, true))
            return;
        try
        {
            File.Delete(_holder);
        }
        catch (IOException)
        {
            // Someone reads it. A name without a lock is no holder.
        }
        _file.Dispose();
    }

    /// <summary>Frees the lock of something that is no more, and deletes its file.</summary>
    public void DisposeAndDelete()
    {
        Dispose();
        File.Delete(_file.Name);
    }

    private static FileStream? TryLock(string file)
    {
        try
        {
            var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (stream.CanSeek)
                return stream;
            stream.Dispose();
            throw new DataException($"{file} is a pipe, socket or device, and nothing is written without a lock on a file of this name. Move it away, or choose another folder.");
        }
        catch (DirectoryNotFoundException failure)
        {
            throw new DataException($"{file} cannot be made: its folder does not exist. Create the folder or choose another one.", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new DataException(
                $"{file} cannot be made or opened, and nothing is written without this lock ({failure.Message}). Change the permissions of the file and its folder, or choose another folder.",
                failure);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
        catch (IOException failure)
        {
            throw new CimCilException($"{file} cannot be made, and nothing is written without this lock: {failure.Message}. Make space on the disk or choose another folder.", failure);
        }
    }

    private static void WriteHolder(string file)
    {
        try
        {
            using var stream = FileContent.OpenToGoOn(file);
            stream.SetLength(0);
            stream.Write(Encoding.UTF8.GetBytes($"process {Environment.ProcessId} on {Environment.MachineName}"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The lock holds all the same; whoever meets it is not told the process.
        }
    }

    private static bool IsFree(string file)
    {
        try
        {
            // Writing too where this user may: a pipe that is opened for reading alone waits for a writer.
            using var look = OpenAsFarAsAllowed(file);
            return true;
        }
        catch (IOException)
        {
            return !File.Exists(file);
        }
    }

    private static FileStream OpenAsFarAsAllowed(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (UnauthorizedAccessException)
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
    }
}
