using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CimCil.Tests;
using CimCil.Tests.Runs;

namespace CimCil.Outside.Tests;

/// <summary>The user's program, command by command, over one short run.</summary>
[TestClass]
public sealed partial class ProgramTests
{
    private static readonly TempFolder Folder = new();

    /// <summary>As short as it can be, so that every command has something to show.</summary>
    private static readonly string[] Short =
    [
        "--device", "cpu", "--workers", "1", "--checkpoint-every", "1",
        .. new[] { "data.trainImagesPerFlag=8", "data.testImagesPerFlag=3", "training.batchSize=4", "training.firstPhase.epochs=3", "training.laterPhases.epochs=4", "learner.expert.epochs=2", "learner.tuning.epochs=2", "mask.batchSize=2", "mask.refreshInterval=1" }
            .SelectMany(setting => new[] { "--set", setting }),
    ];

    [ClassInitialize]
    public static void RunOnce(TestContext _)
    {
        var output = Invocation.OutputOf(Folder.Path, ["run", "flags", "--out", "run", .. Short]);
        StringAssert.Contains(output, "apprentice top-1");
        StringAssert.Contains(output, "nearestMean top-1");
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    public void TheCatalogueHasTheUsersExperimentBesideTheOnesOfTheProgram()
    {
        var list = Invocation.OutputOf(Folder.Path, "list");
        StringAssert.Matches(list, new System.Text.RegularExpressions.Regex("(?m)^flags +Six flags in three phases: an apprentice learns from an expert, and boxes keep a margin\\s*$"));
        StringAssert.Matches(list, new System.Text.RegularExpressions.Regex("(?m)^shapes-full-images +"));
    }

    [TestMethod]
    public void TheUsersSettingsAreDescribed()
    {
        var output = Invocation.OutputOf(Folder.Path, "describe", "flags", "--wide");
        foreach (var part in new[] { "data.flagShare", "network.blockCount", "learner.heldOutShare", "learner.tuning.optimizer", "mask.margin", "from 0.05 to 0.5", "What the box gets on each side", "apprentice | der | finetune | foster | replay" })
            StringAssert.Contains(output, part);
    }

    [TestMethod]
    public void TheUsersRulesAreHeld()
    {
        StringAssert.Contains(Invocation.OutputOf(Folder.Path, "validate", "flags"), "flags is valid: 6 classes in phases of 2, 2, 2");
        var broken = Invocation.Of(Folder.Path, "validate", "flags", "--set", "mask.margin=2", "--set", "network.blockCount=0", "--set", "phases.classes=5");
        Assert.AreEqual(2, broken.ExitCode);
        foreach (var part in new[] { "mask.margin", "network.blockCount", "phases.classes=6" })
            StringAssert.Contains(broken.Error, part);
    }

    [TestMethod]
    public void ARunIsPlanned()
    {
        var output = Invocation.OutputOf(Folder.Path, ["plan", "flags", .. Short[..4], .. Short[6..]]);
        foreach (var part in new[] { "in stage first", "in stage expert", "in stage apprentice", "in stage tuning", "Disk: about" })
            StringAssert.Contains(output, part);
    }

    [TestMethod]
    [DataRow("apprentice")]
    [DataRow("nearestMean")]
    public void ItsNetworksAreExportedAndChecked(string network)
    {
        var output = Invocation.OutputOf(Folder.Path, "export", "run", "--network", network, "--out", $"{network}.onnx");
        StringAssert.Contains(output, $"{network} network after phase 2, 6 classes");
        StringAssert.Contains(output, "Checked against the network");
    }

    [TestMethod]
    public void ItsMemoryIsSound() => StringAssert.Contains(Invocation.OutputOf(Folder.Path, "memory", "verify", "run/memory.db"), "is sound");

    [TestMethod]
    public void TheReportHasNoEmptyAndNoDoubledColumn()
    {
        Invocation.OutputOf(Folder.Path, "report", "run");
        var tables = Directory.GetFiles(Folder["run/tables"], "*.csv");
        Assert.IsGreaterThan(8, tables.Length);
        foreach (var table in tables)
            EveryColumnShouldTellSomething(Path.GetFileName(table), File.ReadAllLines(table));
        StringAssert.Contains(File.ReadAllText(Folder["run/report.html"]), "nearestMean");
    }

    [TestMethod]
    public void TwoSeedsAreCompared()
    {
        Invocation.OutputOf(Folder.Path, ["run", "flags", "--seed", "2", "--out", "second", .. Short]);
        var output = Invocation.OutputOf(Folder.Path, "compare", "run", "second", "--out", "comparison");
        foreach (var part in new[] { "apprentice", "nearestMean" })
            StringAssert.Contains(output, part);
        var tables = Directory.GetFiles(Folder["comparison"], "*.csv", SearchOption.AllDirectories);
        Assert.IsNotEmpty(tables);
        foreach (var table in tables)
            EveryColumnShouldTellSomething(Path.GetFileName(table), File.ReadAllLines(table));
    }

    /// <summary>A process that is killed has no time to save anything: its run goes on from the last checkpoint of an epoch.</summary>
    [TestMethod]
    public void AKilledRunGoesOnToTheSameBits()
    {
        using (var process = Invocation.Start(Folder.Path, ["run", "flags", "--out", "killed", .. Short]))
        {
            while (!process.HasExited && !HasReached(Folder["killed/metrics.jsonl"], phase: 1, stage: "apprentice"))
                Thread.Sleep(5);
            Assert.IsFalse(process.HasExited, "the run ended too early");
            process.Kill();
            process.WaitForExit();
        }
        Assert.IsFalse(File.ReadAllText(Folder["killed/results.json"]).Contains("\"complete\": true", StringComparison.Ordinal));
        Invocation.OutputOf(Folder.Path, "resume", "killed", "--device", "cpu");
        RunAssert.AreEqual(Folder["run"], Folder["killed"]);
    }

    private static bool HasReached(string metrics, int phase, string stage)
    {
        if (!File.Exists(metrics))
            return false;
        using var reader = new StreamReader(new FileStream(metrics, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        // The last line may not be whole yet.
        return reader.ReadToEnd().Split('\n').SkipLast(1).Select(line => JsonNode.Parse(line)!).Any(line => (int?)line["phase"] == phase && (string?)line["stage"] == stage);
    }

    private static void EveryColumnShouldTellSomething(string table, string[] lines)
    {
        string[][] rows = [.. lines.Select(line => Cell().Matches(line).Select(cell => cell.Groups["text"].Value).ToArray())];
        var heads = rows[0];
        Assert.IsTrue(rows.All(row => row.Length == heads.Length), table);
        CollectionAssert.AllItemsAreUnique(heads, table);
        // No row means that nothing is to be told, such as settings that differ.
        foreach (var (column, head) in rows.Length == 1 ? [] : heads.Index().Skip(1))
            Assert.IsTrue(rows.Skip(1).Any(row => row[column] is not ("" or "-")), $"{table}: {head} is empty");
    }

    /// <summary>A cell of comma-separated values; one with a comma in it stands in quotes.</summary>
    [GeneratedRegex("(?<=^|,)(\"(?<text>[^\"]*)\"|(?<text>[^,]*))(?=,|$)")]
    private static partial Regex Cell();
}
