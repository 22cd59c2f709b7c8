// A Shapes run that is killed (SIGKILL) at random moments and resumed each time, against one that was never killed: results, metrics,
// weights and the exemplar memory must be equal bit for bit. Then 1, 2 and 4 workers, and two processes on one run folder.
//
//   dotnet run tests/KilledRuns.cs [-- KILLS [SEED]]
//
// 25 kills take some ten minutes on 2 cores. Every other kill comes at a random time; the others aim at moments that a random time
// would seldom hit: mask steps, box refreshes, compression, memory building, evaluation and the writing of checkpoints.
#:project ../src/CimCil.Cli
#:property SharedFiles=Programs/RootFolder.cs
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CimCil;
using CimCil.Experiments;
using CimCil.Foundation;
using CimCil.Runs;
using Microsoft.Data.Sqlite;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string[] settings =
[
    "data.side=32", "data.imageSide=32", "data.testResize=32", "data.classCount=6", "data.trainImagesPerClass=14", "data.testImagesPerClass=6",
    "phases.classes=6", "phases.firstPhase=2", "phases.classesPerPhase=2", "memory.budget=18", "network.width=16", "network.stageBlocks=1,1",
    "training.batchSize=16", "training.firstPhase.epochs=6", "training.laterPhases.epochs=6", "learner.compression.epochs=4",
    "mask.refreshInterval=2", "mask.batchSize=8", "mask.iterationsPerNewClass=1",
];
if (args is ["child", var command, var place, var threads])
    return Child(command, place, int.Parse(threads));
if (!RootFolder.IsHere())
    return 2;
var kills = args.Length > 0 ? int.Parse(args[0]) : 25;
var random = new Random(args.Length > 1 ? int.Parse(args[1]) : 1);
var folder = Path.Combine("runs", "killed-runs");
if (Directory.Exists(folder))
    Directory.Delete(folder, recursive: true);

var clock = Stopwatch.StartNew();
var whole = Path.Combine(folder, "whole");
if (Finish("run", whole) != 0)
    return 1;
var runTime = clock.Elapsed;
Console.WriteLine($"The run takes {runTime.TotalSeconds:0.0} s without a kill.");
var failures = 0;

// Each kill hits a run of its own, so that all moments of a run are equally likely, and the run is then resumed to its end.
var moments = new SortedDictionary<string, int>(StringComparer.Ordinal);
for (var kill = 0; kill < kills; kill++)
{
    var path = Path.Combine(folder, $"kill-{kill}");
    var moment = KillOnce(path, kill);
    moments[moment] = moments.GetValueOrDefault(moment) + 1;
    if (IsFinished(path))
        Check($"kill {kill} (after the end)", Difference(whole, path));
    else if (File.Exists(Path.Combine(path, "manifest.json")))
        Check($"kill {kill} ({moment})", Finish("resume", path) == 0 ? Difference(whole, path) : "the run could not be resumed");
    else
        Console.WriteLine($"kill {kill} ({moment}): before the run folder existed");
    if (failures == 0 && Directory.Exists(path))
        Directory.Delete(path, recursive: true);
}
Console.WriteLine($"Killed: {string.Join(", ", moments.Select(entry => $"{entry.Value} in {entry.Key}"))}");

// One run that is killed again and again until it ends.
var often = Path.Combine(folder, "often");
var times = 0;
for (var code = -1; code != 0 && !IsFinished(often); times++)
{
    using var process = Begin(File.Exists(Path.Combine(often, "manifest.json")) ? "resume" : "run", often);
    process.BeginOutputReadLine();
    if (process.WaitForExit(TimeSpan.FromSeconds(2) + (random.NextDouble() * runTime / 3)))
        code = process.ExitCode;
    else
        process.Kill();
    process.WaitForExit();
}
Check($"one run killed {times - 1} times", Difference(whole, often));

foreach (var workers in new[] { 2, 4 })
{
    var path = Path.Combine(folder, $"workers-{workers}");
    Check($"{workers} workers", Finish("run", path, workers) == 0 ? Difference(whole, path) : "the run failed");
}
CheckTwoProcesses();
Console.WriteLine(failures == 0 ? $"All equal, in {clock.Elapsed.TotalMinutes:0.0} minutes." : $"{failures} differences.");
return failures == 0 ? 0 : 1;

string KillOnce(string path, int kill)
{
    // Every other kill aims at a short moment, which a random time would seldom hit.
    string[] aims = ["checkpoints", "boxes", "mask steps", "memory", "evaluation", "compression"];
    var aim = kill % 2 == 0 ? null : aims[kill / 2 % aims.Length];
    var atOccurrence = random.Next(1, 3);
    using var process = Begin("run", path);
    if (aim is null)
    {
        process.BeginOutputReadLine();
        process.WaitForExit(random.NextDouble() * runTime);
    }
    else
    {
        WaitFor(process, path, aim, atOccurrence);
        Thread.Sleep(random.Next(0, 40));
    }
    var place = LastLine(path);
    if (!process.HasExited)
        process.Kill();
    process.WaitForExit();
    return aim ?? (place.Length == 0 ? "start" : place);
}

// A checkpoint that is being written is a temporary file; the rest is what the child prints.
void WaitFor(Process process, string path, string aim, int occurrence)
{
    var until = Stopwatch.StartNew();
    if (aim == "checkpoints")
    {
        process.BeginOutputReadLine();
        var least = occurrence * 3;
        while (!process.HasExited && until.Elapsed < 3 * runTime)
        {
            var checkpoints = Path.Combine(path, "checkpoints");
            if (Directory.Exists(checkpoints) && Directory.GetFiles(checkpoints, "*.tmp").Length > 0 && --least <= 0)
                return;
        }
        return;
    }
    while (!process.HasExited && process.StandardOutput.ReadLine() is { } line)
    {
        if (line.Contains(aim, StringComparison.Ordinal) && --occurrence <= 0)
            return;
    }
}

static bool IsFinished(string path)
{
    var manifest = Path.Combine(path, "manifest.json");
    return File.Exists(manifest) && File.ReadAllText(manifest).Contains("\"finished\"", StringComparison.Ordinal);
}

string LastLine(string path)
{
    var file = Path.Combine(path, "metrics.jsonl");
    if (!File.Exists(file))
        return "";
    using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
    var last = reader.ReadToEnd().Split('\n').LastOrDefault(line => line.EndsWith('}'));
    var stage = last is null ? null : Regex.Match(last, "\"stage\":\"(.*?)\"");
    return stage is { Success: true } ? stage.Groups[1].Value : last is null ? "first" : "between phases";
}

void CheckTwoProcesses()
{
    var path = Path.Combine(folder, "two");
    using var first = Begin("run", path);
    first.BeginOutputReadLine();
    while (!File.Exists(Path.Combine(path, "metrics.jsonl")) && !first.HasExited)
        Thread.Sleep(10);
    var (second, third) = (Finish("run", path), Finish("resume", path));
    first.WaitForExit();
    Check("two processes, one folder", second == 2 && third == 2 && first.ExitCode == 0 ? Difference(whole, path) : $"exit codes {first.ExitCode}, {second}, {third}");
}

void Check(string name, string? difference)
{
    Console.WriteLine($"{name}: {difference ?? "equal"}");
    if (difference is not null)
        failures++;
}

// The first thing that differs but clock times; null when nothing does.
string? Difference(string expected, string actual)
{
    if (Stripped(File.ReadAllText(Path.Combine(expected, "results.json"))) != Stripped(File.ReadAllText(Path.Combine(actual, "results.json"))))
        return "results.json differs";
    string[] a = File.ReadAllLines(Path.Combine(expected, "metrics.jsonl")), b = File.ReadAllLines(Path.Combine(actual, "metrics.jsonl"));
    if (a.Length != b.Length || a.Zip(b).Any(pair => Stripped(pair.First) != Stripped(pair.Second)))
        return $"metrics.jsonl differs ({a.Length} and {b.Length} lines)";
    foreach (var file in Directory.GetFiles(Path.Combine(expected, "weights")))
    {
        if (!SHA256.HashData(File.ReadAllBytes(file)).SequenceEqual(SHA256.HashData(File.ReadAllBytes(Path.Combine(actual, "weights", Path.GetFileName(file))))))
            return $"{Path.GetFileName(file)} differs";
    }
    // Everything in the database but the id of the process that wrote it.
    return Rows(expected) == Rows(actual) ? null : "memory.db differs";
}

static string Rows(string run)
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

static string Stripped(string json)
{
    var node = JsonNode.Parse(json)!;
    Strip(node);
    return node.ToJsonString();
}

static void Strip(JsonNode? node)
{
    if (node is JsonObject fields)
    {
        foreach (var name in new[] { "time", "seconds", "waitedSeconds", "stageSeconds" })
            fields.Remove(name);
        foreach (var (_, value) in fields)
            Strip(value);
    }
    else if (node is JsonArray items)
    {
        foreach (var item in items)
            Strip(item);
    }
}

int Finish(string command, string path, int workers = 1)
{
    using var process = Begin(command, path, workers);
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode is not 0 and not 2)
        Console.WriteLine(output);
    return process.ExitCode;
}

// This program again, as the process that trains.
static Process Begin(string command, string path, int workers = 1) =>
    Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["child", command, path, $"{workers}"]) { RedirectStandardOutput = true })!;

int Child(string command, string path, int workers)
{
    var options = new RunOptions { OutputFolder = path, Device = "cpu", WorkerCount = workers, CheckpointInterval = 2 };
    try
    {
        if (command == "run")
            ExperimentRunner.Run(new Shapes().WithOverrides(settings), options, new Told());
        else
            ExperimentRunner.Resume(options, [], new Told());
        return 0;
    }
    catch (CimCilException refusal)
    {
        Console.WriteLine(refusal.Message);
        return refusal is ConfigurationException ? 2 : 1;
    }
}

// Tells the parent where the run is.
internal sealed class Told : RunProgress
{
    public override void StageStarted(string stage, int epochCount, int imageCount) => Console.WriteLine(stage);

    public override void ActivityStarted(string activity) => Console.WriteLine(activity);
}
