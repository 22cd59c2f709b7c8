using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace CimCil.Tests.Runs;

/// <summary>Compares what runs left in their folders.</summary>
internal static class RunAssert
{
    /// <summary>Two runs came to the same, bit for bit: scores, every epoch, every exemplar and every weight. Clock times are all that may differ.</summary>
    public static void AreEqual(string expected, string actual)
    {
        Assert.AreEqual(Json(expected, "results.json"), Json(actual, "results.json"));
        Assert.AreEqual(Lines(expected), Lines(actual));
        Assert.AreEqual(Rows(expected), Rows(actual));
        CollectionAssert.AreEqual(WeightFiles(expected), WeightFiles(actual));
        foreach (var file in WeightFiles(expected))
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(expected, "weights", file)), File.ReadAllBytes(Path.Combine(actual, "weights", file)), file);
    }

    private static string[] WeightFiles(string run) =>
        [.. Directory.GetFiles(Path.Combine(run, "weights")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Json(string run, string name)
    {
        var node = JsonNode.Parse(File.ReadAllText(Path.Combine(run, name)))!;
        RemoveTimes(node);
        return node.ToJsonString();
    }

    private static string Lines(string run) => string.Join('\n', File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
    {
        var node = JsonNode.Parse(line)!;
        RemoveTimes(node);
        return node.ToJsonString();
    }));

    private static void RemoveTimes(JsonNode node)
    {
        if (node is JsonObject fields)
        {
            fields.Remove("time");
            fields.Remove("seconds");
            fields.Remove("waitedSeconds");
            fields.Remove("stageSeconds");
            foreach (var (_, value) in fields)
            {
                if (value is not null)
                    RemoveTimes(value);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>())
                RemoveTimes(item);
        }
    }

    private static string Rows(string run)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(run, "memory.db")};Mode=ReadOnly;Pooling=false");
        connection.Open();
        var rows = new List<string>();
        foreach (var table in new[] { "exemplar", "phase" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1";
            using var row = command.ExecuteReader();
            while (row.Read())
                rows.Add(string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{row.GetValue(i)}")));
        }
        return string.Join('\n', rows);
    }
}
