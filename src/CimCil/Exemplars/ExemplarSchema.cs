using System.Globalization;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CimCil.Exemplars;

/// <summary>The tables of a store, their version, and opening a database that has them. docs/exemplar-store.md describes them.</summary>
internal static class ExemplarSchema
{
    /// <summary>The version that this code reads and writes, kept in <c>PRAGMA user_version</c>.</summary>
    public const int Version = 3;

    /// <summary>
    /// Bytes of a page where the bytes of the file count: a row fills its last page to half on average, which counts for small images.
    /// </summary>
    public const int SmallPage = 1024;

    /// <summary>Bytes of a page elsewhere: SQLite reads an image page by page, and each page is a call to the system.</summary>
    public const int LargePage = 32768;

    /// <summary>The part of a file from its start that a reader maps at most.</summary>
    private const long MappedBytes = 128L << 20;

    /// <summary>SQLite's SQLITE_READONLY_ROLLBACK.</summary>
    private const int ReadOnlyRollback = 776;

    /// <summary>Marks the file as an exemplar store: "CIMx" in <c>PRAGMA application_id</c>.</summary>
    private const int ApplicationId = 0x43494D78;

    // AUTOINCREMENT never gives an id twice, so an image of an older snapshot can never load another exemplar's pixels.
    private const string Tables = """
        CREATE TABLE phase (
            phase             INTEGER PRIMARY KEY CHECK (phase >= 0),
            seen_class_count  INTEGER NOT NULL,
            budget            TEXT    NOT NULL,
            share             REAL    NOT NULL,
            exemplar_count    INTEGER NOT NULL,
            image_equivalents REAL    NOT NULL,
            byte_count        INTEGER NOT NULL,
            mean_box_share    REAL    NOT NULL,
            added_count       INTEGER NOT NULL,
            dropped_count     INTEGER NOT NULL,
            share_rule        TEXT    NOT NULL,
            file_byte_count   INTEGER NOT NULL,
            row_checksum      INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE exemplar (
            id                INTEGER PRIMARY KEY AUTOINCREMENT,
            label             INTEGER NOT NULL CHECK (label >= 0),
            class_name        TEXT    NOT NULL,
            rank              INTEGER NOT NULL CHECK (rank >= 0),
            phase             INTEGER NOT NULL REFERENCES phase (phase) DEFERRABLE INITIALLY DEFERRED,
            source            TEXT    NOT NULL,
            height            INTEGER NOT NULL CHECK (height > 0),
            width             INTEGER NOT NULL CHECK (width > 0),
            box_top           INTEGER NOT NULL,
            box_bottom        INTEGER NOT NULL,
            box_left          INTEGER NOT NULL,
            box_right         INTEGER NOT NULL,
            ratio             REAL    NOT NULL CHECK (ratio >= 1),
            foreground_ratio  REAL    NOT NULL CHECK (foreground_ratio >= 1),
            cost              REAL    NOT NULL CHECK (cost > 0),
            foreground_codec  TEXT,
            background_codec  TEXT,
            byte_count        INTEGER NOT NULL,
            pixel_checksum    INTEGER NOT NULL,
            row_checksum      INTEGER NOT NULL,
            foreground        BLOB,
            background        BLOB,
            UNIQUE (label, rank)
        ) STRICT;
        """;

    /// <summary>Opens a store for writing; where there is none, or an empty file, it gets its tables. The caller holds the writer's lock.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pageSize">Bytes of a page where it is created.</param>
    /// <exception cref="DataException">The database is no store, or of another version.</exception>
    public static SqliteConnection OpenForWriting(string path, int pageSize)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
            Create(path, pageSize);
        var connection = Connect(path, SqliteOpenMode.ReadWrite);
        try
        {
            CheckVersion(connection, path);
            // A commit is on the disk before it returns, and a crash leaves the last commit.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a store for reading.</summary>
    /// <exception cref="DataException">The database is no store, or of another version.</exception>
    public static SqliteConnection OpenForReading(string path)
    {
        try
        {
            return OpenToRead(path);
        }
        catch (SqliteException failure) when (failure.SqliteExtendedErrorCode == ReadOnlyRollback)
        {
            RollBack(path);
            return OpenToRead(path);
        }
    }

    /// <summary>
    /// Lets a connection that only reads see a file of small pages in its own memory, which spares a call to the system for each
    /// page. The mapping has a limit, because what was touched in it counts as the process's, and is not made where a file that
    /// someone maps cannot be shortened.
    /// </summary>
    public static void MapSmallPages(SqliteConnection connection)
    {
        if (!OperatingSystem.IsWindows() && PageSizeOf(connection) < LargePage)
            Execute(connection, FormattableString.Invariant($"PRAGMA mmap_size = {MappedBytes}"));
    }

    private static SqliteConnection OpenToRead(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadOnly);
        try
        {
            CheckVersion(connection, path);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A process that was ended while it created or closed a store leaves a journal of what it had begun, which readers may not
    /// take back. This does, unless a writer is there, who has done it.
    /// </summary>
    private static void RollBack(string path)
    {
        using var writer = WriterLock.TryTake(path);
        if (writer is null)
            return;
        using var connection = Connect(path, SqliteOpenMode.ReadWrite);
        Number(connection, "SELECT count(*) FROM sqlite_schema");
    }

    /// <summary>Moves what is committed from the log into the database file and empties the log.</summary>
    public static void MoveLogIntoFile(SqliteConnection connection)
    {
        try
        {
            Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException failure) when (LeavesTheLogInPlace(failure))
        {
            // What is in the log is committed and safe; a later move takes it along.
        }
    }

    /// <summary>
    /// Leaves the database as one plain file, which opens without its companions and from a medium that cannot be written.
    /// Does nothing while others read it; their last one may leave the companions behind. Then seals it.
    /// </summary>
    public static void Consolidate(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE";
        command.CommandTimeout = 1;
        try
        {
            if (command.ExecuteScalar() is "delete")
                StoreSeal.Write(connection, path);
        }
        catch (SqliteException failure) when (LeavesTheLogInPlace(failure))
        {
            // Someone reads, or the disk is full: the store stays in WAL mode, which is as safe.
        }
    }

    /// <summary>Writes the file anew with pages of another size; a crash leaves the file as it was or as it will be.</summary>
    /// <param name="connection">The store, opened for writing.</param>
    /// <param name="pageSize">Bytes of a page.</param>
    /// <exception cref="SqliteException">Others read the store, or the disk is full: the store is as it was.</exception>
    public static void ChangePageSize(SqliteConnection connection, int pageSize)
    {
        // The log has pages of the same size, so it is left for the time.
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE";
        command.CommandTimeout = 1;
        command.ExecuteNonQuery();
        try
        {
            Execute(connection, FormattableString.Invariant($"PRAGMA page_size = {pageSize}; VACUUM"));
        }
        finally
        {
            Execute(connection, "PRAGMA journal_mode = WAL");
        }
    }

    /// <summary>Bytes of a page.</summary>
    public static long PageSizeOf(SqliteConnection connection) => Number(connection, "PRAGMA page_size");

    /// <summary>Runs statements that return nothing of interest.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The single number that a statement returns.</summary>
    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>The definitions of a store as it is created.</summary>
    public static string[] KnownDefinitions()
    {
        using var created = Connect(":memory:", SqliteOpenMode.Memory);
        CreateTables(created, SmallPage);
        return Definitions(created);
    }

    /// <summary>Everything that the schema of a database says.</summary>
    public static string[] Definitions(SqliteConnection connection)
    {
        var definitions = new List<string>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY name";
        using var row = command.ExecuteReader();
        while (row.Read())
            definitions.Add($"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)} {row.GetString(3)}");
        return [.. definitions];
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        // Not the provider's pool: it keeps files open after Dispose, and readers here have a pool of their own.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static bool LeavesTheLogInPlace(SqliteException failure) =>
        failure.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY;

    /// <summary>Makes an empty store under another name first, so that nobody ever sees half of one.</summary>
    private static void Create(string path, int pageSize)
    {
        var unfinished = path + ".new";
        foreach (var suffix in new[] { "", "-journal" })
            File.Delete(unfinished + suffix);
        try
        {
            using (var connection = Connect(unfinished, SqliteOpenMode.ReadWriteCreate))
                CreateTables(connection, pageSize);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            foreach (var suffix in new[] { "", "-journal" })
                File.Delete(unfinished + suffix);
            throw;
        }
    }

    private static void CreateTables(SqliteConnection connection, int pageSize)
    {
        // Must come before the first table: pages that a reduction frees then go back to the disk.
        Execute(connection, FormattableString.Invariant($"PRAGMA page_size = {pageSize}; PRAGMA auto_vacuum = INCREMENTAL"));
        using var transaction = connection.BeginTransaction();
        Execute(connection, Tables + StoreSeal.Table);
        StoreSeal.Clear(connection);
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};"));
        transaction.Commit();
    }

    private static void CheckVersion(SqliteConnection connection, string path)
    {
        if (Number(connection, "PRAGMA application_id") != ApplicationId)
            throw new DataException(SqliteFailure.NoStore(path));
        var version = Number(connection, "PRAGMA user_version");
        if (version > Version)
            throw new DataException($"{path} has schema version {version}, written by a newer CimCil: this one knows version {Version}. Update CimCil.");
        if (version < Version)
            throw new DataException($"{path} has schema version {version}, and stores begin at version {Version}: it is damaged or older than CimCil's first release. Put back a copy of the file, or run the experiment again from the start.");
    }
}
