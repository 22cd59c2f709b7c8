using System.Text.Json;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Sweeps;

/// <summary>One sweep of the study.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Part">Which part of the study.</param>
/// <param name="Settings">Changed in all arms.</param>
/// <param name="Vary">Varied.</param>
/// <param name="Options">What was typed.</param>
/// <param name="Variant">The setting of the mask in which its runs differ from those of the same policy; null where in none.</param>
internal sealed record StudySweep(string Experiment, string Part, IReadOnlyList<string> Settings, IReadOnlyList<string> Vary, StudyOptions Options, string? Variant = null)
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
    public static IReadOnlyList<StudySweep> All(StudyOptions options)
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

    public IReadOnlyList<string> Arguments(StudyOptions options) =>
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
        foreach (var damage in sweep.Runs.Select(sweep.DamageOf).OfType<string>())
            Console.Error.WriteLine($"Left out: {damage}");
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
