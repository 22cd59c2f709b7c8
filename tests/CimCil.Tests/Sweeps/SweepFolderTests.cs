using CimCil.Foundation;
using CimCil.Runs;
using CimCil.Sweeps;

namespace CimCil.Tests.Sweeps;

[TestClass]
public sealed class SweepFolderTests
{
    private static readonly SweepMachine Machine = new() { Device = "cpu", Threads = 1, Workers = 1, CheckpointEvery = 5, TensorBoard = TensorBoardEvents.Off };

    [TestMethod]
    public void AFolderSaysWhatWasAskedAndMayGetMoreSeeds()
    {
        using var folder = new TempFolder();
        Open(folder["s"], Request()).Write();
        var read = SweepFolder.Read(folder["s"]);
        Assert.AreEqual(Machine, read.Machine);
        CollectionAssert.AreEqual(new[] { 1, 2 }, read.Grid.Request.Seeds.ToArray());
        CollectionAssert.AreEqual(new[] { SweepState.Waiting }, read.Runs.Select(read.StateOf).Distinct().ToArray());
        var more = Open(folder["s"], Request() with { Seeds = [0, 1, 2] });
        CollectionAssert.AreEqual(new[] { 1, 2, 0 }, more.Grid.Request.Seeds.ToArray(), "runs keep their indices");
        CollectionAssert.AreEqual(read.Runs.Select(run => run.FolderName).ToArray(), more.Runs.Take(4).Select(run => run.FolderName).ToArray());
    }

    [TestMethod]
    public void AnotherSweepIsRefusedByWhatDiffers()
    {
        using var folder = new TempFolder();
        Open(folder["s"], Request()).Write();
        void Refused(SweepRequest request, string words)
        {
            var before = File.ReadAllText(folder[Path.Combine("s", "sweep.json")]);
            StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Open(folder["s"], request)).Message, words);
            Assert.AreEqual(before, File.ReadAllText(folder[Path.Combine("s", "sweep.json")]));
        }
        Refused(Request() with { Settings = ["training.batchSize=8", "memory.budget=20"] }, "(--set: training.batchSize=16 -> training.batchSize=8)");
        Refused(Request() with { Seeds = [1] }, "(seeds: 1-2 -> 1)");
        Refused(Request() with { IsQuick = true }, "(--quick: not given -> given)");
        Refused(Request() with { Axes = [SweepAxis.Parse("mask.kind=cim,oracle-box")] }, "(--vary: mask.kind=full-images,cim -> mask.kind=cim,oracle-box)");
        Refused(Request() with { Experiment = "shapes-full-images", Axes = [] }, "experiment: shapes -> shapes-full-images");
        Directory.CreateDirectory(folder["other"]);
        File.WriteAllText(folder[Path.Combine("other", "notes.txt")], "mine");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Open(folder["other"], Request())).Message, "holds no sweep.json");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => SweepFolder.Read(folder["other"])).Message, "is no sweep's folder");
    }

    /// <summary>The record in the program was changed: the runs would not belong together.</summary>
    [TestMethod]
    public void AnExperimentThatHasChangedIsRefused()
    {
        using var folder = new TempFolder();
        var sweep = Open(folder["s"], Request());
        sweep.Write();
        var file = folder[Path.Combine("s", "sweep.json")];
        File.WriteAllText(file, File.ReadAllText(file).Replace(sweep.Runs[0].Experiment.Fingerprint(), new string('0', 64), StringComparison.Ordinal));
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => SweepFolder.Read(folder["s"])).Message, "is not the one that the sweep in");
    }

    /// <summary>Not the program has changed.</summary>
    [TestMethod]
    [DataRow("\"seed\": 2", "\"seed\": 7")]
    [DataRow("\"folder\": \"02-cim-seed-1\"", "\"folder\": \"02-mine-seed-1\"")]
    [DataRow("1,\n    2\n", "1,\n    3\n")]
    public void AFileThatWasChangedIsNamed(string part, string changed)
    {
        using var folder = new TempFolder();
        Open(folder["s"], Request()).Write();
        var file = folder[Path.Combine("s", "sweep.json")];
        StringAssert.Contains(File.ReadAllText(file), part);
        File.WriteAllText(file, File.ReadAllText(file).Replace(part, changed, StringComparison.Ordinal));
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => SweepFolder.Read(folder["s"])).Message, "sweep.json has been changed");
    }

    /// <summary>How a setting is typed makes no other sweep of it; one that an earlier version called after what was typed is still read.</summary>
    [TestMethod]
    public void AnotherSpellingIsTheSameSweep()
    {
        using var folder = new TempFolder();
        var request = Request() with { Axes = [SweepAxis.Parse("mask.threshold=0.3,0.40")] };
        var first = Open(folder["s"], request);
        first.Write();
        CollectionAssert.AreEqual(
            first.Runs.Select(run => run.FolderName).ToArray(),
            Open(folder["s"], request with { Axes = [SweepAxis.Parse("Mask.Threshold=.3,0.4")] }).Runs.Select(run => run.FolderName).ToArray());
        var file = folder[Path.Combine("s", "sweep.json")];
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"0.4\"", "\"0.40\"", StringComparison.Ordinal).Replace("mask.threshold=0.4\"", "mask.threshold=0.40\"", StringComparison.Ordinal).Replace("02-0-4-", "02-0-40-", StringComparison.Ordinal));
        Assert.AreEqual("mask.threshold=0.40", SweepFolder.Read(folder["s"]).Runs[1].Arm.Name);
    }

    [TestMethod]
    public void ARunIsFailedRunningOrWaitingByItsFiles()
    {
        using var folder = new TempFolder();
        var sweep = Open(folder["s"], Request());
        sweep.Write();
        var run = sweep.Runs[1];
        sweep.RecordFailure(run, "No space.");
        Assert.AreEqual((SweepState.Failed, "No space."), (sweep.StateOf(run), sweep.FailureOf(run)));
        using (sweep.TryTake(run))
        {
            Assert.AreEqual(SweepState.Running, sweep.StateOf(run));
            StringAssert.Contains(sweep.HolderOf(run), $"process {Environment.ProcessId}");
            Assert.IsNull(sweep.TryTake(run));
        }
        sweep.ForgetFailure(run);
        Assert.AreEqual(SweepState.Waiting, sweep.StateOf(run));
        using (sweep.Take())
            StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => sweep.Take()).Message, $"is driven by process {Environment.ProcessId}");
    }

    [TestMethod]
    public void AFolderThatItsProcessLeftEmptyIsMadeAnewAndAnyOtherIsNot()
    {
        using var folder = new TempFolder();
        var sweep = Open(folder["s"], Request());
        var path = sweep.FolderOf(sweep.Runs[0]);
        Directory.CreateDirectory(path);
        foreach (var name in new[] { "config.json", "run.lock", "manifest.json.77.tmp" })
            File.WriteAllText(Path.Combine(path, name), "");
        sweep.RemoveUnbegun(sweep.Runs[0]);
        Assert.IsFalse(Directory.Exists(path));
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "config.json"), "");
        File.WriteAllText(Path.Combine(path, "notes.txt"), "mine");
        sweep.RemoveUnbegun(sweep.Runs[0]);
        Assert.IsTrue(File.Exists(Path.Combine(path, "notes.txt")));
    }

    /// <summary>Somebody has put the folder of another run there: its figures would be this run's. Without results a finished run has none at all.</summary>
    [TestMethod]
    public void ARunFolderOfOtherSettingsIsDamaged()
    {
        using var folder = new TempFolder();
        var sweep = Open(folder["s"], Request());
        void Begin(SweepRun run, RunStatus status, string fingerprint)
        {
            Directory.CreateDirectory(sweep.FolderOf(run));
            using var stream = File.Create(Path.Combine(sweep.FolderOf(run), "manifest.json"));
            ManifestJson.Write(stream, new RunManifest
            {
                Experiment = "shapes",
                Seed = run.Seed,
                Fingerprint = fingerprint,
                Status = status,
                Started = DateTimeOffset.UnixEpoch,
                CommandLine = [],
                Commit = null,
                Versions = new Dictionary<string, string>(),
                Machine = new MachineFacts("host", "system", "x64", "processor", 2, 1 << 30, "cpu"),
                Resumptions = [],
            });
        }
        Begin(sweep.Runs[0], RunStatus.Finished, sweep.Runs[0].Experiment.Fingerprint());
        Begin(sweep.Runs[1], RunStatus.Stopped, sweep.Runs[1].Experiment.Fingerprint());
        Begin(sweep.Runs[2], RunStatus.Finished, sweep.Runs[0].Experiment.Fingerprint());
        CollectionAssert.AreEqual(new[] { SweepState.Damaged, SweepState.Begun, SweepState.Damaged, SweepState.Waiting }, sweep.Runs.Select(sweep.StateOf).ToArray());
        StringAssert.Contains(sweep.DamageOf(sweep.Runs[0]), "config.json is missing");
        StringAssert.Contains(sweep.DamageOf(sweep.Runs[2]), "holds a run of other settings than mask.kind=full-images, seed 2");
        StringAssert.Contains(sweep.DamageOf(sweep.Runs[2]), $"move {sweep.FolderOf(sweep.Runs[2])} away");
        Assert.IsNull(sweep.DamageOf(sweep.Runs[1]));
    }

    [TestMethod]
    public void TheArrayJobHasTheRunsThatAreLeft()
    {
        using var folder = new TempFolder();
        var sweep = Open(folder["it's here"], Request());
        var text = SlurmScript.TextOf(sweep, [sweep.Runs[0], sweep.Runs[2], sweep.Runs[3]], new ProgramCommand("/usr/bin/dotnet", ["/opt/cimcil.dll"]), "/home/me", ["--partition=gpu --time=4:00:00"]);
        var lines = text.Split('\n');
        foreach (var line in new[] { "#!/bin/bash", "#SBATCH --array=0,2-3", "#SBATCH --cpus-per-task=1", "#SBATCH --requeue", "#SBATCH --partition=gpu --time=4:00:00", "export OMP_NUM_THREADS=1", "cd '/home/me' || exit 1" })
            CollectionAssert.Contains(lines, line);
        Assert.AreEqual($"exec '/usr/bin/dotnet' '/opt/cimcil.dll' 'sweep' 'task' '{sweep.Path.Replace("'", "'\\''", StringComparison.Ordinal)}' \"$SLURM_ARRAY_TASK_ID\"", lines[^2]);
        // A percent sign of a folder's name is none of sbatch's own.
        var percent = Open(folder["50%a"], Request());
        CollectionAssert.Contains(SlurmScript.TextOf(percent, percent.Runs, new ProgramCommand("/p", []), "/home/me", []).Split('\n'), $"#SBATCH --output=\"{folder.Path}/50%%a/log/task-%a.log\"");
        Assert.Contains("has a line break in its name", Assert.ThrowsExactly<ConfigurationException>(() => SlurmScript.Write(sweep, sweep.Runs, new ProgramCommand("/p", []), "/home\nme", [])).Message);
        foreach (var option in new[] { "--array=1-3", "--time=1 -a 3", "partition=gpu", "--time=1\nrm -r x" })
            Assert.ThrowsExactly<ConfigurationException>(() => SlurmScript.CheckOptions([option]), option);
    }

    [TestMethod]
    [DataRow("/usr/bin/dotnet", "my", "/usr/bin/dotnet /app/my.dll")]
    [DataRow("/app/my", "my", "/app/my")]
    [DataRow("/usr/lib/dotnet-tools/my", "my", "/usr/lib/dotnet-tools/my")]
    public void TheProgramIsStartedAsItWasStarted(string process, string assembly, string command)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("These are paths of other systems.");
        var program = ProgramCommand.Of(process, assembly, "/app");
        Assert.AreEqual(command, string.Join(' ', [program.Path, .. program.Arguments]));
    }

    private static SweepRequest Request() => new() { Experiment = "shapes", Seeds = [1, 2], Settings = ["training.batchSize=16", "memory.budget=20"], Axes = [SweepAxis.Parse("mask.kind=full-images,cim")] };

    private static SweepFolder Open(string path, SweepRequest request) => SweepFolder.Open(path, SweepGrid.Of(request), before => before ?? Machine, ["sweep"]);
}
