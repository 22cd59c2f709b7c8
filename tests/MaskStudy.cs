// What is learning the mask worth? Both Shapes experiments over the same seeds, as sweeps whose runs are paired by seed:
//   policies     all twelve mask policies at the tight budget
//   budgets      full images, plain class activation, CIM and the oracle at a medium and a loose budget
//   calibration  CIM at the tight budget with calibrated rational activations
//   causes       on shapes-hard, at the tight budget: CIM with one setting changed, of how, how often and towards what the mask learns
//
//   dotnet run -c Release tests/MaskStudy.cs [-- OPTIONS]
//     --folder DIR     where the sweeps lie (runs/mask-study unless given)
//     --results DIR    where the CSV files go (experiments/mask-study unless given; with --quick the folder of the sweeps)
//     --seeds LIST     1-5 unless given; the same study with more seeds gets those added
//     --jobs N         runs at a time, each on one thread (2 unless given)
//     --device NAME    what they run on, such as cuda:0 (cpu unless given, whose runs repeat to the bit)
//     --minutes M      stops after so long, each run with a checkpoint; the same command goes on (not on Windows, which has no signals)
//     --only TEXT      only sweeps whose names have TEXT, such as shapes-hard or policies
//     --quick          tiny runs of two seeds, to see that everything works
//     --report         runs nothing, and makes the tables of what is finished
//
// 120 policy runs, 80 of other budgets, 10 calibrated ones and 60 of causes. Ctrl-C and SIGTERM stop it with checkpoints; it goes on from wherever it was
// stopped or killed. It ends with 0, or with 1 where a run failed or it was stopped. Tables as Markdown are printed; the CSV files are
//   runs.csv         each finished run and network
//   differences.csv  against full images, against plain class activation, and changed settings against unchanged, paired by seed on the same device
//   sizes.csv        of the memory after the last phase by the size of the true object: exemplars per class, box share, coverage
//   learning.csv     each epoch of CIM and joint training at the tight budget: losses of the mask steps, coverage of the present boxes
// They keep the rows of runs that are not in the folder of the sweeps, so that several machines can share the study; delete them to begin anew.
#:project ../src/CimCil.Cli
#:property SharedFiles=Programs/RootFolder.cs;Programs/SweepProgram.cs
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CimCil.Cli;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Evaluation;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Sweeps;
using Microsoft.VisualBasic.FileIO;

if (await SweepProgram.BeginAsync(args) is { } exitCode)
    return exitCode;
if (Options.Read(args) is not { } options)
    return 2;

var clock = Stopwatch.StartNew();
var sweeps = StudySweep.All(options).Where(sweep => sweep.Name.Contains(options.Only, StringComparison.Ordinal)).ToList();
if (sweeps.Count == 0)
{
    Console.Error.WriteLine($"No sweep of the study has '{options.Only}' in its name: they are {string.Join(", ", StudySweep.All(options).Select(sweep => sweep.Name))}.");
    return 2;
}
// The first signal stops the sweep that runs, whose command hears it too, and its runs write checkpoints; the second one ends this process.
var (failed, isStopped) = (false, false);
var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop)).ToList();
using var end = options.Minutes is { } minutes ? new Timer(_ => Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]).Dispose(), null, TimeSpan.FromMinutes(minutes), Timeout.InfiniteTimeSpan) : null;
foreach (var sweep in options.ReportOnly ? [] : sweeps)
{
    if (isStopped)
        break;
    Console.WriteLine($"== {sweep.Name} (after {clock.Elapsed.TotalMinutes:0} minutes)");
    failed |= await CimCilApp.RunAsync([.. sweep.Arguments(options)]) != 0;
}

var runs = sweeps.SelectMany(sweep => sweep.FinishedRuns()).ToList();
Console.WriteLine($"\n{runs.Count} of {sweeps.Sum(sweep => sweep.RunCount)} runs are finished, of {runs.Sum(run => run.Hours):0.00} hours.{(isStopped ? " It was stopped before its end; the same command goes on." : "")}");
try
{
    Results.Write(runs, options.ResultFolder);
}
catch (DataException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    failed = true;
}
signals.ForEach(signal => signal.Dispose());
return failed ? 1 : 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel |= !isStopped;
    isStopped = true;
}

/// <summary>What was typed.</summary>
internal sealed record Options
{
    /// <summary>What a timer can wait.</summary>
    private const double MostMinutes = 60_000;

    public string Folder { get; init; } = Path.Combine("runs", "mask-study");

    /// <summary>Null for the usual place.</summary>
    public string? Results { get; init; }

    public string ResultFolder => Results ?? (Quick ? Folder : Path.Combine("experiments", "mask-study"));

    public string Seeds { get; init; } = "1-5";

    public int Jobs { get; init; } = 2;

    public string Device { get; init; } = "cpu";

    public double? Minutes { get; init; }

    public string Only { get; init; } = "";

    public bool Quick { get; init; }

    public bool ReportOnly { get; init; }

    public static Options? Read(string[] args)
    {
        var options = new Options();
        if (args.Contains("--quick"))
            options = options with { Quick = true, Seeds = "1-2", Folder = Path.Combine("runs", "mask-study-quick") };
        for (var i = 0; i < args.Length; i++)
        {
            string? Value() => i + 1 < args.Length ? args[++i] : null;
            var read = args[i] switch
            {
                "--quick" => options,
                "--report" => options with { ReportOnly = true },
                "--folder" => Value() is { } folder ? options with { Folder = folder } : null,
                "--results" => Value() is { } results ? options with { Results = results } : null,
                "--seeds" => Value() is { } seeds ? options with { Seeds = seeds } : null,
                "--only" => Value() is { } only ? options with { Only = only } : null,
                "--device" => Value() is { } device ? options with { Device = device } : null,
                "--jobs" => int.TryParse(Value(), out var jobs) && jobs > 0 ? options with { Jobs = jobs } : null,
                "--minutes" => !OperatingSystem.IsWindows() && double.TryParse(Value(), out var minutes) && minutes is > 0 and < MostMinutes ? options with { Minutes = minutes } : null,
                _ => null,
            };
            if (read is null)
            {
                Console.Error.WriteLine($"'{args[i]}' is no option of the study, or its value is none. The head of tests/MaskStudy.cs has them all.");
                return null;
            }
            options = read;
        }
        try
        {
            SeedList.Parse(options.Seeds);
            return options;
        }
        catch (ConfigurationException mistake)
        {
            Console.Error.WriteLine(mistake.Message);
            return null;
        }
    }
}

/// <summary>One sweep of the study.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Part">Which part of the study.</param>
/// <param name="Settings">Changed in all arms.</param>
/// <param name="Vary">Varied.</param>
/// <param name="Options">What was typed.</param>
/// <param name="Variant">The setting of the mask in which its runs differ from those of the same policy; null where in none.</param>
internal sealed record StudySweep(string Experiment, string Part, IReadOnlyList<string> Settings, IReadOnlyList<string> Vary, Options Options, string? Variant = null)
{
    /// <summary>The memory of the tables whose question is what to keep when little can be kept.</summary>
    public const string TightBudget = "3/class";

    private const string Policies = "full-images,artifact-augmentation,full-compression,random-box,centre-box,class-activation,phase-wise-threshold,joint-training,cim,cim-last-stage,foreground-compressed,oracle-box";

    /// <summary>Number and rate of mask steps, the inner rate, the weights of the outer loss, and threshold and alignment, which plain class activation has too.</summary>
    private static readonly (string Setting, string Kinds)[] Causes =
    [
        ("mask.iterationsPerNewClass=2", "cim"), ("mask.learningRate=0.1", "cim"), ("mask.innerRateRatio=1", "cim"), ("mask.memoryWeight=0", "cim"), ("mask.memoryWeight=1", "cim"),
        ("mask.diversityWeight=0", "cim"), ("mask.diversityWeight=1", "cim"), ("mask.threshold=0.4", "class-activation,cim"), ("mask.heatmapAlignment=centred", "class-activation,cim"),
        ("mask.trainedPhi=newestBranch", "cim"),
    ];

    private static readonly string[] Tiny =
    [
        "data.side=32", "data.imageSide=32", "data.testResize=32", "data.classCount=6", "data.trainImagesPerClass=14", "data.testImagesPerClass=6",
        "phases.classes=6", "phases.firstPhase=2", "phases.classesPerPhase=2", "network.width=16", "network.stageBlocks=1,1", "training.batchSize=16",
        "training.firstPhase.epochs=6", "training.laterPhases.epochs=6", "learner.compression.epochs=4", "mask.refreshInterval=2", "mask.batchSize=8",
    ];

    public string Name => $"{Experiment}/{Part}";

    public string Folder => Path.Combine(Options.Folder, Experiment, Part);

    public int RunCount => Grid.Runs.Count;

    private SweepGrid Grid => SweepGrid.Of(new SweepRequest { Experiment = Experiment, Settings = Settings, Axes = [.. Vary.Select(SweepAxis.Parse)], Seeds = SeedList.Parse(Options.Seeds) });

    /// <summary>What a full study asks first comes first: the tight budget of both experiments.</summary>
    public static IReadOnlyList<StudySweep> All(Options options)
    {
        string[] tiny = options.Quick ? Tiny : [];
        string[] experiments = ["shapes", "shapes-hard"];
        return
        [
            .. experiments.Select(name => new StudySweep(name, "policies", [.. tiny, $"memory.budget={TightBudget}"], [$"mask.kind={Policies}"], options)),
            .. experiments.Select(name => new StudySweep(name, "budgets", tiny, ["mask.kind=full-images,class-activation,cim,oracle-box", "memory.budget=6/class,12/class"], options)),
            .. experiments.Select(name => new StudySweep(name, "calibration", [.. tiny, $"memory.budget={TightBudget}"], ["mask.calibration=always"], options, "mask.calibration=always")),
            .. Causes.Select(cause => new StudySweep(
                "shapes-hard", $"causes/{cause.Setting.Replace("mask.", "", StringComparison.Ordinal).Replace('=', '-')}", [.. tiny, $"memory.budget={TightBudget}"],
                [$"mask.kind={cause.Kinds}", cause.Setting], options, cause.Setting)),
        ];
    }

    public IReadOnlyList<string> Arguments(Options options) =>
    [
        "sweep", Experiment, "--seeds", options.Seeds, "--out", Folder, "--jobs", $"{options.Jobs}", "--threads", "1", "--workers", "1", "--device", options.Device, "--no-tensorboard",
        .. Settings.SelectMany(setting => new[] { "--set", setting }), .. Vary.SelectMany(axis => new[] { "--vary", axis }),
    ];

    /// <summary>The finished runs of its folder, of the seeds that are asked for.</summary>
    public IEnumerable<StudyRun> FinishedRuns()
    {
        if (!File.Exists(Path.Combine(Folder, "sweep.json")))
            return [];
        var sweep = SweepFolder.Read(Folder);
        return sweep.Runs.Where(run => SeedList.Parse(Options.Seeds).Contains(run.Seed) && sweep.IsFinished(run)).Select(run => new StudyRun(this, sweep, run));
    }
}

/// <summary>A finished run.</summary>
internal sealed class StudyRun
{
    private readonly StudySweep _sweep;
    private readonly Experiment _experiment;

    public StudyRun(StudySweep sweep, SweepFolder folder, SweepRun run)
    {
        (_sweep, _experiment, Folder) = (sweep, run.Experiment, folder.FolderOf(run));
        using var results = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "results.json")));
        Result = results.RootElement.Clone();
        Kind = _experiment.Describe().First(setting => setting.Path == "mask.kind").Value;
        Device = folder.Machine.Device.Split(':')[0];
    }

    public string Name => _sweep.Experiment;

    public string Folder { get; }

    public JsonElement Result { get; }

    public int Seed => _experiment.Seed;

    public string Budget => $"{_experiment.Memory.Budget}";

    /// <summary>The policy, and the setting that was changed.</summary>
    public string Policy => _sweep.Variant is { } variant ? $"{Kind}, {variant}" : Kind;

    public string Kind { get; }

    /// <summary>The kind of device that it was on.</summary>
    public string Device { get; }

    /// <summary>Whether its mask steps are told epoch by epoch.</summary>
    public bool TellsLearning => _sweep.Variant is null && Budget == StudySweep.TightBudget && Kind is ("cim" or "joint-training");

    /// <summary>How its rows begin.</summary>
    public string[] Key => [Name, Budget, Policy, $"{Seed}", Device];

    public IEnumerable<string> Networks => Result.GetProperty("average").EnumerateObject().Select(network => network.Name);

    public double Hours => Phases.Sum(phase => phase.GetProperty("seconds").GetDouble()) / 3600;

    public IEnumerable<JsonElement> Phases => Result.GetProperty("phases").EnumerateArray();

    public Dataset Dataset => Datasets.Of(_experiment.Data);

    public int ClassCount => _experiment.Phases.Classes;

    public double Accuracy(string figure, string network) => Result.GetProperty(figure).GetProperty(network).GetDouble();

    public double? OfBoxes(string figure)
    {
        var values = Phases.Where(phase => phase.TryGetProperty("boxes", out var boxes) && boxes.GetProperty(figure).ValueKind == JsonValueKind.Number)
            .Select(phase => phase.GetProperty("boxes").GetProperty(figure).GetDouble()).ToList();
        return values.Count > 0 ? values.Average() : null;
    }

    public double OfExemplars(string figure) => Phases.Last().GetProperty("exemplars").GetProperty(figure).GetDouble();
}

/// <summary>The images of a dataset, drawn once for all runs.</summary>
internal static class Datasets
{
    private static readonly Dictionary<DatasetConfig, Dataset> Opened = [];

    public static Dataset Of(DatasetConfig config) => Opened.TryGetValue(config, out var dataset) ? dataset : Opened[config] = config.Open();
}

/// <summary>The tables.</summary>
internal static class Results
{
    private static readonly string[] Sizes = ["small", "middle", "large"];

    private static readonly string[] Key = ["experiment", "budget", "policy", "seed", "device"];

    /// <exception cref="DataException">A file of the folder has other columns.</exception>
    public static void Write(IReadOnlyList<StudyRun> runs, string folder)
    {
        Directory.CreateDirectory(folder);
        var here = runs.Select(run => string.Join('\n', run.Key)).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string[]> WithOthers(string name, string[] columns, IEnumerable<string[]> rows) => [.. OfOtherRuns(Path.Combine(folder, name), columns, here).Concat(rows).OrderBy(row => row[4], StringComparer.Ordinal)];

        string[] columns = [.. Key, "network", "average", "last", "forgetting", "exemplarsPerClass", "meanBoxShare", "trueBoxCoverage", "plainCoverage", "hours"];
        var each = WithOthers("runs.csv", columns,
            from run in runs
            from network in run.Networks
            select (string[])
            [
                .. run.Key, network, Exact(run.Accuracy("average", network)), Exact(run.Accuracy("last", network)), Exact(run.Accuracy("forgetting", network)),
                Exact(run.OfExemplars("perClass")), Exact(run.OfExemplars("meanBoxShare")), Exact(run.OfBoxes("trueBoxCoverage")), Exact(run.OfBoxes("plainCoverage")), Exact(run.Hours),
            ]);
        string[] sizeColumns = [.. Key, "size", "smallestShare", "largestShare", "exemplarsPerClass", "boxShare", "trueBoxCoverage"];
        var sizes = WithOthers("sizes.csv", sizeColumns, runs.Where(run => run.Networks.Any()).SelectMany(BySize));
        string[] learningColumns = [.. Key, "phase", "stage", "epoch", "inner", "outer", "validation", "diversity", "memory", "trueBoxCoverage"];
        var learning = WithOthers("learning.csv", learningColumns, runs.Where(run => run.TellsLearning).SelectMany(Learning));
        var differences = Differences(each).ToList();

        Csv(folder, "runs.csv", columns, each);
        Csv(folder, "differences.csv", ["experiment", "budget", "device", "policy", "baseline", "network", "figure", "pairs", "mean", "low", "high", "p", "leastP"], differences.Select(row => row.Cells));
        Csv(folder, "sizes.csv", sizeColumns, sizes);
        Csv(folder, "learning.csv", learningColumns, learning);
        Table("Top-1 in percent and what the memory holds, mean ± standard deviation over seeds", ["experiment", "budget", "device", "policy", "network", "seeds", "average", "last", "exemplars per class", "box share, percent", "true box covered, percent"],
            [.. each.GroupBy(row => (Experiment: row[0], Budget: row[1], Device: row[4], Policy: row[2], Network: row[5])).Select(arm => (string[])
                [arm.Key.Experiment, arm.Key.Budget, arm.Key.Device, arm.Key.Policy, arm.Key.Network, $"{arm.Count()}", Spread(arm, 6, 1), Spread(arm, 7, 1), Spread(arm, 9, 1), Spread(arm, 10, 100), Spread(arm, 11, 100)])]);
        Table("Paired differences of the average incremental accuracy, points; mean [95 % interval by Student's t]", ["experiment", "budget", "device", "policy", "baseline", "network", "pairs", "difference", "p", "least p"],
            [.. differences.Where(row => row.Cells[6] == "average").Select(row => (string[])[.. row.Cells[..6], row.Cells[7], row.Words, Rounded(row.Difference.PValue, 4), Rounded(row.Difference.SmallestPValue, 4)])]);
        Table("Memory after the last phase by the true object's share of the image (thirds of the training images), mean ± standard deviation over seeds", ["experiment", "budget", "device", "policy", "size", "seeds", "exemplars per class", "box share", "true box covered, percent"],
            [.. sizes.GroupBy(row => (Experiment: row[0], Budget: row[1], Device: row[4], Policy: row[2], Size: row[5])).Select(group => (string[])
                [group.Key.Experiment, group.Key.Budget, group.Key.Device, group.Key.Policy, group.Key.Size, $"{group.Count()}", Spread(group, 8, 1), Spread(group, 9, 100), Spread(group, 10, 100)])]);
        Console.WriteLine($"\nWrote runs.csv, differences.csv, sizes.csv and learning.csv to {folder}: {here.Count} runs of this folder, {each.Select(row => string.Join('\n', row[..Key.Length])).Distinct().Count() - here.Count} of others.");
    }

    /// <summary>The rows of a file that are of runs which are not here.</summary>
    private static IEnumerable<string[]> OfOtherRuns(string path, string[] columns, HashSet<string> here)
    {
        if (!File.Exists(path))
            yield break;
        using var lines = new TextFieldParser(path) { Delimiters = [","] };
        if (!columns.SequenceEqual(lines.ReadFields() ?? []))
            throw new DataException($"{path} has other columns than {string.Join(", ", columns)}: move it away, or write to another folder with --results DIR.");
        while (lines.ReadFields() is { } row)
        {
            if (!here.Contains(string.Join('\n', row[..Key.Length])))
                yield return row;
        }
    }

    private static IEnumerable<(string[] Cells, string Words, PairedDifference Difference)> Differences(IReadOnlyList<string[]> each)
    {
        foreach (var arms in each.GroupBy(row => (Experiment: row[0], Budget: row[1], Device: row[4])))
        {
            var policies = arms.GroupBy(row => row[2]).ToDictionary(policy => policy.Key, policy => policy.ToList());
            foreach (var (policy, rows) in policies)
            {
                foreach (var baseline in BaselinesOf(policy).Where(policies.ContainsKey))
                {
                    foreach (var (network, figure, column) in rows.Select(row => row[5]).Distinct().SelectMany(_ => new[] { ("average", 6), ("last", 7) }, (network, figure) => (network, figure.Item1, figure.Item2)))
                    {
                        IReadOnlyDictionary<int, double> Values(string name) => policies[name].Where(row => row[5] == network).ToDictionary(row => int.Parse(row[3]), row => double.Parse(row[column]));
                        if (PairedDifference.Of(Values(policy), Values(baseline)) is not { } found)
                            continue;
                        string[] cells = [arms.Key.Experiment, arms.Key.Budget, arms.Key.Device, policy, baseline, network, figure, $"{found.Count}", Exact(found.Mean), Exact(found.Interval?.Low), Exact(found.Interval?.High), Exact(found.PValue), Exact(found.SmallestPValue)];
                        yield return (cells, $"{found.Mean:+0.00;-0.00}{(found.Interval is { } interval ? $" [{interval.Low:+0.00;-0.00}, {interval.High:+0.00;-0.00}]" : "")}", found);
                    }
                }
            }
        }
    }

    /// <summary>What a policy is compared with: whole images, plain class activation, itself without the changed setting, and plain class activation with it.</summary>
    private static IEnumerable<string> BaselinesOf(string policy)
    {
        var parts = policy.Split(", ", 2);
        string[] changed = parts.Length > 1 ? [parts[0], $"class-activation, {parts[1]}"] : [];
        return ((string[])["full-images", "class-activation", .. changed]).Distinct().Where(baseline => baseline != policy);
    }

    /// <summary>The exemplars of a run in three parts; the bounds are the thirds of all training images, so that parts without a policy's choice are of equal size.</summary>
    private static IEnumerable<string[]> BySize(StudyRun run)
    {
        static double ShareOf(DatasetImage image, int side) => image.TrueBox!.Value.ShareOf(side, side);
        using var store = ExemplarStore.OpenReadOnly(Path.Combine(run.Folder, "memory.db"));
        var entries = store.Snapshot.Entries;
        var side = entries[0].Height;
        var images = run.Dataset.Train.ToDictionary(image => image.Name);
        var shares = images.Values.Select(image => ShareOf(image, side)).Order().ToArray();
        double[] bounds = [shares[0], shares[shares.Length / 3], shares[2 * shares.Length / 3], shares[^1]];
        for (var part = 0; part < Sizes.Length; part++)
        {
            var of = entries.Select(entry => (Entry: entry, True: images[entry.Source].TrueBox!.Value, Share: ShareOf(images[entry.Source], side)))
                .Where(exemplar => (part == 0 || exemplar.Share >= bounds[part]) && (part == 2 || exemplar.Share < bounds[part + 1])).ToList();
            double? Mean(Func<(ExemplarEntry Entry, Box True, double Share), double> figure) => of.Count > 0 ? of.Average(figure) : null;
            yield return
            [
                .. run.Key, Sizes[part], Exact(bounds[part]), Exact(bounds[part + 1]), Exact((double)of.Count / run.ClassCount),
                Exact(Mean(exemplar => exemplar.Entry.BoxShare)), Exact(Mean(exemplar => (double)exemplar.True.Intersect(exemplar.Entry.Box).Area / exemplar.True.Area)),
            ];
        }
    }

    private static IEnumerable<string[]> Learning(StudyRun run)
    {
        foreach (var line in File.ReadLines(Path.Combine(run.Folder, "metrics.jsonl")).Where(line => line.StartsWith("{\"kind\":\"epoch\"", StringComparison.Ordinal)))
        {
            using var epoch = JsonDocument.Parse(line);
            var (root, values) = (epoch.RootElement, epoch.RootElement.GetProperty("values"));
            if (!values.TryGetProperty("mask.outer", out _))
                continue;
            string Value(string name) => values.TryGetProperty(name, out var value) ? value.ToString() : "";
            yield return
            [
                .. run.Key, $"{root.GetProperty("phase").GetInt32()}", root.GetProperty("stage").GetString()!, $"{root.GetProperty("epoch").GetInt32()}",
                Value("mask.inner"), Value("mask.outer"), Value("mask.validation"), Value("mask.diversity"), Value("mask.memory"), Value("boxes.trueBoxCoverage"),
            ];
        }
    }

    private static string Spread(IEnumerable<string[]> rows, int column, double factor) =>
        SampleSpread.Of([.. rows.Where(row => row[column].Length > 0).Select(row => factor * double.Parse(row[column]))]) is not { } spread ? "-"
        : $"{spread.Mean:0.0}{(spread.Deviation is { } deviation ? $" ± {deviation:0.0}" : "")}";

    private static string Exact(double? value) => value?.ToString("R") ?? "";

    private static string Rounded(double? value, int decimals) => value?.ToString($"F{decimals}") ?? "-";

    private static void Table(string title, string[] head, IReadOnlyList<string[]> rows)
    {
        Console.WriteLine($"\n{title}\n\n| {string.Join(" | ", head)} |\n|{string.Concat(head.Select(_ => "---|"))}");
        foreach (var row in rows)
            Console.WriteLine($"| {string.Join(" | ", row)} |");
    }

    /// <summary>Written whole or not at all.</summary>
    private static void Csv(string folder, string name, string[] columns, IEnumerable<string[]> rows)
    {
        var (path, text) = (Path.Combine(folder, name), new StringBuilder());
        foreach (var row in rows.Prepend(columns))
            text.Append(string.Join(',', row.Select(cell => cell.Contains(',', StringComparison.Ordinal) ? $"\"{cell}\"" : cell))).Append('\n');
        File.WriteAllText(path + ".tmp", text.ToString());
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
