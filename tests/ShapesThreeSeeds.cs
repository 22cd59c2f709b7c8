// Shapes at a tight budget: FOSTER + CIM against FOSTER with full images, seeds 1 to 3, as tables for experiments/RESULTS.md.
//
//   dotnet run tests/ShapesThreeSeeds.cs [-- FOLDER]
//
// The six runs go to FOLDER (runs/three-seeds unless given) and take about a quarter of an hour on 2 cores. A finished run is not
// repeated, and one that was begun is resumed.
#:property SharedFiles=Programs/RootFolder.cs;Programs/SeedRuns.cs
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using static SeedRuns;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int[] seeds = [1, 2, 3];
(string Experiment, string Method)[] methods = [("shapes", "FOSTER + CIM"), ("shapes-full-images", "FOSTER, full images")];

if (!RootFolder.IsHere())
    return 2;
var folder = args.Length > 0 ? args[0] : Path.Combine("runs", "three-seeds");
if (await DotnetAsync("build", "-c", "Release", "src/CimCil.Cli", "--nologo", "-v", "quiet") != 0)
    return 1;

var clock = Stopwatch.StartNew();
var results = new Dictionary<(string Experiment, int Seed), JsonElement>();
foreach (var (experiment, _) in methods)
{
    foreach (var seed in seeds)
    {
        var run = Path.Combine(folder, $"{experiment}-{seed}");
        string[] command = IsBegun(run) ? ["resume", run] : ["run", experiment, "--seed", $"{seed}", "--out", run];
        if (!IsFinished(run) && await DotnetAsync(["run", "-c", "Release", "--no-build", "--project", "src/CimCil.Cli", "--", .. command]) != 0)
            return 1;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "results.json")));
        results[(experiment, seed)] = document.RootElement.Clone();
    }
}
Console.WriteLine($"\nSix runs in {clock.Elapsed.TotalMinutes:0.0} minutes.\n");

PrintAccuracy();
PrintExemplars();
PrintCoverage();
return 0;

void PrintAccuracy()
{
    Console.WriteLine("| method | network | average, mean ± spread | average of seeds 1, 2, 3 | last, mean ± spread | last of seeds 1, 2, 3 |");
    Console.WriteLine("|---|---|---|---|---|---|");
    foreach (var (experiment, method) in methods)
    {
        foreach (var network in new[] { "boosted", "compressed" })
        {
            var average = OverSeeds(experiment, result => result.GetProperty("average").GetProperty(network).GetDouble());
            var last = OverSeeds(experiment, result => result.GetProperty("last").GetProperty(network).GetDouble());
            Console.WriteLine($"| {method} | {network} | {Spread(average)} | {Each(average)} | {Spread(last)} | {Each(last)} |");
        }
    }
    Console.WriteLine();
}

void PrintExemplars()
{
    Console.WriteLine("| method | classes | exemplars per class, mean ± spread | nominal | budget used, percent |");
    Console.WriteLine("|---|---|---|---|---|");
    foreach (var (experiment, method) in methods)
    {
        for (var phase = 0; phase < PhaseCount(experiment); phase++)
        {
            var classes = Phase(results[(experiment, seeds[0])], phase).GetProperty("classesSeen").GetInt32();
            var perClass = OverSeeds(experiment, result => Exemplars(result, phase, "perClass"));
            var used = OverSeeds(experiment, result => 100 * Exemplars(result, phase, "imageEquivalents") / Exemplars(result, phase, "budget"));
            var nominal = Exemplars(results[(experiment, seeds[0])], phase, "budget") / classes;
            Console.WriteLine($"| {method} | {classes} | {Spread(perClass)} | {nominal:0.0} | {Spread(used)} |");
        }
    }
    Console.WriteLine();
}

void PrintCoverage()
{
    Console.WriteLine("| classes | CIM: true box covered, percent | CIM: box share, percent | plain CAM: true box covered, percent | plain CAM: box share, percent |");
    Console.WriteLine("|---|---|---|---|---|");
    for (var phase = 0; phase < PhaseCount("shapes"); phase++)
    {
        var classes = Phase(results[("shapes", seeds[0])], phase).GetProperty("classesSeen").GetInt32();
        var cells = new[] { "trueBoxCoverage", "meanShare", "plainCoverage", "plainShare" }
            .Select(name => Spread(OverSeeds("shapes", result => 100 * Phase(result, phase).GetProperty("boxes").GetProperty(name).GetDouble())));
        Console.WriteLine($"| {classes} | {string.Join(" | ", cells)} |");
    }
}

int PhaseCount(string experiment) => results[(experiment, seeds[0])].GetProperty("phases").GetArrayLength();

double[] OverSeeds(string experiment, Func<JsonElement, double> value) => [.. seeds.Select(seed => value(results[(experiment, seed)]))];

static JsonElement Phase(JsonElement result, int phase) => result.GetProperty("phases")[phase];

static double Exemplars(JsonElement result, int phase, string field) => Phase(result, phase).GetProperty("exemplars").GetProperty(field).GetDouble();
