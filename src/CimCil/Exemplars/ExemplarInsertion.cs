using CimCil.Data;
using Microsoft.Data.Sqlite;

namespace CimCil.Exemplars;

/// <summary>The prepared statements that add a phase's exemplars; ranks follow the order in which those of a class come.</summary>
internal sealed class ExemplarInsertion : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly int _phase;
    private readonly SqliteCommand _command;
    private readonly Dictionary<int, int> _nextRanks = [];
    private long _nextId;

    public ExemplarInsertion(SqliteConnection connection, int phase)
    {
        _connection = connection;
        _phase = phase;
        _command = connection.CreateCommand();
        _command.CommandText = """
            INSERT INTO exemplar (id, label, class_name, rank, phase, source, height, width, box_top, box_bottom, box_left, box_right,
                ratio, foreground_ratio, cost, foreground_codec, background_codec, byte_count, pixel_checksum, row_checksum, foreground, background)
            VALUES ($id, $label, $class, $rank, $phase, $source, $height, $width, $top, $bottom, $left, $right,
                $ratio, $foregroundRatio, $cost, $foregroundCodec, $backgroundCodec, $bytes, $pixelChecksum, $rowChecksum, $foreground, $background)
            """;
        _nextId = 1 + ExemplarSchema.Number(connection, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'exemplar'");
    }

    /// <summary>Adds an exemplar.</summary>
    public ExemplarEntry Insert(EncodedExemplar exemplar)
    {
        var entry = Entry(exemplar);
        Set("$id", entry.Id);
        Set("$label", entry.Label);
        Set("$class", entry.ClassName);
        Set("$rank", entry.Rank);
        Set("$phase", entry.Phase);
        Set("$source", entry.Source);
        Set("$height", entry.Height);
        Set("$width", entry.Width);
        Set("$top", entry.Box.Top);
        Set("$bottom", entry.Box.Bottom);
        Set("$left", entry.Box.Left);
        Set("$right", entry.Box.Right);
        Set("$ratio", entry.Ratios.Background);
        Set("$foregroundRatio", entry.Ratios.Foreground);
        Set("$cost", entry.Cost);
        Set("$foregroundCodec", entry.ForegroundCodec?.ToString());
        Set("$backgroundCodec", entry.BackgroundCodec?.ToString());
        Set("$bytes", entry.ByteCount);
        Set("$pixelChecksum", entry.PixelChecksum);
        Set("$rowChecksum", ExemplarChecksum.Of(entry));
        Set("$foreground", exemplar.Halves.Foreground);
        Set("$background", exemplar.Halves.Background);
        _command.ExecuteNonQuery();
        return entry;
    }

    public void Dispose() => _command.Dispose();

    private ExemplarEntry Entry(EncodedExemplar exemplar)
    {
        var (label, halves) = (exemplar.Label, exemplar.Halves);
        if (!_nextRanks.TryGetValue(label, out var rank))
            rank = (int)ExemplarSchema.Number(_connection, FormattableString.Invariant($"SELECT coalesce(max(rank), -1) + 1 FROM exemplar WHERE label = {label}"));
        _nextRanks[label] = rank + 1;
        return new ExemplarEntry
        {
            Id = _nextId++,
            Label = label,
            ClassName = exemplar.ClassName,
            Rank = rank,
            Phase = _phase,
            Source = exemplar.Source,
            Height = exemplar.Height,
            Width = exemplar.Width,
            Box = exemplar.Box,
            Ratios = exemplar.Ratios,
            Cost = BoxCompression.Cost(exemplar.Box, exemplar.Height, exemplar.Width, exemplar.Ratios),
            ForegroundCodec = exemplar.ForegroundCodec,
            BackgroundCodec = exemplar.BackgroundCodec,
            ByteCount = halves.ByteCount,
            PixelChecksum = ExemplarChecksum.OfPixels(halves.Foreground, halves.Background),
        };
    }

    private void Set(string name, object? value)
    {
        var stored = value ?? DBNull.Value;
        if (_command.Parameters.Contains(name))
            _command.Parameters[name].Value = stored;
        else
            _command.Parameters.AddWithValue(name, stored);
    }
}
