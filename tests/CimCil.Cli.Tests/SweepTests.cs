using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CimCil.Tests;

namespace CimCil.Cli.Tests;

/// <summary><c>cimcil sweep</c> as a user types it, on tiny runs.</summary>
[TestClass]
public sealed partial class SweepTests
{
    private static readonly string[] Machine = ["--device", "cpu", "--workers", "1", "--threads", "1", "--no-tensorboard"];

    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-sweep-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>The first commands of docs/sweeps.md, with settings that make their runs tiny.</summary>
    [TestMethod]
    public void TheFirstCommandsOfTheDocsDoWhatTheySay()
    {
        var commands = DocumentedCommands().Take(3).ToList();
        string[] tiny = [.. Settings(RunTests.Tiny), .. Machine];
        var sweep = Invocation.Of(_folder, [.. commands[0], .. tiny]);
        Assert.AreEqual(0, sweep.ExitCode, sweep.Error);
        foreach (var part in new[] { "2 arms x 2 seeds, 2 jobs of 1 thread", "[2/4] mask.kind=cim, seed 1 begins", "[4/4] mask.kind=cim, seed 2 finished after", "Paired differences", "Wrote sweep.html" })
            StringAssert.Contains(sweep.Output, part);
        Assert.DoesNotContain('\u001b', sweep.Output, "a pipe gets plain lines");
        var folder = Path.GetDirectoryName(Directory.GetFiles(_folder, "sweep.json", SearchOption.AllDirectories).Single())!;
        foreach (var file in new[] { "sweep.md", "sweep.csv", "sweep.html", "results.json", "tables/accuracy.md", "tables/each-run.csv", "log/02-cim-seed-1.log" })
            Assert.IsTrue(File.Exists(Path.Combine(folder, file)), file);
        CheckFigures(folder);

        var before = Directory.GetFiles(folder, "manifest.json", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        var status = Invocation.Of(_folder, [.. commands[1][..^1], folder]);
        Assert.AreEqual(0, status.ExitCode, status.Error);
        StringAssert.Contains(status.Output, "4 of 4 runs finished.");
        StringAssert.Contains(status.Output, "all of 2 phases");
        var again = Invocation.Of(_folder, [.. commands[2][..^1], folder]);
        Assert.AreEqual(0, again.ExitCode, again.Error);
        Assert.DoesNotContain("begins", again.Output, "finished runs are kept");
        foreach (var (file, time) in before)
            Assert.AreEqual(time, File.GetLastWriteTimeUtc(file), file);
    }

    /// <summary>One arm has no folder of images; the others go on, and the next call tries it again.</summary>
    [TestMethod]
    public void AFailingRunIsRecordedAndTheRestGoesOn()
    {
        var failing = Invocation.Of(_folder, ["sweep", "shapes", "--seeds", "1", "--vary", "data.kind=image-folder,shapes", .. Settings(RunTests.Tiny), .. Machine, "--out", "s"]);
        Assert.AreEqual(1, failing.ExitCode, failing.Output);
        StringAssert.Contains(failing.Output, "finished after");
        StringAssert.Contains(failing.Error, "1 of 2 runs failed, and is in no figure:");
        StringAssert.Contains(failing.Error, "data.root");
        Assert.DoesNotContain("   at ", failing.Error);
        var status = Invocation.Of(_folder, "sweep", "status", "s");
        StringAssert.Contains(status.Output, "1 of 2 runs finished, 1 failed.");
        StringAssert.Contains(status.Output, "data.root");
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "s", "sweep.md")), "1 of 2 runs finished, 1 failed.");
        StringAssert.Contains(Invocation.Of(_folder, "sweep", "resume", "s").Output, "is tried again");
    }

    /// <summary>It only looks, so that nothing has to be brought to an end: the first signal ends it, here while it waits for a reader.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [Timeout(120_000)]
    public void OneSignalEndsAStatusThatWaits()
    {
        Invocation.Of(_folder, ["sweep", "shapes", "--seeds", "1", "--set", "data.kind=image-folder", .. Machine, "--out", "s"]);
        // More than a pipe holds.
        using var status = Invocation.Start(_folder, ["sweep", "status", .. Enumerable.Repeat("s", 1000)]);
        status.StandardOutput.Read();
        using (var kill = Process.Start("kill", ["-TERM", status.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        status.WaitForExit();
        Assert.AreEqual(1, status.ExitCode);
        Assert.AreEqual($"Stopped.{Environment.NewLine}", status.StandardError.ReadToEnd());
    }

    /// <summary>A command that is one by itself and has others below it.</summary>
    [TestMethod]
    public void TheHelpShowsBothWays()
    {
        var help = Invocation.Of(_folder, "sweep", "--help");
        Assert.AreEqual(0, help.ExitCode, help.Error);
        Assert.Contains("Usage: cimcil sweep NAME --seeds LIST [options]\n       cimcil sweep COMMAND\n", help.Output.ReplaceLineEndings("\n"));
        Assert.Contains("Usage: cimcil sweep status FOLDER... [options]", Invocation.Of(_folder, "sweep", "status", "--help").Output);
    }

    /// <summary>The end of the process that drives it stops a run with a checkpoint, and the next call goes on from it.</summary>
    [TestMethod]
    [DataRow("-TERM")]
    [DataRow("-KILL")]
    public void ASweepThatIsStoppedGoesOn(string signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no such signals.");
        string[] start = ["sweep", "shapes", "--seeds", "1", .. Settings(RunTests.TinyOfClassActivation), "--set", "training.firstPhase.epochs=60", .. Machine, "--checkpoint-every", "1000", "--out", "s"];
        using (var process = Invocation.Start(_folder, start))
        {
            var metrics = Path.Combine(_folder, "s", "01-shapes-seed-1", "metrics.jsonl");
            while (!process.HasExited && !(File.Exists(metrics) && new FileInfo(metrics).Length > 0))
                Thread.Sleep(5);
            Assert.IsFalse(process.HasExited, "it ended too early");
            using (var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
                kill.WaitForExit();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (signal == "-TERM")
            {
                Assert.AreEqual(1, process.ExitCode);
                StringAssert.Contains(process.StandardError.ReadToEnd(), "Stopped. 'cimcil sweep resume ");
            }
        }
        // As if the run had failed before: its message is forgotten when it is tried again.
        var failure = Path.Combine(_folder, "s", "failed", "01-shapes-seed-1.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(failure)!);
        File.WriteAllText(failure, "No space.");
        // A killed one leaves its run's process behind for as long as a checkpoint takes: the next call waits for it.
        var resumed = Invocation.Of(_folder, "sweep", "resume", "s");
        Assert.AreEqual(0, resumed.ExitCode, resumed.Error);
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "s", "01-shapes-seed-1", "manifest.json")), "\"from\": \"checkpoint-");
        Assert.IsFalse(File.Exists(failure));
    }

    [TestMethod]
    [DataRow("sweep", "needs --seeds LIST", "1-5")]
    [DataRow("sweep --seeds 1-2", "needs the name of an experiment", "cimcil list")]
    [DataRow("sweep shap --seeds 1-2", "no experiment shap", "shapes")]
    [DataRow("sweep shapes --seeds 5-1", "ends before it begins", "1-5")]
    [DataRow("sweep shapes --seeds 1 --vary mask.kid=cim", "no setting mask.kid", "mask.kind")]
    [DataRow("sweep shapes --seeds 1 --vary mask.kind=cim,cim", "names cim twice", "once")]
    [DataRow("sweep shapes --seeds 1 --jobs 0", "--jobs cannot be '0'", "from 1")]
    [DataRow("sweep shapes --seeds 1 --sbatch --time=3", "--slurm is not given", "Add --slurm")]
    [DataRow("sweep shapes --seeds 1 extra", "one argument too many", "--help")]
    [DataRow("sweep resume nowhere", "is no sweep's folder", "sweep.json")]
    [DataRow("sweep status .", "is no sweep's folder", "sweep.json")]
    [DataRow("sweep task nowhere 1", "is no sweep's folder", "sweep.json")]
    public void AMistakeIsNamedAndNothingIsWritten(string arguments, string thing, string fix)
    {
        var failure = Invocation.Of(_folder, arguments.Split(' '));
        Assert.AreEqual(2, failure.ExitCode, failure.Error);
        StringAssert.Contains(failure.Error, thing);
        StringAssert.Contains(failure.Error, fix);
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    public void WithoutSbatchTheScriptIsWrittenAndNothingIsSaidToBeSubmitted()
    {
        var slurm = Invocation.Of(_folder, new Dictionary<string, string> { ["PATH"] = _folder }, ["sweep", "shapes", "--seeds", "1-2", "--vary", "mask.kind=full-images,cim", "--threads", "1", "--out", "s", "--slurm", "--sbatch", "--time=1:00:00"]);
        Assert.AreEqual(1, slurm.ExitCode, slurm.Error);
        StringAssert.Contains(slurm.Error, "nothing was submitted");
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "s", "sweep.sbatch")), "#SBATCH --array=0-3\n");
    }

    /// <summary>What is printed and written are the means of the runs' own results.</summary>
    private static void CheckFigures(string folder)
    {
        double Average(string run) => Json(Path.Combine(folder, run, "results.json")).GetProperty("average").GetProperty("boosted").GetDouble();
        var (plain, cim) = (new[] { Average("01-full-images-seed-1"), Average("01-full-images-seed-2") }, new[] { Average("02-cim-seed-1"), Average("02-cim-seed-2") });
        var network = Json(Path.Combine(folder, "results.json")).GetProperty("arms")[1].GetProperty("networks").GetProperty("boosted");
        Assert.AreEqual(cim.Average(), network.GetProperty("average").GetProperty("mean").GetDouble(), 1e-9);
        var difference = network.GetProperty("differences")[0].GetProperty("average");
        Assert.AreEqual(2, difference.GetProperty("pairs").GetInt32());
        Assert.AreEqual(cim.Zip(plain, (a, b) => a - b).Average(), difference.GetProperty("mean").GetDouble(), 1e-9);
        StringAssert.Contains(File.ReadAllText(Path.Combine(folder, "sweep.csv")), $"mask.kind=cim,cim,boosted,2,{cim.Average().ToString("R", CultureInfo.InvariantCulture)},");
        // Beside the average, which is the first one.
        double Last(string run) => Json(Path.Combine(folder, run, "results.json")).GetProperty("last").GetProperty("boosted").GetDouble();
        var last = network.GetProperty("differences")[0].GetProperty("last").GetProperty("mean").GetDouble();
        Assert.AreEqual((Last("02-cim-seed-1") - Last("01-full-images-seed-1") + Last("02-cim-seed-2") - Last("01-full-images-seed-2")) / 2, last, 1e-9);
        foreach (var table in new[] { "accuracy", "differences", "costs", "runs" })
            StringAssert.StartsWith(File.ReadAllText(Path.Combine(folder, "tables", $"{table}.csv")), "arm,", table);
        // A chart against what is the same for all arms would be a column of points.
        var page = File.ReadAllText(Path.Combine(folder, "sweep.html"));
        StringAssert.Contains(page, "boosted against hours");
        long Bytes(string run) => Json(Path.Combine(folder, run, "results.json")).GetProperty("phases").EnumerateArray().Last().GetProperty("exemplars").GetProperty("fileBytes").GetInt64();
        Assert.AreEqual(Bytes("01-full-images-seed-1") + Bytes("01-full-images-seed-2") != Bytes("02-cim-seed-1") + Bytes("02-cim-seed-2"), page.Contains("boosted against bytes of memory.db", StringComparison.Ordinal));
    }

    private static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }

    private static IEnumerable<string> Settings(IEnumerable<string> settings) => settings.SelectMany(setting => new[] { "--set", setting });

    private static IEnumerable<string[]> DocumentedCommands()
    {
        return Shell().Matches(File.ReadAllText(Checkout.At("docs/sweeps.md")))
            .SelectMany(block => block.Groups["code"].Value.Split('\n'))
            .Where(line => line.StartsWith("cimcil ", StringComparison.Ordinal)).Select(line => line["cimcil ".Length..].Split(' '));
    }

    [GeneratedRegex("^```sh\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Shell();
}
