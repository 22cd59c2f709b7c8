using System.Buffers;
using System.Text.Json;
using CimCil.Training;

namespace CimCil.Runs;

/// <summary>metrics.jsonl: one line of JSON for each epoch, phase and note, on the disk when the call returns.</summary>
internal sealed class MetricLog(string path, TimeProvider clock) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    private readonly ArrayBufferWriter<byte> _line = new();

    public void Write(EpochMetrics metrics) => WriteLine("epoch", json =>
    {
        json.WriteNumber("phase", metrics.Phase);
        json.WriteString("stage", metrics.Stage);
        json.WriteNumber("epoch", metrics.Epoch);
        json.WriteNumber("epochCount", metrics.EpochCount);
        json.WriteNumber("imageCount", metrics.ImageCount);
        json.WriteNumber("seconds", metrics.Elapsed.TotalSeconds);
        json.WriteStartObject("values");
        foreach (var (name, value) in metrics.Values)
            RunJson.WriteNumberOrName(json, name, value);
        json.WriteEndObject();
    });

    public void Write(PhaseResult result) => WriteLine("phase", json => RunJson.WritePhase(json, result));

    public void WriteNote(string message) => WriteLine("note", json => json.WriteString("message", message));

    public void Dispose() => _file.Dispose();

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
