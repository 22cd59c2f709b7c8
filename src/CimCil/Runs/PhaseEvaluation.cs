using System.Text.Json;

namespace CimCil.Runs;

/// <summary>evaluation/phase-N.json: of each network the test images, right answers and confusions by class; of each class what the memory holds.</summary>
internal static class PhaseEvaluation
{
    public static void Write(Stream stream, PhaseResult result)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("phase", result.Phase.Index);
        json.WriteNumber("knownClasses", result.Phase.KnownClassCount);
        json.WriteNumber("classesSeen", result.Phase.SeenClassCount);
        json.WriteStartObject("networks");
        foreach (var (network, scores) in result.Scores)
        {
            json.WriteStartObject(network);
            WriteNumbers(json, "images", scores.PerClass.Select(one => one.ImageCount));
            WriteNumbers(json, "correct", scores.PerClass.Select(one => one.CorrectCount));
            // Triples of label, prediction and count, one after the other.
            WriteNumbers(json, "confusion", scores.Confusion.SelectMany(cell => new[] { cell.Label, cell.Predicted, cell.Count }));
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartArray("classes");
        foreach (var held in result.Memory.Classes)
        {
            json.WriteStartObject();
            json.WriteNumber("label", held.Label);
            json.WriteString("name", held.ClassName);
            json.WriteNumber("exemplars", held.ExemplarCount);
            json.WriteNumber("imageEquivalents", held.ImageEquivalents);
            json.WriteNumber("bytes", held.ByteCount);
            json.WriteNumber("meanBoxShare", held.MeanBoxShare);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
