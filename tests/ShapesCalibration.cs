// What calibrated rational activations do to CIM from scratch: Shapes with mask.calibration=always against the shipped experiment,
// which leaves the input scales at 1, seeds 1 to 5, as tables for experiments/RESULTS.md.
//
//   dotnet run tests/ShapesCalibration.cs [-- FOLDER [SEEDS]]
//
// The ten runs go to FOLDER (runs/calibration unless given) and take about 40 minutes on 2 cores. A finished run is not repeated, and one
// that was begun is resumed. SEEDS is how many seeds the tables are of, from 2.
#:property SharedFiles=Programs/RootFolder.cs;Programs/SeedRuns.cs
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using static SeedRuns;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
(string Name, string Setting)[] methods = [("scales of 1", "mask.calibration=pretrained"), ("calibrated", "mask.calibration=always")];

if (!RootFolder.IsHere())
    return 2;
var folder = args.Length > 0 ? args[0] : Path.Combine("runs", "calibration");
int[] seeds = [.. Enumerable.Range(1, args.Length > 1 ? int.Parse(args[1]) : 5)];
if (await DotnetAsync("build", "-c", "Release", "src/CimCil.Cli", "--nologo", "-v", "quiet") != 0)
    return 1;

var clock = Stopwatch.StartNew();
var results = new Dictionary<(string Name, int Seed), JsonElement>();
foreach (var seed in seeds)
{
    foreach (var (name, setting) in methods)
    {
        var run = Path.Combine(folder, $"{setting.Split('=')[1]}-{seed}");
        string[] command = IsBegun(run) ? ["resume", run] : ["run", "shapes", "--seed", $"{seed}", "--set", setting, "--out", run];
        if (!IsFinished(run) && await DotnetAsync(["run", "-c", "Release", "--no-build", "--project", "src/CimCil.Cli", "--", .. command]) != 0)
            return 1;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "results.json")));
        results[(name, seed)] = document.RootElement.Clone();
    }
}
Console.WriteLine($"\n{results.Count} runs in {clock.Elapsed.TotalMinutes:0.0} minutes.\n");

Console.WriteLine($"| activations | network | average, mean ± spread | average of seeds 1 to {seeds.Length} | last, mean ± spread | last of seeds 1 to {seeds.Length} |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var (name, _) in methods)
{
    foreach (var network in new[] { "boosted", "compressed" })
    {
        var average = OverSeeds(name, result => result.GetProperty("average").GetProperty(network).GetDouble());
        var last = OverSeeds(name, result => result.GetProperty("last").GetProperty(network).GetDouble());
        Console.WriteLine($"| {name} | {network} | {Spread(average)} | {Each(average)} | {Spread(last)} | {Each(last)} |");
    }
}
Console.WriteLine("\n| classes | activations | true box covered, percent | box share, percent | exemplars per class |");
Console.WriteLine("|---|---|---|---|---|");
for (var phase = 0; phase < results[(methods[0].Name, 1)].GetProperty("phases").GetArrayLength(); phase++)
{
    foreach (var (name, _) in methods)
    {
        string Box(string field) => Spread(OverSeeds(name, result => 100 * Phase(result, phase).GetProperty("boxes").GetProperty(field).GetDouble()));
        var perClass = Spread(OverSeeds(name, result => Phase(result, phase).GetProperty("exemplars").GetProperty("perClass").GetDouble()));
        Console.WriteLine($"| {Phase(results[(name, 1)], phase).GetProperty("classesSeen").GetInt32()} | {name} | {Box("trueBoxCoverage")} | {Box("meanShare")} | {perClass} |");
    }
}
return 0;

double[] OverSeeds(string name, Func<JsonElement, double> value) => [.. seeds.Select(seed => value(results[(name, seed)]))];

static JsonElement Phase(JsonElement result, int phase) => result.GetProperty("phases")[phase];
