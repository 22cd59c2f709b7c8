using System.Globalization;
using System.Text.Json;
using CimCil.Configuration;
using CimCil.Evaluation;

namespace CimCil.Runs;

/// <summary>The parts that several JSON files of a run folder share.</summary>
internal static class RunJson
{
    /// <summary>For files that are also read by people.</summary>
    public static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>A number, or its name as text where JSON has no number for it (NaN, Infinity).</summary>
    public static void WriteNumberOrName(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A number, or null where there is none.</summary>
    public static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    /// <summary>The fields of a phase, as results.json and metrics.jsonl have them.</summary>
    public static void WritePhase(Utf8JsonWriter json, PhaseResult result)
    {
        json.WriteNumber("phase", result.Phase.Index);
        json.WriteNumber("classesSeen", result.Phase.SeenClassCount);
        foreach (var (network, scores) in result.Scores)
            WriteScores(json, network, scores);
        json.WriteStartObject("exemplars");
        json.WriteNumber("count", result.Memory.ExemplarCount);
        json.WriteNumber("imageEquivalents", result.Memory.ImageEquivalents);
        json.WriteNumber("bytes", result.Memory.ByteCount);
        json.WriteNumber("budget", result.Budget);
        json.WriteString("budgetUnit", result.BudgetUnit == BudgetUnit.Bytes ? "bytes" : "imageEquivalents");
        json.WriteNumber("meanBoxShare", result.Memory.MeanBoxShare);
        json.WriteNumber("perClass", result.ExemplarsPerClass);
        json.WriteNumber("fileBytes", result.Memory.FileByteCount);
        json.WriteEndObject();
        if (result.Boxes is { } boxes)
            WriteBoxes(json, boxes);
        json.WriteNumber("seconds", result.Elapsed.TotalSeconds);
    }

    private static void WriteBoxes(Utf8JsonWriter json, BoxResult boxes)
    {
        json.WriteStartObject("boxes");
        json.WriteNumber("meanShare", boxes.MeanShare);
        json.WriteNumber("flatCount", boxes.FlatCount);
        WriteOptional(json, "trueBoxCoverage", boxes.TrueBoxCoverage);
        WriteOptional(json, "plainShare", boxes.PlainShare);
        WriteOptional(json, "plainCoverage", boxes.PlainCoverage);
        WriteOptional(json, "threshold", boxes.Threshold);
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, string name, NetworkScores scores)
    {
        json.WriteStartObject(name);
        json.WriteNumber("top1", scores.Top1);
        json.WriteNumber("top5", scores.TopK);
        WriteOptional(json, "old", scores.Old);
        json.WriteNumber("new", scores.New);
        json.WriteNumber("topK", scores.K);
        json.WriteEndObject();
    }
}
