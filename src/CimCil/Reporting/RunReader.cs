using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using CimCil.Foundation;
using CimCil.PyBridge;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>Reads a run folder, also of a run that still goes.</summary>
internal static class RunReader
{
    /// <summary>Reads everything that is there; what a run that still goes has not written yet is left empty.</summary>
    /// <exception cref="DataException">The folder is no run's, or its files are not what a run wrote.</exception>
    public static RunRecord Read(string path) => Read(path, (run, deployed) =>
    {
        var metrics = Named(Path.Combine(run.Path, "metrics.jsonl"), MetricLines);
        EvaluationRecord?[] evaluations = [.. run.Phases.Select(phase => Named(PhaseFiles.Evaluation(run, phase), ReadEvaluation))];
        var whole = run with
        {
            Epochs = metrics.Epochs,
            Notes = metrics.Notes,
            PartSeconds = metrics.PartSeconds,
            // The last one is shown; of every phase it is told where one is cut off.
            Evaluation = evaluations.LastOrDefault(),
            Gallery = [.. run.Phases.SelectMany(phase => Named(PhaseFiles.Gallery(run, phase), ReadGallery))],
            Activations = run.Phases.Count == 0 ? [] : Named(PhaseFiles.Weights(run, run.Phases[^1], deployed), ReadActivations),
        };
        return whole with { Lacks = PhaseFiles.Lacking(whole, deployed, metrics.Phases) };
    });

    /// <summary>Reads what a table of many runs needs: manifest, settings and results, without epochs, images and weights.</summary>
    /// <exception cref="DataException">The folder is no run's, or its files are not what a run wrote.</exception>
    public static RunRecord ReadFigures(string path) => Read(path, (run, _) => run);

    private static RunRecord Read(string path, Func<RunRecord, string?, RunRecord> complete)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var manifest = RunManifest.OfFolder(path);
        try
        {
            using var results = Open(Path.Combine(path, "results.json"));
            using var config = Open(Path.Combine(path, "config.json"));
            if (config is not { RootElement.ValueKind: JsonValueKind.Object } || (results is null && manifest.Status == RunStatus.Finished))
                throw new DataException($"{Path.Combine(path, config is null || results is not null ? "config.json" : "results.json")} is missing, or not what a run wrote: a run's files must not be changed. Put the file back.");
            var run = new RunRecord
            {
                Path = path,
                Experiment = manifest.Experiment,
                Summary = string.Join(". ", new[] { manifest.Summary, manifest.CommandLine.Contains("--quick") ? "A quick look in few epochs, not a result" : null }.Where(part => part is { Length: > 0 })),
                Seed = manifest.Seed,
                Fingerprint = manifest.Fingerprint,
                Status = manifest.Status,
                State = ManifestFacts.StateOf(manifest),
                Images = manifest.Resumptions.LastOrDefault(resumption => resumption.Dataset is not null)?.Dataset ?? manifest.Dataset,
                PhaseCount = results is null ? 0 : Named(Path.Combine(path, "results.json"), _ => results.RootElement.GetProperty("phaseCount").GetInt32()),
                Settings = [.. Flatten(config.RootElement, "")],
                Facts = ManifestFacts.Of(manifest),
                Phases = ReadPhases(results, path),
                Networks = results is null ? [] : Named(Path.Combine(path, "results.json"), _ => ReadNetworks(results.RootElement)),
                Epochs = [],
                Notes = [],
                PartSeconds = [],
                Gallery = [],
                Activations = [],
            };
            return complete(run, results is null ? null : Named(Path.Combine(path, "results.json"), _ => results.RootElement.GetProperty("deployed").GetString()));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be read: {failure.Message} Check the permissions of its files.", failure);
        }
    }

    /// <summary>The finished phases of a folder.</summary>
    internal static IReadOnlyList<PhaseRecord> Phases(string path)
    {
        using var results = Open(Path.Combine(path, "results.json"));
        return ReadPhases(results, path);
    }

    /// <summary>Each has the scores of the same networks.</summary>
    private static IReadOnlyList<PhaseRecord> ReadPhases(JsonDocument? results, string path)
    {
        if (results is null)
            return [];
        return Named(Path.Combine(path, "results.json"), file =>
        {
            PhaseRecord[] phases = [.. results.RootElement.GetProperty("phases").EnumerateArray().Select(ReadPhase)];
            return Array.Find(phases, phase => !phase.Scores.Keys.ToHashSet().SetEquals(phases[0].Scores.Keys)) is not { } other ? phases
                : throw new DataException($"{file} has the networks {string.Join(", ", phases[0].Scores.Keys)} in phase {phases[0].Index}, and {(other.Scores.Count == 0 ? "none" : string.Join(", ", other.Scores.Keys))} in phase {other.Index}: a run's files must not be changed. Put the file back.");
        });
    }

    private static JsonDocument? Open(string file) => Named(file, _ => File.Exists(file) ? JsonDocument.Parse(FileContent.Bytes(file)) : null);

    /// <summary>Reads a file; one that is cut off or changed is named.</summary>
    private static T Named<T>(string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new DataException($"{file} is not what a run wrote ({failure.Message}): a run's files must not be changed. Put the file back.", failure);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Flatten(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Flatten(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}")),
        JsonValueKind.Array => [new(path, string.Join(", ", element.EnumerateArray().Select(item => item.ToString())))],
        JsonValueKind.String => [new(path, element.GetString()!)],
        _ => [new(path, element.GetRawText())],
    };

    private static PhaseRecord ReadPhase(JsonElement phase)
    {
        var exemplars = phase.GetProperty("exemplars");
        var boxes = phase.TryGetProperty("boxes", out var found) ? found : default;
        var scores = phase.EnumerateObject()
            .Where(field => field.Value.ValueKind == JsonValueKind.Object && field.Value.TryGetProperty("top1", out _))
            .ToDictionary(field => field.Name, field => ReadScores(field.Value));
        return new PhaseRecord(
            phase.GetProperty("phase").GetInt32(), phase.GetProperty("classesSeen").GetInt32(), scores,
            exemplars.GetProperty("count").GetInt32(), exemplars.GetProperty("imageEquivalents").GetDouble(), exemplars.GetProperty("bytes").GetInt64(),
            exemplars.GetProperty("fileBytes").GetInt64(), exemplars.GetProperty("budget").GetDouble(),
            exemplars.TryGetProperty("budgetUnit", out var unit) && unit.GetString() == "bytes", exemplars.GetProperty("meanBoxShare").GetDouble(),
            Optional(boxes, "trueBoxCoverage"), Optional(boxes, "plainCoverage"), phase.GetProperty("seconds").GetDouble());
    }

    private static double? Optional(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static ScoreRecord ReadScores(JsonElement scores) => new(
        scores.GetProperty("top1").GetDouble(), scores.GetProperty("top5").GetDouble(), scores.GetProperty("topK").GetInt32(),
        Optional(scores, "old"), scores.GetProperty("new").GetDouble());

    private static IReadOnlyList<NetworkRecord> ReadNetworks(JsonElement results) =>
    [
        .. results.GetProperty("average").EnumerateObject().Select(average => new NetworkRecord(
            average.Name,
            average.Value.GetDouble(),
            results.GetProperty("last").GetProperty(average.Name).GetDouble(),
            results.GetProperty("forgetting").GetProperty(average.Name).GetDouble(),
            [.. results.GetProperty("accuracyMatrices").GetProperty(average.Name).EnumerateArray().Select(row => (IReadOnlyList<double>)[.. row.EnumerateArray().Select(value => value.GetDouble())])])),
    ];

    /// <param name="Epochs">The epochs.</param>
    /// <param name="Notes">The notes.</param>
    /// <param name="PartSeconds">Seconds of each part of a phase.</param>
    /// <param name="Phases">The phases that have ended.</param>
    internal sealed record Metrics(List<EpochRecord> Epochs, List<string> Notes, List<(int Phase, string Part, double Seconds)> PartSeconds, HashSet<int> Phases);

    /// <summary>The lines so far; a last line without its end is still being written.</summary>
    internal static Metrics MetricLines(string file)
    {
        var metrics = new Metrics([], [], [], []);
        if (!File.Exists(file) || FileContent.IsEmpty(file))
            return metrics;
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        foreach (var line in reader.ReadToEnd().Split('\n')[..^1])
        {
            using var document = JsonDocument.Parse(line);
            Add(document.RootElement, metrics);
        }
        return metrics;
    }

    private static void Add(JsonElement line, Metrics metrics)
    {
        switch (line.GetProperty("kind").GetString())
        {
            case "epoch":
                metrics.Epochs.Add(new EpochRecord(
                    line.GetProperty("phase").GetInt32(), line.GetProperty("stage").GetString()!, line.GetProperty("epoch").GetInt32(),
                    line.GetProperty("epochCount").GetInt32(), line.GetProperty("imageCount").GetInt32(), line.GetProperty("seconds").GetDouble(),
                    line.GetProperty("values").EnumerateObject().ToDictionary(value => value.Name, value => Number(value.Value)))
                {
                    WaitedSeconds = line.TryGetProperty("waitedSeconds", out var waited) ? waited.GetDouble() : 0,
                });
                break;
            case "note":
                metrics.Notes.Add(line.GetProperty("message").GetString()!);
                break;
            case "phase":
                var phase = line.GetProperty("phase").GetInt32();
                metrics.Phases.Add(phase);
                if (line.TryGetProperty("stageSeconds", out var parts))
                    metrics.PartSeconds.AddRange(parts.EnumerateObject().Select(part => (phase, part.Name, part.Value.GetDouble())));
                break;
        }
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : double.Parse(value.GetString()!, CultureInfo.InvariantCulture);

    private static EvaluationRecord? ReadEvaluation(string file)
    {
        using var document = Open(file);
        if (document is null)
            return null;
        var root = document.RootElement;
        static int[] Numbers(JsonElement parent, string name) => [.. parent.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];
        return new EvaluationRecord(
            root.GetProperty("phase").GetInt32(),
            root.GetProperty("classesSeen").GetInt32(),
            root.GetProperty("networks").EnumerateObject().ToDictionary(network => network.Name, network => new ConfusionRecord(
                Numbers(network.Value, "images"), Numbers(network.Value, "correct"),
                [.. Numbers(network.Value, "confusion").Chunk(3).Select(cell => (cell[0], cell[1], cell[2]))])),
            [.. root.GetProperty("classes").EnumerateArray().Select(one => new ClassRecord(
                one.GetProperty("label").GetInt32(), one.GetProperty("name").GetString()!, one.GetProperty("exemplars").GetInt32(),
                one.GetProperty("imageEquivalents").GetDouble(), one.GetProperty("bytes").GetInt64(), one.GetProperty("meanBoxShare").GetDouble()))]);
    }

    private static IReadOnlyList<GalleryImage> ReadGallery(string file) => File.Exists(file) ? GalleryJson.Read(FileContent.Bytes(file)) : [];

    private static IReadOnlyList<ActivationRecord> ReadActivations(string file)
    {
        if (!File.Exists(file))
            return [];
        const string Ending = ".numerator";
        using var weights = SafeTensors.Open(file);
        // The branches before the last one are older.
        var newest = weights.Tensors.Select(tensor => tensor.Name.Split('.')).Where(parts => parts[0] == "branches").Max(parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
        var prefix = $"branches.{newest}.";
        return
        [
            .. weights.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal) && tensor.Name.EndsWith(Ending, StringComparison.Ordinal)).Select(tensor =>
            {
                var place = tensor.Name[..^Ending.Length];
                return new ActivationRecord(place[prefix.Length..], Floats(tensor), Floats(weights[$"{place}.denominator"]));
            }),
        ];
    }

    /// <summary>Without a tensor, so that no native library is loaded for a report.</summary>
    private static float[] Floats(CheckpointTensor tensor)
    {
        var bytes = new byte[tensor.ByteCount];
        using var reader = tensor.Storage.Bytes.OpenReader(ReadPurpose.Verified);
        reader.Read(bytes);
        reader.Finish();
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
