using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;

namespace CimCil.Exemplars;

/// <summary>The rows of a store: reading them into values, verified, and writing values as rows.</summary>
internal static class ExemplarTable
{
    /// <summary>Reads all metadata and verifies it: every row against its checksum, and the rows together against the last phase's summary.</summary>
    /// <exception cref="DataException">Something is not what was written.</exception>
    public static ExemplarSnapshot Read(SqliteConnection connection, string path, ExemplarReaders readers)
    {
        // One transaction, or a phase that is stored meanwhile could show in one table and not in the other.
        using var transaction = connection.BeginTransaction(deferred: true);
        try
        {
            var phases = ReadPhases(connection, path);
            var entries = ReadEntries(connection, path).ToList();
            var promised = phases.Count == 0 ? 0 : phases[^1].ExemplarCount;
            if (entries.Count != promised)
                throw new DataException(SqliteFailure.Damaged(path, $"it holds {entries.Count} exemplars, and phase {phases.Count - 1} left {promised}"));
            return new ExemplarSnapshot(entries, phases, FileByteCount(connection), readers);
        }
        catch (Exception failure) when (failure is InvalidCastException or InvalidOperationException or OverflowException or FormatException)
        {
            throw new DataException(SqliteFailure.Damaged(path, "a row holds values of the wrong kind"), failure);
        }
    }

    /// <summary>Bytes of the database, without its log.</summary>
    public static long FileByteCount(SqliteConnection connection) =>
        ExemplarSchema.Number(connection, "PRAGMA page_count") * ExemplarSchema.Number(connection, "PRAGMA page_size");

    /// <summary>Bytes of the database once its free pages have been released.</summary>
    public static long UsedByteCount(SqliteConnection connection) =>
        (ExemplarSchema.Number(connection, "PRAGMA page_count") - ExemplarSchema.Number(connection, "PRAGMA freelist_count")) * ExemplarSchema.Number(connection, "PRAGMA page_size");

    /// <summary>Deletes exemplars.</summary>
    public static void Delete(SqliteConnection connection, IEnumerable<ExemplarEntry> entries)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM exemplar WHERE id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        foreach (var entry in entries)
        {
            id.Value = entry.Id;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Writes the summary of a phase, in place of one that is there.</summary>
    public static void Write(SqliteConnection connection, PhaseSummary summary)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO phase (phase, seen_class_count, budget, share, exemplar_count, image_equivalents, byte_count, mean_box_share, added_count, dropped_count, share_rule, file_byte_count, row_checksum)
            VALUES ($phase, $seen, $budget, $share, $count, $equivalents, $bytes, $boxShare, $added, $dropped, $shareRule, $fileBytes, $checksum)
            ON CONFLICT (phase) DO UPDATE SET seen_class_count = $seen, budget = $budget, share = $share, exemplar_count = $count, image_equivalents = $equivalents,
                byte_count = $bytes, mean_box_share = $boxShare, added_count = $added, dropped_count = $dropped, share_rule = $shareRule, file_byte_count = $fileBytes, row_checksum = $checksum
            """;
        command.Parameters.AddWithValue("$phase", summary.Phase);
        command.Parameters.AddWithValue("$seen", summary.SeenClassCount);
        command.Parameters.AddWithValue("$budget", summary.Budget.ToString());
        command.Parameters.AddWithValue("$share", summary.Share);
        command.Parameters.AddWithValue("$count", summary.ExemplarCount);
        command.Parameters.AddWithValue("$equivalents", summary.ImageEquivalents);
        command.Parameters.AddWithValue("$bytes", summary.ByteCount);
        command.Parameters.AddWithValue("$boxShare", summary.MeanBoxShare);
        command.Parameters.AddWithValue("$added", summary.AddedCount);
        command.Parameters.AddWithValue("$dropped", summary.DroppedCount);
        command.Parameters.AddWithValue("$shareRule", summary.ShareRule);
        command.Parameters.AddWithValue("$fileBytes", summary.FileByteCount);
        command.Parameters.AddWithValue("$checksum", ExemplarChecksum.Of(summary));
        command.ExecuteNonQuery();
    }

    /// <summary>Gives the pages that deleted rows left back to the disk.</summary>
    public static void ReleaseFreePages(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA incremental_vacuum";
        // Every step of the statement frees one page.
        using var row = command.ExecuteReader();
        while (row.Read())
        {
        }
    }

    /// <summary>The summaries of all phases, verified.</summary>
    /// <exception cref="DataException">One is missing or is not what was written.</exception>
    private static List<PhaseSummary> ReadPhases(SqliteConnection connection, string path)
    {
        var phases = new List<PhaseSummary>();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT phase, seen_class_count, budget, share, exemplar_count, image_equivalents, byte_count, mean_box_share, added_count, dropped_count, share_rule, file_byte_count, row_checksum
            FROM phase ORDER BY phase
            """;
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var summary = new PhaseSummary
            {
                Phase = row.GetInt32(0),
                SeenClassCount = row.GetInt32(1),
                Budget = Budget.TryParse(row.GetString(2), out var budget) ? budget : default,
                Share = row.GetDouble(3),
                ExemplarCount = row.GetInt32(4),
                ImageEquivalents = row.GetDouble(5),
                ByteCount = row.GetInt64(6),
                MeanBoxShare = row.GetDouble(7),
                AddedCount = row.GetInt32(8),
                DroppedCount = row.GetInt32(9),
                ShareRule = row.GetString(10),
                FileByteCount = row.GetInt64(11),
            };
            if (summary.Phase != phases.Count || ExemplarChecksum.Of(summary) != row.GetInt64(12))
                throw new DataException(SqliteFailure.Damaged(path, $"the summary of phase {phases.Count} is missing or does not match its checksum"));
            phases.Add(summary);
        }
        return phases;
    }

    private static IEnumerable<ExemplarEntry> ReadEntries(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT id, label, class_name, rank, phase, source, height, width, box_top, box_bottom, box_left, box_right,
                   ratio, foreground_ratio, cost, foreground_codec, background_codec, byte_count, pixel_checksum, row_checksum
            -- In the order of the file; one that the classes came in another order to would be read back and forth.
            FROM exemplar ORDER BY id
            """;
        using var row = command.ExecuteReader();
        var className = "";
        while (row.Read())
        {
            // One string for all exemplars of a class.
            className = row.GetString(2) is var name && name == className ? className : name;
            var entry = new ExemplarEntry
            {
                Id = row.GetInt64(0),
                Label = row.GetInt32(1),
                ClassName = className,
                Rank = row.GetInt32(3),
                Phase = row.GetInt32(4),
                Source = row.GetString(5),
                Height = row.GetInt32(6),
                Width = row.GetInt32(7),
                Box = new Box(row.GetInt32(8), row.GetInt32(9), row.GetInt32(10), row.GetInt32(11)),
                Ratios = new CompressionRatios(row.GetDouble(12), row.GetDouble(13)),
                Cost = row.GetDouble(14),
                ForegroundCodec = CodecAt(row, 15),
                BackgroundCodec = CodecAt(row, 16),
                ByteCount = row.GetInt64(17),
                PixelChecksum = row.GetInt64(18),
            };
            if (ExemplarChecksum.Of(entry) != row.GetInt64(19))
                throw new DataException(SqliteFailure.Damaged(path, $"exemplar {entry.Id} does not match its checksum"));
            yield return entry;
        }
    }

    private static PixelCodec? CodecAt(SqliteDataReader row, int column)
    {
        if (row.IsDBNull(column))
            return null;
        // A name that is not known reads as another codec, and the row's checksum then tells.
        return PixelCodec.TryParse(row.GetString(column), out var codec) ? codec : default;
    }
}
