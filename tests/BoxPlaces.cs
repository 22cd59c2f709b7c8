// Where the boxes of exemplars lie against the true objects, for sweeps of a dataset that knows them: how far the middle of a box is to the
// right of and below that of its object, and what share of the object it covers, each arm over the memories of its finished runs.
//
//   dotnet run -c Release tests/BoxPlaces.cs -- SWEEP [SWEEP...]        the folders of sweeps
//
// A box of more than 60 percent of its image says little about a place, and is counted apart.
#:project ../src/CimCil.Cli
#:property SharedFiles=Programs/RootFolder.cs;Programs/SweepProgram.cs
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Sweeps;

const double LargestShare = 0.6;
if (await SweepProgram.BeginAsync(args) is { } exitCode)
    return exitCode;
if (args.Length == 0)
{
    Console.Error.WriteLine("Name the folder of a sweep, or of several.");
    return 2;
}
Console.WriteLine("| sweep | arm | runs | boxes | pixels to the right | pixels down | true box covered, percent | larger boxes |");
Console.WriteLine("|---|---|---|---|---|---|---|---|");
var datasets = new Dictionary<DatasetConfig, Dictionary<string, DatasetImage>>();
foreach (var folder in args)
{
    var sweep = SweepFolder.Read(folder);
    foreach (var arm in sweep.Runs.Where(sweep.IsFinished).GroupBy(run => run.Arm.Name))
    {
        var boxes = arm.SelectMany(run => BoxesOf(run.Experiment, Path.Combine(sweep.FolderOf(run), "memory.db"))).ToList();
        var small = boxes.Where(box => box.Share <= LargestShare).ToList();
        Console.WriteLine($"| {Path.GetFileName(sweep.Path)} | `{arm.Key}` | {arm.Count()} | {small.Count} | {Mean(small.Select(box => box.Right))} | {Mean(small.Select(box => box.Down))} | {small.Average(box => 100 * box.Covered):0.0} | {boxes.Count - small.Count} |");
    }
}
return 0;

List<(double Right, double Down, double Covered, double Share)> BoxesOf(Experiment experiment, string memory)
{
    if (!datasets.TryGetValue(experiment.Data, out var images))
        datasets[experiment.Data] = images = experiment.Data.Open().Train.ToDictionary(image => image.Name);
    using var store = ExemplarStore.OpenReadOnly(memory);
    return [.. store.Snapshot.Entries.Select(entry =>
    {
        var (box, truth) = (entry.Box, images[entry.Source].TrueBox!.Value);
        return ((box.Left + box.Right - truth.Left - truth.Right) / 2.0, (box.Top + box.Bottom - truth.Top - truth.Bottom) / 2.0, (double)truth.Intersect(box).Area / truth.Area, entry.BoxShare);
    })];
}

// Mean and its standard error.
static string Mean(IEnumerable<double> values)
{
    var all = values.ToList();
    var mean = all.Average();
    return $"{mean:+0.0;-0.0} ± {Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Count - 1) / all.Count):0.0}";
}
