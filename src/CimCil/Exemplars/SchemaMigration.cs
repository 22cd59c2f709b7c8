using Microsoft.Data.Sqlite;

namespace CimCil.Exemplars;

/// <summary>
/// Brings a store of an older schema version to the present one when it is opened for writing, in one transaction. Readers take
/// an older store as it is.
/// </summary>
internal static class SchemaMigration
{
    /// <summary>Migrates; does nothing when the store is of the present version.</summary>
    /// <exception cref="Foundation.DataException">What is to be migrated is damaged.</exception>
    public static void Run(SqliteConnection connection, string path)
    {
        if (ExemplarSchema.VersionOf(connection) == ExemplarSchema.Version)
            return;
        using var transaction = connection.BeginTransaction();
        FromVersion1(connection, path);
        ExemplarSchema.Execute(connection, "PRAGMA user_version = 2");
        transaction.Commit();
    }

    /// <summary>Version 2 records the size of the file and the share rule with every phase, seals the file, and its exemplars may have lossy codecs.</summary>
    private static void FromVersion1(SqliteConnection connection, string path)
    {
        var phases = ExemplarTable.ReadPhases(connection, path, version: 1);
        AddColumnsOfVersion2(connection);
        foreach (var summary in phases)
            ExemplarTable.Write(connection, summary);
    }

    /// <summary>The columns and the table for the seal, without their content.</summary>
    public static void AddColumnsOfVersion2(SqliteConnection connection) => ExemplarSchema.Execute(connection, $"""
        ALTER TABLE phase ADD COLUMN share_rule TEXT NOT NULL DEFAULT 'equal';
        ALTER TABLE phase ADD COLUMN file_byte_count INTEGER NOT NULL DEFAULT 0;
        {StoreSeal.Table}
        """);

    /// <summary>The tables of version 1: those of today without what came later.</summary>
    public static string Version1Tables(string tables) => string.Join(
        '\n', tables.Split('\n').Where(line => !line.TrimStart().StartsWith("share_rule ", StringComparison.Ordinal) && !line.TrimStart().StartsWith("file_byte_count ", StringComparison.Ordinal)));
}
