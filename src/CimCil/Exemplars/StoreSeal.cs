using System.IO.Hashing;
using System.Text;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;

namespace CimCil.Exemplars;

/// <summary>
/// A checksum of the whole file, written when a store is closed and taken away when it is opened for writing. SQLite's own check
/// and the checksums of rows and pixels cover what is stored; the seal covers every other byte too, such as the unused ones.
/// </summary>
/// <remarks>
/// The seal lies in the file that it covers, so its own bytes count as 0 in the checksum. So do the counters in the header that
/// change when the seal is written; nothing that is stored depends on them.
/// </remarks>
internal static class StoreSeal
{
    /// <summary>The table; its only row has the same length whether the store is sealed or open.</summary>
    public const string Table = """
        CREATE TABLE seal (
            only              INTEGER PRIMARY KEY CHECK (only = 0),
            checksum          BLOB    NOT NULL
        ) STRICT;
        """;

    private const string Sealed = "CIMx-sealed-";
    private const string Open = "CIMx-opened-";
    private const int HashLength = 16;
    private const int BlobLength = 12 + HashLength;
    private const int ChunkLength = 1 << 20;

    /// <summary>Change counter, and the two fields that repeat it with SQLite's version.</summary>
    private static readonly (long Start, int Length)[] HeaderCounters = [(24, 4), (92, 8)];

    /// <summary>Says that the store is open for writing.</summary>
    public static void Clear(SqliteConnection connection) => Write(connection, Open, new byte[HashLength]);

    /// <summary>Seals a store that is one plain file. What fails leaves it open, which is as safe.</summary>
    public static void Write(SqliteConnection connection, string path)
    {
        var hash = HashOf(connection, path);
        Write(connection, Sealed, hash);
        // A row was replaced by one of the same length, so that nothing but the seal has changed.
        if (!HashOf(connection, path).AsSpan().SequenceEqual(hash))
            Clear(connection);
    }

    /// <summary>Whether a byte of the file has changed since it was closed; false for a store that is open. The store must be one plain file.</summary>
    public static bool IsBroken(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT checksum FROM seal";
        if (command.ExecuteScalar() is not byte[] { Length: BlobLength } blob)
            return true;
        var state = Encoding.ASCII.GetString(blob, 0, BlobLength - HashLength);
        return state != Open && (state != Sealed || !HashOf(connection, path).AsSpan().SequenceEqual(blob.AsSpan(BlobLength - HashLength)));
    }

    private static void Write(SqliteConnection connection, string state, byte[] hash)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO seal (only, checksum) VALUES (0, $seal) ON CONFLICT (only) DO UPDATE SET checksum = $seal";
        command.Parameters.AddWithValue("$seal", (byte[])[.. Encoding.ASCII.GetBytes(state), .. hash]);
        command.ExecuteNonQuery();
    }

    private static byte[] HashOf(SqliteConnection connection, string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var unread = HeaderCounters.Append((PlaceOfSeal(connection, file), BlobLength)).ToArray();
        var hash = new XxHash128();
        var chunk = new byte[ChunkLength];
        file.Position = 0;
        for (long start = 0; file.ReadAtLeast(chunk, ChunkLength, throwOnEndOfStream: false) is > 0 and var count; start += count)
        {
            foreach (var (from, length) in unread)
            {
                var (first, end) = (Math.Max(from - start, 0), Math.Min(from + length - start, count));
                if (first < end)
                    chunk.AsSpan((int)first, (int)(end - first)).Clear();
            }
            hash.Append(chunk.AsSpan(0, count));
        }
        return hash.GetCurrentHash();
    }

    /// <summary>Where the seal's bytes lie in the file: in the only page of its table.</summary>
    /// <exception cref="DataException">They are not there.</exception>
    private static long PlaceOfSeal(SqliteConnection connection, FileStream file)
    {
        var pageSize = ExemplarSchema.Number(connection, "PRAGMA page_size");
        var page = ExemplarSchema.Number(connection, "SELECT rootpage FROM sqlite_schema WHERE name = 'seal'");
        var bytes = new byte[pageSize];
        file.Position = (page - 1) * pageSize;
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var content = bytes.AsSpan(0, count);
        foreach (var state in new[] { Sealed, Open })
        {
            // Cells fill a page from its end, so a row that was replaced would lie before the present one.
            if (content.LastIndexOf(Encoding.ASCII.GetBytes(state)) is >= 0 and var at && at + BlobLength <= count)
                return ((page - 1) * pageSize) + at;
        }
        throw new DataException(SqliteFailure.Damaged(file.Name, "its seal cannot be found"));
    }
}
