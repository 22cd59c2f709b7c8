using System.Collections.Concurrent;
using CimCil.Data;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CimCil.Exemplars;

/// <summary>
/// Looks at everything in a store: the structure of the database, the checksum of every row and of all pixels, whether the
/// pixels decode, and what has to hold between them. Whatever the file holds, the outcome is a report.
/// </summary>
internal sealed class StoreVerification
{
    private const int ShownStructureProblems = 10;

    private readonly string _path;
    private readonly ConcurrentQueue<string> _problems = new();

    private StoreVerification(string path) => _path = path;

    /// <summary>Verifies a store, also while another process writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="workerCount">Threads that decode.</param>
    /// <exception cref="DataException">There is no such file, or it cannot be opened.</exception>
    public static StoreReport Verify(string path, int workerCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        ExemplarStore.RequireContent(path);
        return new StoreVerification(path).Run(workerCount);
    }

    private StoreReport Run(int workerCount)
    {
        try
        {
            using (var connection = ExemplarSchema.OpenForReading(_path))
            {
                CheckStructure(connection);
                if (!_problems.IsEmpty)
                    return Report(null);
                CheckFile(connection);
            }
            using var store = ExemplarStore.OpenReadOnly(_path);
            CheckPixels(store.Snapshot, workerCount);
            foreach (var problem in StoreInvariants.Broken(store.Snapshot))
                _problems.Enqueue(problem);
            return Report(store.Snapshot);
        }
        // What cannot be opened is not judged.
        catch (SqliteException failure) when (failure.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY)
        {
            throw SqliteFailure.Explain(_path, failure.SqliteErrorCode, failure);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new DataException($"{_path} cannot be read: {failure.Message} Look at its permissions with 'ls -l {_path}', and at the disk.", failure);
        }
        catch (SqliteException failure)
        {
            _problems.Enqueue(SqliteFailure.Explain(_path, failure.SqliteErrorCode, failure).Message);
        }
        catch (CimCilException failure)
        {
            _problems.Enqueue(failure.Message);
        }
        return Report(null);
    }

    private StoreReport Report(ExemplarSnapshot? snapshot) => new(
        _path, snapshot?.Entries.Count ?? 0, snapshot?.Usage.ByteCount ?? 0, snapshot?.Phases.LastOrDefault(), [.. _problems]);

    /// <summary>Pages, indices, pointers, definitions and references between tables.</summary>
    private void CheckStructure(SqliteConnection connection)
    {
        ExemplarSchema.Execute(connection, "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;");
        using (var command = connection.CreateCommand())
        {
            command.CommandText = FormattableString.Invariant($"PRAGMA integrity_check({ShownStructureProblems})");
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                if (row.GetString(0) is not "ok" and var problem)
                    _problems.Enqueue($"The database structure is broken: {problem}");
            }
        }
        if (!ExemplarSchema.KnownDefinitions().SequenceEqual(ExemplarSchema.Definitions(connection)))
            _problems.Enqueue("The definitions of the tables are not those of an exemplar store.");
        if (ExemplarSchema.Number(connection, "SELECT count(*) FROM pragma_foreign_key_check") > 0)
            _problems.Enqueue("An exemplar belongs to a phase that is not recorded.");
    }

    /// <summary>The seal and the size of the file, and that ids cannot be given twice.</summary>
    private void CheckFile(SqliteConnection connection)
    {
        var (stored, actual) = (ExemplarTable.FileByteCount(connection), new FileInfo(_path).Length);
        // A log holds pages that the file does not have yet.
        var isOneFile = new FileInfo(_path + "-wal") is not { Exists: true, Length: > 0 };
        if (isOneFile && StoreSeal.IsBroken(connection, _path))
            _problems.Enqueue("The file is not as it was when it was closed: a byte of it has changed.");
        if (isOneFile && stored != actual)
            _problems.Enqueue($"The file has {actual} bytes, and the database in it {stored}.");
        var largest = ExemplarSchema.Number(connection, "SELECT coalesce(max(id), 0) FROM exemplar");
        if (ExemplarSchema.Number(connection, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'exemplar'") < largest)
            _problems.Enqueue("The record of the largest id is lost, so an id could be given twice.");
    }

    private void CheckPixels(ExemplarSnapshot snapshot, int workerCount)
    {
        var buffers = new ConcurrentBag<RgbImage>();
        Parallel.ForEach(snapshot.Images, new ParallelOptions { MaxDegreeOfParallelism = workerCount }, image =>
        {
            if (!buffers.TryTake(out var pixels))
                pixels = new RgbImage();
            try
            {
                image.LoadInto(pixels);
            }
            catch (CimCilException failure)
            {
                _problems.Enqueue(failure.Message);
            }
            buffers.Add(pixels);
        });
    }
}
