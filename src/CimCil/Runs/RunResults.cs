using System.Text.Json;
using CimCil.Evaluation;

namespace CimCil.Runs;

/// <summary>results.json: the figures of a run, accuracies in percent and unrounded.</summary>
/// <remarks>
/// <c>top5</c> is the top-k accuracy with the k that stands beside it as <c>topK</c>: the configured one, or the classes seen when
/// those are fewer. <c>old</c> is null in phase 0. <c>deployed</c> names the network that boxes come from and that is exported, <c>heads</c> the head of a network that is answered by another than its classifier. <c>accuracyMatrix</c> is that of the learner's first network:
/// row t after phase t, column j on the classes of phase j; <c>accuracyMatrices</c> has them all.
/// </remarks>
internal static class RunResults
{
    /// <summary>Writes the results so far.</summary>
    /// <param name="stream">Takes the file.</param>
    /// <param name="result">At least one phase.</param>
    /// <param name="phaseCount">Phases of the whole run.</param>
    /// <param name="status">Whether more is to come.</param>
    public static void Write(Stream stream, RunResult result, int phaseCount, RunStatus status)
    {
        using var json = new Utf8JsonWriter(stream, RunJson.Indented);
        var scores = result.Networks.Select(network => (Network: network, Scores: result.Scores(network))).ToArray();
        json.WriteStartObject();
        json.WriteString("experiment", result.Experiment);
        json.WriteNumber("seed", result.Seed);
        json.WriteString("fingerprint", result.Fingerprint);
        json.WriteBoolean("complete", status == RunStatus.Finished);
        json.WriteNumber("phaseCount", phaseCount);
        if (status == RunStatus.Finished)
            json.WriteNumber("corruptImages", result.CorruptImageCount);
        json.WriteString("deployed", result.Phases[^1].Deployed);
        json.WriteStartObject("heads");
        foreach (var (network, head) in result.Phases[^1].Heads)
            json.WriteString(network, head);
        json.WriteEndObject();
        json.WriteStartArray("phases");
        foreach (var phase in result.Phases)
        {
            json.WriteStartObject();
            RunJson.WritePhase(json, phase);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WritePerNetwork(json, "average", scores, network => json.WriteNumberValue(network.Average));
        WritePerNetwork(json, "last", scores, network => json.WriteNumberValue(network.Last));
        WritePerNetwork(json, "forgetting", scores, network => json.WriteNumberValue(network.Forgetting));
        json.WritePropertyName("accuracyMatrix");
        WriteMatrix(json, scores[0].Scores.Matrix);
        WritePerNetwork(json, "accuracyMatrices", scores, network => WriteMatrix(json, network.Matrix));
        json.WriteEndObject();
    }

    private static void WritePerNetwork(Utf8JsonWriter json, string name, (string Network, IncrementalScores Scores)[] all, Action<IncrementalScores> writeValue)
    {
        json.WriteStartObject(name);
        foreach (var (network, scores) in all)
        {
            json.WritePropertyName(network);
            writeValue(scores);
        }
        json.WriteEndObject();
    }

    private static void WriteMatrix(Utf8JsonWriter json, AccuracyMatrix matrix)
    {
        json.WriteStartArray();
        foreach (var row in matrix.Rows)
        {
            json.WriteStartArray();
            foreach (var accuracy in row)
                json.WriteNumberValue(accuracy);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
