using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>
/// The right to write a store, held by one process at a time through a lock on a file beside it. The system frees it when the
/// process ends, however it ends. The file itself stays: deleting it would let two processes lock two files of one name.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    private readonly FileStream _file;

    private WriterLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null when another writer holds it.</summary>
    /// <exception cref="DataException">The lock file cannot be made: the folder is missing or cannot be written.</exception>
    public static WriterLock? TryTake(string storePath)
    {
        var path = storePath + ".lock";
        try
        {
            return new WriterLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception failure) when (failure is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new DataException($"{storePath} cannot be written: its folder must exist and be writable ({failure.Message}). Create the folder or choose another one.", failure);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (IOException failure)
        {
            throw new CimCilException($"{path} cannot be made, and a store is only written with this lock: {failure.Message}. Make space on the disk or choose another folder.", failure);
        }
    }

    public void Dispose() => _file.Dispose();
}
