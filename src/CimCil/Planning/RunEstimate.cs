using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.PyBridge;

namespace CimCil.Planning;

/// <summary>
/// What a run will take, before it is begun: phases, images, exemplars, disk and time. The time is measured on the device with the
/// experiment's own networks and batch size, and with its own images where they are there.
/// </summary>
internal sealed record RunEstimate
{
    /// <summary>One entry per phase.</summary>
    public required IReadOnlyList<PhaseEstimate> Phases { get; init; }

    /// <summary>Whether the counts are the dataset's own; otherwise they are those of the published dataset.</summary>
    public required bool CountsAreReal { get; init; }

    /// <summary>The device in words.</summary>
    public required string Device { get; init; }

    /// <summary>Bytes of weights, checkpoints and memory at the end.</summary>
    public required long DiskByteCount { get; init; }

    /// <summary>Main memory in use after the largest measured step.</summary>
    public required long ProcessByteCount { get; init; }

    /// <summary>The stages that were measured: those of phase 0, then those of later phases.</summary>
    public required IReadOnlyList<StageTime> Stages { get; init; }

    /// <summary>Images that are loaded in a second; null where they are not there.</summary>
    public required double? LoadedPerSecond { get; init; }

    /// <summary>Time of all phases.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(Phases.Sum(phase => phase.Seconds));

    /// <summary>Measures.</summary>
    /// <param name="experiment">A valid experiment.</param>
    /// <param name="deviceName">As for a run.</param>
    /// <param name="workerCount">As for a run.</param>
    /// <param name="beforeMeasuring">Called before steps are taken, which lasts; whatever would stop a run was found before.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CimCilException">The device, the images or the pretrained weights are not as they must be.</exception>
    public static RunEstimate Of(Experiment experiment, string deviceName, int workerCount, Action beforeMeasuring, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        experiment.ThrowIfInvalid();
        var dataset = experiment.Data.GetSchema().Find("root") is { } root && root.Get(experiment.Data) is "" ? null : experiment.Data.Open();
        return Of(experiment, dataset, deviceName, workerCount, EstimateEffort.Usual, beforeMeasuring, cancellation);
    }

    /// <summary>The same with the experiment's dataset, where it is there, and with more or less effort.</summary>
    public static RunEstimate Of(Experiment experiment, Dataset? dataset, string deviceName, int workerCount, EstimateEffort effort, Action beforeMeasuring, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(beforeMeasuring);
        var device = ComputeDevice.Find(deviceName);
        var perClass = dataset is null ? experiment.Data.Known is { } known && known.TrainCount > 0 ? known.TrainCount / known.ClassCount : 1300 : 0;
        var classes = dataset is null ? null : new ClassSequence(experiment.Phases, dataset.ClassNames.Count);
        var phases = PhasesOf(experiment);
        var counts = phases.Select(phase => classes is null ? phase.NewClassCount * perClass : classes.NewIn(phase, dataset!.Train).Count).ToList();
        PretrainedBackbone.Check(experiment.Network, $"{experiment.Data.Normalization}");
        beforeMeasuring();
        using var hold = CollectionHold.Start();
        var steps = StepTimes.Measure(experiment, device.Device, effort.StepCount);
        var rate = dataset is null ? (double?)null : LoadingRate(experiment, dataset, workerCount, effort.Loading, cancellation);
        using var process = Process.GetCurrentProcess();
        return new RunEstimate
        {
            Phases = [.. phases.Select((phase, i) => PhaseEstimate.Of(experiment, phase, counts[i], counts.Take(i).Sum(), FullImagesPerClass(experiment, phase), phase.IsFirst ? steps.First : steps.Later, rate))],
            CountsAreReal = dataset is not null,
            Device = device.Description,
            DiskByteCount = DiskBytes(experiment, phases, steps.NetworkByteCount),
            ProcessByteCount = process.WorkingSet64,
            Stages = [.. steps.First, .. steps.Later],
            LoadedPerSecond = rate,
        };
    }

    private static List<Phase> PhasesOf(Experiment experiment)
    {
        var (phases, known) = (new List<Phase>(), 0);
        foreach (var size in experiment.Phases.Sizes())
        {
            phases.Add(new Phase(phases.Count, known, size));
            known += size;
        }
        return phases;
    }

    /// <summary>A budget of bytes holds about as many full images as go into it.</summary>
    private static double FullImagesPerClass(Experiment experiment, Phase phase)
    {
        if (phase.IsFirst)
            return 0;
        var share = experiment.Memory.Budget.PerClass(phase.KnownClassCount);
        return experiment.Memory.Budget.Unit == BudgetUnit.Bytes ? share / ImageBytes(experiment) : share;
    }

    /// <summary>A full image in the store at some one and a half bytes a pixel.</summary>
    private static double ImageBytes(Experiment experiment) =>
        // Photographs are larger than what the network sees; drawn and small images are not.
        1.5 * (experiment.Data.ImageSide >= 128 ? 400.0 * 350 : (double)experiment.Data.ImageSide * experiment.Data.ImageSide);

    /// <summary>One to two networks a phase, two checkpoints of up to five times a network, and the memory.</summary>
    private static long DiskBytes(Experiment experiment, List<Phase> phases, long parameterBytes)
    {
        var budget = experiment.Memory.Budget;
        var memory = budget.Total(phases[^1].SeenClassCount) * (budget.Unit == BudgetUnit.Bytes ? 1 : ImageBytes(experiment));
        return (parameterBytes * ((3 * phases.Count) + 10)) + (long)memory;
    }

    private static double LoadingRate(Experiment experiment, Dataset dataset, int workerCount, TimeSpan enough, CancellationToken cancellation)
    {
        const int Most = 512;
        var samples = dataset.Train.Take(Most).Select(image => new Sample(image, image.Class)).ToList();
        var loading = new Loading(new RandomStreams(experiment.Seed), workerCount, new CorruptImageLog(experiment.Data.OnCorruptImage), cancellation);
        var loader = loading.Loader(samples, ImagePipeline.ForTraining(experiment.Data), experiment.Training.BatchSize);
        var clock = Stopwatch.StartNew();
        var count = 0;
        foreach (var batch in loader.Epoch(loading.Streams, "estimate", 0, 0, SampleOrder.Shuffled, cancellation: cancellation))
        {
            count += batch.Count;
            batch.Dispose();
            if (clock.Elapsed > enough)
                break;
        }
        return count / clock.Elapsed.TotalSeconds;
    }
}
