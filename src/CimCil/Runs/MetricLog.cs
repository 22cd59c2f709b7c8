using System.Buffers;
using System.Text.Json;
using CimCil.Foundation;
using CimCil.Training;

namespace CimCil.Runs;

/// <summary>metrics.jsonl: one line of JSON for each epoch, phase and note, on the disk when the call returns.</summary>
internal sealed class MetricLog(string path, TimeProvider clock) : IDisposable
{
    private readonly FileStream _file = Open(path);
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Bytes of the file.</summary>
    public long Length => _file.Length;

    /// <summary>The epochs that a file holds.</summary>
    public static int EpochsIn(string path)
    {
        if (FileContent.IsEmpty(path))
            return 0;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var count = 0;
        while (reader.ReadLine() is { } line)
            count += line.StartsWith("{\"kind\":\"epoch\"", StringComparison.Ordinal) ? 1 : 0;
        return count;
    }

    /// <summary>Takes back what was written after a place, when a run goes on from there.</summary>
    public void TruncateTo(long length)
    {
        if (length > _file.Length)
            throw new DataException($"{_file.Name} has {_file.Length} bytes, but {length} were there when the checkpoint was written: a run's files must not be changed. Put the file back, or start a new run.");
        _file.SetLength(length);
        _file.Seek(0, SeekOrigin.End);
        _file.Flush(flushToDisk: true);
    }

    public void Write(EpochMetrics metrics) => WriteLine("epoch", json =>
    {
        json.WriteNumber("phase", metrics.Phase);
        json.WriteString("stage", metrics.Stage);
        json.WriteNumber("epoch", metrics.Epoch);
        json.WriteNumber("epochCount", metrics.EpochCount);
        json.WriteNumber("imageCount", metrics.ImageCount);
        json.WriteNumber("seconds", metrics.Elapsed.TotalSeconds);
        json.WriteNumber("waitedSeconds", metrics.Waited.TotalSeconds);
        json.WriteStartObject("values");
        foreach (var (name, value) in metrics.Values)
            RunJson.WriteNumberOrName(json, name, value);
        json.WriteEndObject();
    });

    public void Write(PhaseResult result, IReadOnlyDictionary<string, double> activitySeconds) => WriteLine("phase", json =>
    {
        RunJson.WritePhase(json, result);
        json.WriteStartObject("stageSeconds");
        foreach (var (activity, seconds) in activitySeconds)
            json.WriteNumber(activity, seconds);
        json.WriteEndObject();
    });

    public void WriteNote(string message) => WriteLine("note", json => json.WriteString("message", message));

    public void Dispose() => _file.Dispose();

    /// <summary>Not in append mode, which could not take anything back.</summary>
    private static FileStream Open(string path)
    {
        var file = FileContent.OpenToGoOn(path);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    private void WriteLine(string kind, Action<Utf8JsonWriter> writeFields)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("time", RunJson.Time(clock.GetUtcNow()));
            writeFields(json);
            json.WriteEndObject();
        }
        _line.Write("\n"u8);
        _file.Write(_line.WrittenSpan);
        _file.Flush(flushToDisk: true);
    }
}
