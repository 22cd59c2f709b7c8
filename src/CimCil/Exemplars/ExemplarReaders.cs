using System.Collections.Concurrent;
using CimCil.Data;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CimCil.Exemplars;

/// <summary>
/// Read-only connections with their statements prepared, one for each thread that loads at the same time, so that worker
/// threads decode straight from the database without waiting for each other. What was read is kept by the system, as it keeps
/// what was read of files, and not a second time here.
/// </summary>
internal sealed class ExemplarReaders(string path) : IDisposable
{
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _disposed;

    /// <summary>The store.</summary>
    public string Path { get; } = path;

    /// <summary>Decodes an exemplar into an image, which takes the exemplar's size.</summary>
    /// <exception cref="DataException">The exemplar was dropped, or its bytes are not what was written.</exception>
    public void LoadInto(ExemplarEntry entry, RgbImage image)
    {
        var reader = Take();
        try
        {
            reader.LoadInto(entry, image);
        }
        finally
        {
            Return(reader);
        }
    }

    /// <summary>The encoded halves of an exemplar.</summary>
    /// <exception cref="DataException">The exemplar was dropped, or its bytes are not what was written.</exception>
    public EncodedHalves ReadHalves(ExemplarEntry entry)
    {
        var reader = Take();
        try
        {
            return reader.ReadHalves(entry);
        }
        finally
        {
            Return(reader);
        }
    }

    private Reader Take()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ExemplarStore));
        return _idle.TryTake(out var reader) ? reader : Reader.Open(Path);
    }

    private void Return(Reader reader)
    {
        _idle.Add(reader);
        // The store may have been closed in between.
        if (_disposed)
            CloseIdle();
    }

    public void Dispose()
    {
        _disposed = true;
        CloseIdle();
    }

    /// <summary>Closes the connections that nobody loads with; others are opened when they are needed.</summary>
    public void CloseIdle()
    {
        while (_idle.TryTake(out var reader))
            reader.Dispose();
    }

    /// <summary>One connection. SQLite's own calls, because the bytes can then be decoded where they lie, without a copy.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly string _path;
        private readonly SqliteConnection _connection;
        private readonly sqlite3_stmt _select;
        private readonly HalvesScratch _scratch = new();

        private Reader(string path, SqliteConnection connection, sqlite3_stmt select)
        {
            _path = path;
            _connection = connection;
            _select = select;
        }

        public static Reader Open(string path)
        {
            SqliteConnection? connection = null;
            try
            {
                connection = ExemplarSchema.OpenForReading(path);
                ExemplarSchema.MapSmallPages(connection);
                raw.sqlite3_busy_timeout(connection.Handle!, 10_000);
                var code = raw.sqlite3_prepare_v2(connection.Handle!, "SELECT foreground, background FROM exemplar WHERE id = ?", out var select);
                if (code != raw.SQLITE_OK)
                    throw SqliteFailure.Explain(path, code, null);
                return new Reader(path, connection, select);
            }
            catch (SqliteException failure)
            {
                connection?.Dispose();
                throw SqliteFailure.Explain(path, failure.SqliteErrorCode, failure);
            }
            catch
            {
                connection?.Dispose();
                throw;
            }
        }

        public void LoadInto(ExemplarEntry entry, RgbImage image)
        {
            try
            {
                Find(entry);
                var foreground = raw.sqlite3_column_blob(_select, 0);
                var background = raw.sqlite3_column_blob(_select, 1);
                CheckPixels(entry, foreground, background);
                Decode(entry, foreground, background, image);
            }
            finally
            {
                raw.sqlite3_reset(_select);
            }
        }

        public EncodedHalves ReadHalves(ExemplarEntry entry)
        {
            try
            {
                Find(entry);
                var foreground = raw.sqlite3_column_blob(_select, 0);
                var background = raw.sqlite3_column_blob(_select, 1);
                CheckPixels(entry, foreground, background);
                return new EncodedHalves(foreground.IsEmpty ? null : foreground.ToArray(), background.IsEmpty ? null : background.ToArray());
            }
            finally
            {
                raw.sqlite3_reset(_select);
            }
        }

        public void Dispose()
        {
            _select.Dispose();
            _connection.Dispose();
        }

        private void Find(ExemplarEntry entry)
        {
            raw.sqlite3_bind_int64(_select, 1, entry.Id);
            var code = raw.sqlite3_step(_select);
            if (code == raw.SQLITE_DONE)
                throw new DataException($"{NameOf(entry)} is not in the store any more: a later phase dropped it. Load from the snapshot of the latest phase.");
            if (code != raw.SQLITE_ROW)
                throw Unreadable(entry, code);
        }

        private void CheckPixels(ExemplarEntry entry, ReadOnlySpan<byte> foreground, ReadOnlySpan<byte> background)
        {
            if (foreground.Length + (long)background.Length != entry.ByteCount || ExemplarChecksum.OfPixels(foreground, background) != entry.PixelChecksum)
                throw Damaged(entry, "its pixels do not match their checksum");
        }

        private void Decode(ExemplarEntry entry, ReadOnlySpan<byte> foreground, ReadOnlySpan<byte> background, RgbImage image)
        {
            try
            {
                EncodedHalves.Decode(foreground, background, entry.Source, entry.Box, (entry.Height, entry.Width), entry.Ratios.Foreground, _scratch, image);
            }
            catch (Exception failure) when (failure is DataException or ArgumentException)
            {
                // The checksum holds, so these are the bytes that were written: the codec disagrees with the one that wrote them.
                throw Damaged(entry, "its pixels cannot be decoded", failure);
            }
            if ((image.Height, image.Width) != (entry.Height, entry.Width))
                throw Damaged(entry, $"it decodes to {image.Height} x {image.Width} pixels instead of {entry.Height} x {entry.Width}");
        }

        private CimCilException Unreadable(ExemplarEntry entry, int code) =>
            code == raw.SQLITE_CORRUPT ? Damaged(entry, "the database structure that holds it is broken") : SqliteFailure.Explain(_path, code, null);

        private DataException Damaged(ExemplarEntry entry, string what, Exception? cause = null) =>
            new(SqliteFailure.Damaged(_path, $"{NameOf(entry)}: {what}"), cause!);

        private static string NameOf(ExemplarEntry entry) =>
            $"exemplar {entry.Id} (class {entry.ClassName}, rank {entry.Rank}, made from {entry.Source})";
    }
}
