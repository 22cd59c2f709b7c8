// A sweep of 8 tiny runs that is killed (SIGKILL, with all its processes) at random moments and started again each time, against one that
// was never killed: its tables must be equal but for times, and every run's results and weights bit for bit.
//
//   dotnet run tests/SweptRuns.cs [-- KILLS [SEED]]
//
// 20 kills take some minutes on 2 cores.
#:project ../src/CimCil.Cli
#:property SharedFiles=Programs/RootFolder.cs;Programs/SweepProgram.cs
using System.Diagnostics;
using System.Security.Cryptography;

if (await SweepProgram.BeginAsync(args) is { } exitCode)
    return exitCode;
string[] settings =
[
    "data.side=32", "data.imageSide=32", "data.testResize=32", "data.classCount=6", "data.trainImagesPerClass=14", "data.testImagesPerClass=6",
    "phases.classes=6", "phases.firstPhase=2", "phases.classesPerPhase=2", "memory.budget=18", "network.width=16", "network.stageBlocks=1,1",
    "training.batchSize=16", "training.firstPhase.epochs=6", "training.laterPhases.epochs=6", "learner.compression.epochs=4",
    "mask.refreshInterval=2", "mask.batchSize=8", "mask.iterationsPerNewClass=1",
];
var kills = args.Length > 0 ? int.Parse(args[0]) : 20;
var random = new Random(args.Length > 1 ? int.Parse(args[1]) : 1);
var folder = Path.Combine("runs", "swept-runs");
if (Directory.Exists(folder))
    Directory.Delete(folder, recursive: true);
var (whole, killed) = (Path.Combine(folder, "whole"), Path.Combine(folder, "killed"));

var clock = Stopwatch.StartNew();
if (Finish(whole) != 0)
    return 1;
var time = clock.Elapsed;
Console.WriteLine($"The sweep of 8 runs takes {time.TotalSeconds:0.0} s without a kill.");

// What a call does between two kills is a part of the sweep, so that most kills hit runs that go on from a checkpoint. A sweep that came to
// its end is compared, and the next one begins.
var (differences, sweeps) = (0, 1);
for (var kill = 0; kill < kills;)
{
    using var process = Begin(killed);
    process.BeginOutputReadLine();
    if (process.WaitForExit(TimeSpan.FromSeconds(0.5) + (random.NextDouble() * time / 5)))
    {
        process.WaitForExit();
        differences += process.ExitCode == 0 ? Compare($"sweep {sweeps++}") : 1;
        continue;
    }
    var finished = Finished(killed);
    process.Kill(entireProcessTree: true);
    process.WaitForExit();
    Console.WriteLine($"kill {++kill}: with {finished} of 8 runs finished");
}
differences += Finish(killed) == 0 ? Compare($"sweep {sweeps}") : 1;
Console.WriteLine(differences == 0 ? $"{kills} kills of {sweeps} sweeps, and all equal, in {clock.Elapsed.TotalMinutes:0.0} minutes." : $"{differences} differences.");
return differences == 0 ? 0 : 1;

int Compare(string what)
{
    var found = new List<string>();
    // Everything but times: the tables' only time is that of "costs".
    foreach (var table in new[] { "accuracy.csv", "differences.csv", "runs.csv" })
    {
        if (File.ReadAllText(Path.Combine(whole, "tables", table)) != File.ReadAllText(Path.Combine(killed, "tables", table)))
            found.Add(table);
    }
    if (WithoutHours(Path.Combine(whole, "tables", "costs.csv")) != WithoutHours(Path.Combine(killed, "tables", "costs.csv")))
        found.Add("costs.csv");
    foreach (var run in Directory.GetDirectories(whole, "*-seed-*"))
    {
        var other = Path.Combine(killed, Path.GetFileName(run));
        if (WithoutSeconds(run) != WithoutSeconds(other))
            found.Add($"{run}/results.json");
        foreach (var file in Directory.GetFiles(Path.Combine(run, "weights")))
        {
            if (!SHA256.HashData(File.ReadAllBytes(file)).SequenceEqual(SHA256.HashData(File.ReadAllBytes(Path.Combine(other, "weights", Path.GetFileName(file))))))
                found.Add(file);
        }
    }
    Console.WriteLine($"{what}: {(found.Count == 0 ? "equal" : $"differs in {string.Join(", ", found)}")}");
    if (found.Count == 0)
        Directory.Delete(killed, recursive: true);
    return found.Count;
}

static string WithoutHours(string file) => string.Join('\n', File.ReadAllLines(file).Select(line => line[..line.LastIndexOf(',')]));

static string WithoutSeconds(string run) => string.Join('\n', File.ReadAllLines(Path.Combine(run, "results.json")).Where(line => !line.Contains("\"seconds\"", StringComparison.Ordinal)));

static int Finished(string sweep) => !Directory.Exists(sweep) ? 0 : Directory.GetDirectories(sweep, "*-seed-*")
    .Count(run => File.Exists(Path.Combine(run, "manifest.json")) && File.ReadAllText(Path.Combine(run, "manifest.json")).Contains("\"finished\"", StringComparison.Ordinal));

int Finish(string path)
{
    using var process = Begin(path);
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode != 0)
        Console.WriteLine(output);
    return process.ExitCode;
}

Process Begin(string path) => Process.Start(new ProcessStartInfo(
    Environment.ProcessPath!,
    [
        "sweep", "shapes", "--seeds", "1-4", "--vary", "mask.kind=full-images,cim", "--jobs", "2", "--threads", "1", "--workers", "1", "--device", "cpu",
        "--checkpoint-every", "2", "--out", path, .. settings.SelectMany(setting => new[] { "--set", setting }),
    ])
{ RedirectStandardOutput = true })!;
