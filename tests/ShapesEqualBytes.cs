// Shapes at equal bytes: seven ways to fill a memory, three sizes of its file, seeds 1 to 3, as a table for experiments/RESULTS.md.
//
//   dotnet run tests/ShapesEqualBytes.cs [-- FOLDER]
//
// The 63 runs go to FOLDER (runs/equal-bytes unless given), one to each processor core and each on one thread of libtorch: that is
// faster than one run on all cores, and the figures are the same on machines with more cores. They took 1 hour 49 minutes on 2 cores beside other work. A finished
// run is not repeated and one that was begun is resumed, so the script may be stopped and started again; a row that is not complete says so.
// What a run prints is in its .log.
#:property SharedFiles=Programs/RootFolder.cs;Programs/SeedRuns.cs
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using static SeedRuns;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int[] seeds = [1, 2, 3];
string[] budgets = ["150 KiB", "300 KiB", "600 KiB"];
(string Name, string Method, string Experiment, string[] Settings)[] policies =
[
    ("originals", "originals (PNG)", "shapes-full-images", ["memory.foregroundCodec=original"]),
    ("jpeg-95", "whole images, JPEG 95", "shapes-full-images", ["memory.foregroundCodec=jpeg:95"]),
    ("jpeg-75", "whole images, JPEG 75", "shapes-full-images", ["memory.foregroundCodec=jpeg:75"]),
    ("jpeg-50", "whole images, JPEG 50", "shapes-full-images", ["memory.foregroundCodec=jpeg:50"]),
    ("downsampled", "all downsampled, lossless", "shapes", ["mask.kind=full-compression", "mask.compressionRatio=9", "mask.refreshInterval=5"]),
    ("cim", "CIM, lossless", "shapes", []),
    ("cim-jpeg", "CIM, JPEG 95 and 75", "shapes", ["memory.foregroundCodec=jpeg:95", "memory.backgroundCodec=jpeg:75"]),
];

if (!RootFolder.IsHere())
    return 2;
var folder = args.Length > 0 ? args[0] : Path.Combine("runs", "equal-bytes");
if (await DotnetAsync("build", "-c", "Release", "src/CimCil.Cli", "--nologo", "-v", "quiet") != 0)
    return 1;

Directory.CreateDirectory(folder);
var results = new ConcurrentDictionary<(string Policy, string Budget, int Seed), JsonElement>();
// All policies of one seed and size before the next, so that a stopped script has compared something.
var runs = (from seed in seeds from budget in budgets from policy in policies select (seed, budget, policy)).ToArray();
var clock = Stopwatch.StartNew();
var failed = 0;
await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (one, _) =>
{
    var (seed, budget, (name, _, experiment, settings)) = one;
    var run = Path.Combine(folder, $"{name}-{budget.Replace(" ", "", StringComparison.Ordinal)}-{seed}");
    string[] assignments = [$"memory.budget={budget}", .. settings];
    string[] command = IsBegun(run) ? ["resume", run] : ["run", experiment, "--seed", $"{seed}", "--out", run, .. assignments.SelectMany(setting => new[] { "--set", setting })];
    // After a failure nothing new begins.
    if (Volatile.Read(ref failed) > 0)
        return;
    if (!IsFinished(run) && await LoggedAsync(["src/CimCil.Cli/bin/Release/net10.0/cimcil.dll", .. command], run + ".log") != 0)
    {
        Interlocked.Increment(ref failed);
        Console.Error.WriteLine($"{run} did not finish: see the end of {run}.log, and start the script again to resume the run, or remove the folder to begin it anew.");
        return;
    }
    using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "results.json")));
    results[(name, budget, seed)] = document.RootElement.Clone();
    Console.WriteLine($"[{clock.Elapsed:hh\\:mm\\:ss}] {results.Count} of {runs.Length}: {run}, average {Average(document.RootElement):0.0}");
});
PrintTable();
return failed == 0 ? 0 : 1;

void PrintTable()
{
    Console.WriteLine("\n| file | memory | average, mean ± spread | average of seeds 1, 2, 3 | exemplars per class at the end | file used at the end, percent |");
    Console.WriteLine("|---|---|---|---|---|---|");
    foreach (var budget in budgets)
    {
        foreach (var (name, method, _, _) in policies)
        {
            var runs = seeds.Where(seed => results.ContainsKey((name, budget, seed))).Select(seed => results[(name, budget, seed)]).ToArray();
            if (runs.Length < seeds.Length)
            {
                Console.WriteLine($"| {budget} | {method} | not measured | {Each(runs.Select(Average))} | | |");
                continue;
            }
            double[] average = [.. runs.Select(Average)];
            double[] perClass = [.. runs.Select(result => Exemplars(result, "perClass"))];
            double[] used = [.. runs.Select(result => 100 * Exemplars(result, "fileBytes") / Exemplars(result, "budget"))];
            Console.WriteLine($"| {budget} | {method} | {Spread(average)} | {Each(average)} | {Spread(perClass)} | {Spread(used)} |");
        }
    }
    Console.WriteLine();
}

static double Average(JsonElement result) => result.GetProperty("average").GetProperty("compressed").GetDouble();

static double Exemplars(JsonElement result, string field) => result.GetProperty("phases").EnumerateArray().Last().GetProperty("exemplars").GetProperty(field).GetDouble();

// On one thread of libtorch; what the process prints is added to the log.
static async Task<int> LoggedAsync(string[] arguments, string log)
{
    var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
    start.Environment["OMP_NUM_THREADS"] = "1";
    using var process = Process.Start(start)!;
    var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    await File.AppendAllTextAsync(log, await output + await errors);
    await process.WaitForExitAsync();
    return process.ExitCode;
}
