using System.Text.Json;

namespace CimCil.Cli.Tests;

/// <summary>A sweep that is gone on with in another way than it was begun, whose files have changed, or whose words come to nothing.</summary>
[TestClass]
public sealed class SweepMistakeTests
{
    private static readonly string[] Machine = ["--device", "cpu", "--workers", "1", "--threads", "1", "--no-tensorboard", "--out", "s"];

    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-sweep-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>The other runs are shown and gone on with, whichever file of one is not what it was.</summary>
    [TestMethod]
    public void ADamagedRunIsNamedAndTheOthersGoOn()
    {
        Assert.AreEqual(0, Of(["sweep", "shapes", "--seeds", "1-2", .. Settings(RunTests.TinyOfClassActivation), .. Machine]).ExitCode);
        var page = File.ReadAllText(In("s", "sweep.html"));
        Assert.Contains("Memory after the last phase", page, "a single arm has no chart, and has a memory");
        var results = In("s", "01-shapes-seed-2", "results.json");
        var whole = File.ReadAllBytes(results);
        void Check(string words)
        {
            var status = Of(["sweep", "status", "s"]);
            Assert.AreEqual(0, status.ExitCode, status.Error);
            foreach (var part in new[] { "1 of 2 runs finished, 1 damaged.", "all of 2 phases", words, In("s", "01-shapes-seed-2") })
                Assert.Contains(part, status.Output);
            var resumed = Of(["sweep", "resume", "s"]);
            Assert.AreEqual(1, resumed.ExitCode, resumed.Error);
            foreach (var part in new[] { "1 of 2 runs cannot be read, and is in no figure:", "shapes, seed 2", words, "Put the file back", $"move {In("s", "01-shapes-seed-2")} away" })
                Assert.Contains(part, resumed.Error);
            Assert.Contains("seed 2 is damaged", resumed.Output);
        }
        File.WriteAllBytes(results, whole[..(whole.Length / 2)]);
        Check("results.json is not what a run wrote");
        var written = Json(In("s", "results.json"));
        Assert.AreEqual((false, "01-shapes-seed-2"), (written.GetProperty("complete").GetBoolean(), written.GetProperty("damaged")[0].GetProperty("folder").GetString()));
        File.Delete(results);
        Check("results.json is missing");
        File.WriteAllBytes(results, whole);
        File.WriteAllText(In("s", "01-shapes-seed-2", "manifest.json"), "{");
        Check("manifest.json is not what a run wrote");
        Directory.Move(In("s", "01-shapes-seed-2"), In("away"));
        var again = Of(["sweep", "resume", "s"]);
        Assert.AreEqual(0, again.ExitCode, again.Error);
        Assert.Contains("2 of 2 runs finished", Of(["sweep", "status", "s"]).Output);
    }

    /// <summary>Other threads add in another order; a quick look says once what all arms share; all folders are looked at before anything is shown.</summary>
    [TestMethod]
    public void ASweepKeepsItsThreadsAndSaysWhatQuickChanges()
    {
        string[] quick = ["sweep", "shapes", "--seeds", "1", "--vary", "mask.kind=full-images,cim", .. Settings(RunTests.Tiny), .. Machine, "--set", "training.firstPhase.epochs=20", "--set", "training.laterPhases.epochs=16", "--set", "mask.refreshInterval=4", "--quick"];
        var begun = Of(quick);
        Assert.AreEqual(0, begun.ExitCode, begun.Error);
        var lines = begun.Output.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("A quick look", StringComparison.Ordinal)).ToList();
        CollectionAssert.AreEqual(
            new[]
            {
                "A quick look, with fewer epochs: training.firstPhase.epochs: 20 -> 5, training.laterPhases.epochs: 16 -> 4",
                "A quick look, with fewer epochs, in mask.kind=cim: mask.refreshInterval: 4 -> 1",
            },
            lines);
        var before = File.ReadAllText(In("s", "sweep.json"));
        foreach (var arguments in new[] { ["sweep", "resume", "s", "--threads", "2"], quick.Select((word, i) => i > 0 && quick[i - 1] == "--threads" ? "2" : word).ToArray() })
            Refused(arguments, "--threads cannot be 2: the sweep was begun with 1", "Leave --threads out");
        Assert.AreEqual(before, File.ReadAllText(In("s", "sweep.json")));
        Assert.AreEqual("", Refused(["sweep", "status", "s", "nope"], "nope is no sweep's folder", "sweep.json").Output);
    }

    [TestMethod]
    public void ASweepOfAnotherProgramIsNoMistypedName()
    {
        Of(["sweep", "shapes", "--seeds", "1", "--set", "data.kind=image-folder", "--threads", "1", "--out", "s"]);
        var file = In("s", "sweep.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"experiment\": \"shapes\"", "\"experiment\": \"mine\"", StringComparison.Ordinal));
        foreach (var command in new[] { "status", "resume" })
            Refused(["sweep", command, "s"], "is a sweep of mine, an experiment that this program does not have", "Use the program that it is written in");
    }

    [TestMethod]
    [DataRow("sweep shapes --quick --seeds 1 --vary training.firstPhase.epochs=10,80", "--quick scales every number of epochs", "Leave out --quick")]
    [DataRow("sweep shapes --seeds 1 --set mask.kind=cim --vary mask.kind=cim,full-images", "--set mask.kind=cim says nothing", "Leave that --set out")]
    [DataRow("sweep shapes --seeds 4294967296", "--seeds cannot be '4294967296'", "from 0 to 2147483647")]
    [DataRow("sweep status s --wide", "There is no option --wide", "sweep status --help")]
    [DataRow("sweep resume --wid", "There is no option --wid", "sweep resume --help")]
    [DataRow("sweep task --wide 1", "There is no option --wide", "sweep task --help")]
    public void AMistakeIsNamedAndNothingIsWritten(string arguments, string thing, string fix)
    {
        Refused(arguments.Split(' '), thing, fix);
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    public void AFolderThatCannotBeMadeIsNamed() =>
        Refused(["sweep", "shapes", "--seeds", "1", "--out", new string('a', 300)], "The sweep's folder", "Choose a place that can be written with --out DIR.");

    private Invocation Refused(string[] arguments, string thing, string fix)
    {
        var refused = Of(arguments);
        Assert.AreEqual(2, refused.ExitCode, refused.Output + refused.Error);
        Assert.Contains(thing, refused.Error);
        Assert.Contains(fix, refused.Error);
        return refused;
    }

    private Invocation Of(string[] arguments) => Invocation.Of(_folder, arguments);

    private static IEnumerable<string> Settings(IEnumerable<string> settings) => settings.SelectMany(setting => new[] { "--set", setting });

    private string In(params string[] names) => Path.Combine([_folder, .. names]);

    private static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }
}
