using CimCil.Foundation;
using SQLitePCL;

namespace CimCil.Exemplars;

/// <summary>What SQLite's result codes mean for a person who has an exemplar store.</summary>
internal static class SqliteFailure
{
    /// <summary>The exception for a failed call.</summary>
    /// <param name="path">The store.</param>
    /// <param name="code">SQLite's primary result code.</param>
    /// <param name="cause">The failure as SQLite tells it.</param>
    public static CimCilException Explain(string path, int code, Exception? cause) => code switch
    {
        raw.SQLITE_CORRUPT => Explained(Damaged(path, "its database structure is broken"), cause),
        raw.SQLITE_NOTADB => Explained(NoStore(path), cause),
        raw.SQLITE_CANTOPEN => Explained($"{path} cannot be opened: an exemplar store must be a readable file, in a folder that can be written unless its writer closed it. Check the path and its permissions.", cause),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => Explained($"{path} cannot be written: a run needs to write its exemplar store. Check the permissions of the file and its folder.", cause),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new CimCilException($"{path} is locked by another program: a store has one writer at a time. Close that program and try again.", cause!),
        raw.SQLITE_FULL => new CimCilException($"{path} cannot grow, the disk is full: the phase was not stored, the one before it is intact. Make space and resume the run, or start it again where it left no folder.", cause!),
        raw.SQLITE_IOERR => new CimCilException($"{path} could not be read or written: the disk or the network drive failed; the last stored phase is intact. Check the drive and its free space, and resume the run.", cause!),
        _ => new CimCilException($"{path} failed with SQLite's error {code}: {cause?.Message ?? raw.sqlite3_errstr(code).utf8_to_string()}. Check the file with `PRAGMA integrity_check`.", cause!),
    };

    /// <summary>The message for a file that no exemplar store is in.</summary>
    public static string NoStore(string path) =>
        $"{path} is no exemplar store: it must be a memory.db that CimCil wrote. Check the path.";

    /// <summary>The message for a store whose content is not what was written.</summary>
    public static string Damaged(string path, string what) =>
        $"{path} is damaged: {what}. Put back a copy of the file, or run the experiment again from the start.";

    private static DataException Explained(string message, Exception? cause) => new(message, cause!);
}
