using System.Text;
using System.Text.Json;
using CimCil.Evaluation;
using CimCil.Reporting;
using CimCil.Runs;

namespace CimCil.Sweeps;

/// <summary>results.json of a sweep: the figures of its arms and runs, unrounded; accuracies in percent, differences in points, coverage and boxes as shares.</summary>
internal static class SweepResultsJson
{
    public static string Of(SweepFolder sweep, IReadOnlyList<ArmResult> results)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, RunJson.Indented))
        {
            json.WriteStartObject();
            json.WriteString("experiment", sweep.Grid.Request.Experiment);
            json.WriteBoolean("complete", results.Sum(result => result.Group.Runs.Count) == sweep.Runs.Count);
            json.WriteStartArray("arms");
            foreach (var result in results)
                WriteArm(json, result);
            json.WriteEndArray();
            json.WriteStartArray("failed");
            WriteTroubles(json, sweep, SweepState.Failed);
            json.WriteEndArray();
            json.WriteStartArray("damaged");
            WriteTroubles(json, sweep, SweepState.Damaged);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteTroubles(Utf8JsonWriter json, SweepFolder sweep, SweepState state)
    {
        foreach (var run in sweep.Runs.Where(run => sweep.StateOf(run) == state))
        {
            json.WriteStartObject();
            json.WriteString("folder", run.FolderName);
            json.WriteString("message", sweep.TroubleOf(run));
            json.WriteEndObject();
        }
    }

    private static void WriteArm(Utf8JsonWriter json, ArmResult result)
    {
        json.WriteStartObject();
        json.WriteString("arm", result.Arm.Name);
        json.WriteStartObject("settings");
        foreach (var (path, value) in result.Arm.Values)
            json.WriteString(path, value);
        json.WriteEndObject();
        json.WriteStartObject("networks");
        foreach (var network in result.Group.Networks)
        {
            json.WriteStartObject(network);
            WriteSpread(json, "average", result.Group.SpreadOf(run => RunGroup.Network(run, network)?.Average));
            WriteSpread(json, "last", result.Group.SpreadOf(run => RunGroup.Network(run, network)?.Last));
            WriteSpread(json, "forgetting", result.Group.SpreadOf(run => RunGroup.Network(run, network)?.Forgetting));
            json.WriteStartArray("differences");
            foreach (var difference in result.Differences.Where(difference => difference.Network == network))
                WriteDifference(json, difference);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        foreach (var figure in SweepFigure.All)
            WriteSpread(json, figure.Name, result.Group.SpreadOf(figure.Of));
        json.WriteStartArray("runs");
        foreach (var run in result.Group.Runs)
            WriteRun(json, run);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, RunRecord run)
    {
        json.WriteStartObject();
        json.WriteNumber("seed", run.Seed);
        json.WriteString("folder", Path.GetFileName(run.Path));
        foreach (var network in run.Networks)
        {
            json.WriteStartObject(network.Name);
            json.WriteNumber("average", network.Average);
            json.WriteNumber("last", network.Last);
            json.WriteNumber("forgetting", network.Forgetting);
            json.WriteEndObject();
        }
        foreach (var figure in SweepFigure.All)
            RunJson.WriteOptional(json, figure.Name, figure.Of(run));
        json.WriteEndObject();
    }

    private static void WriteSpread(Utf8JsonWriter json, string name, SampleSpread? spread)
    {
        if (spread is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("count", spread.Count);
        json.WriteNumber("mean", spread.Mean);
        RunJson.WriteOptional(json, "deviation", spread.Deviation);
        json.WriteEndObject();
    }

    private static void WriteDifference(Utf8JsonWriter json, Difference difference)
    {
        json.WriteStartObject();
        json.WriteString("baseline", difference.Baseline.Name);
        json.WriteString("network", difference.Against);
        foreach (var (name, paired) in new[] { ("average", difference.Average), ("last", difference.Last) })
        {
            if (paired is null)
            {
                json.WriteNull(name);
                continue;
            }
            json.WriteStartObject(name);
            json.WriteNumber("pairs", paired.Count);
            json.WriteNumber("mean", paired.Mean);
            RunJson.WriteOptional(json, "low", paired.Interval?.Low);
            RunJson.WriteOptional(json, "high", paired.Interval?.High);
            RunJson.WriteOptional(json, "p", paired.PValue);
            json.WriteNumber("leastP", paired.SmallestPValue);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
