using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Evaluation;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.PyBridge;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil;

/// <summary>
/// The front door: an experiment goes in, a run folder with scores, weights and an exemplar store comes out. Only this class
/// sees the whole experiment; every part gets its own section.
/// </summary>
public sealed class ExperimentRunner
{
    private readonly Experiment _experiment;
    private readonly RunProgress _progress;
    private readonly RunFolder _folder;
    private readonly RandomStreams _streams;
    private readonly Loading _loading;
    private readonly Dataset _dataset;
    private readonly ClassSequence _classes;
    private readonly ComputeDevice _device;
    private readonly HashSet<string> _reportedImages = [];

    private ExperimentRunner(Experiment experiment, RunOptions options, RunProgress progress, CancellationToken cancellation)
    {
        experiment.ThrowIfInvalid();
        RunFolder.CheckIsFree(options.OutputFolder);
        _experiment = experiment;
        _streams = new RandomStreams(experiment.Seed);
        _loading = new Loading(_streams, options.WorkerCount, new CorruptImageLog(experiment.Data.OnCorruptImage), cancellation);
        _dataset = DatasetFactory.Open(experiment.Data);
        _classes = new ClassSequence(experiment.Phases, _dataset.ClassNames.Count);
        _device = ComputeDevice.Find(options.Device);
        PretrainedBackbone.Check(experiment.Network);
        ImageInspection.Inspect(_dataset, experiment.Data.OnCorruptImage, options.WorkerCount, progress.ImagesInspected, cancellation);
        _folder = RunFolder.Create(options, experiment, _device.Description, TimeProvider.System);
        _progress = new RecordedProgress(_folder, progress);
    }

    /// <summary>Runs all phases. Whatever can be wrong with the configuration, the data or the device is found before the run folder is made.</summary>
    /// <exception cref="ConfigurationException">The experiment breaks a rule, or the device is missing.</exception>
    /// <exception cref="CheckpointException">The pretrained weights are missing, damaged or of another network.</exception>
    /// <exception cref="DataException">The dataset is not as it must be, or an image cannot be decoded.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; finished phases stay recorded.</exception>
    public static RunResult Run(Experiment experiment, RunOptions options, RunProgress progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var runner = new ExperimentRunner(experiment, options, progress, cancellation);
        using (runner._folder)
        using (CollectionHold.Start())
            return runner.RunPhases();
    }

    private RunResult RunPhases()
    {
        using var store = ExemplarStore.Create(_folder.MemoryPath);
        using var learner = LearnerFactory.Create(
            _experiment.Learner, _experiment.Network, _experiment.Training, (_experiment.Mask as CimMask)?.PhiCarryOver ?? PhiCarryOver.Newest, _device.Device);
        var trainer = new Trainer(_experiment.Training, _experiment.Mask, _experiment.Data, _loading, _progress);
        var evaluator = new Evaluator(_experiment.Evaluation, _experiment.Data, _loading);
        _progress.RunStarted(_experiment, _folder.Path, _device.Description, _classes.Phases.Count);
        var results = new List<PhaseResult>();

        foreach (var phase in _classes.Phases)
        {
            var clock = Stopwatch.StartNew();
            var input = InputOf(phase, store.Snapshot);
            _progress.PhaseStarted(phase, input.NewSamples.Count, input.Exemplars.Count);
            trainer.Train(learner, StartOf(phase, input), input);

            var boxes = FindBoxes(learner, input.NewSamples);
            FillMemory(store, phase, learner, input.NewSamples, boxes);
            ReportCorruptImages();
            foreach (var network in learner.Networks)
                network.Module.save_safetensors(_folder.WeightsPath(phase.Index, network.Name));

            _progress.ActivityStarted("evaluation");
            var scores = evaluator.Evaluate(learner, _classes.SeenBy(phase, _dataset.Test), [.. _classes.Phases.Take(phase.Index + 1)]);
            results.Add(new PhaseResult(
                phase, scores, store.Snapshot.Usage, _experiment.Memory.Budget.Total(phase.SeenClassCount), Describe(boxes, learner, input.NewSamples), clock.Elapsed)
            {
                BudgetUnit = _experiment.Memory.Budget.Unit,
            });
            _progress.PhaseFinished(results[^1]);
        }

        var result = ResultOf(results);
        _progress.RunFinished(result);
        return result;
    }

    /// <summary>The new images from the dataset; the old classes from the store alone.</summary>
    private TrainingInput InputOf(Phase phase, ExemplarSnapshot memory) => new(
        _classes.NewIn(phase, _dataset.Train),
        [.. memory.Images.Select(image => new Sample(image, image.Class))]);

    private PhaseStart StartOf(Phase phase, TrainingInput input)
    {
        var counts = new int[phase.SeenClassCount];
        foreach (var sample in input.NewSamples.Concat(input.Exemplars))
            counts[sample.Label]++;
        var budget = _experiment.Memory.Budget;
        var nominal = phase.IsFirst ? 0
            // A budget of bytes promises no number of exemplars; what is stored is the nearest to one.
            : budget.Unit == BudgetUnit.Bytes ? (double)input.Exemplars.Count / phase.KnownClassCount
            : budget.PerClass(phase.KnownClassCount);
        return new PhaseStart(phase, counts, nominal, _streams.SeedFor("weights", phase.Index));
    }

    private FoundBoxes? FindBoxes(Learner learner, IReadOnlyList<Sample> samples)
    {
        if (_experiment.Mask is not BoxMaskConfig config)
            return null;
        _progress.ActivityStarted("boxes");
        return new BoxFinder(config, _experiment.Data, _loading).Find(learner, samples);
    }

    /// <summary>Herding per new class under the budget; old classes shrink; one transaction (algorithm, section 8).</summary>
    private void FillMemory(ExemplarStore store, Phase phase, Learner learner, IReadOnlyList<Sample> samples, FoundBoxes? boxes)
    {
        _progress.ActivityStarted("memory");
        var extractor = new FeatureExtractor(_experiment.Data, _loading, _experiment.Evaluation.BatchSize);
        var images = samples.Select((sample, i) => (sample.Label, Image: Candidate(sample, boxes, i))).Where(candidate => candidate.Image is not null);
        var byLabel = images.GroupBy(candidate => candidate.Label, candidate => candidate.Image!).ToDictionary(group => group.Key, group => group.ToArray());
        var classes = Enumerable.Range(phase.KnownClassCount, phase.NewClassCount).Select(label =>
            extractor.Extract(learner, label, _dataset.ClassNames[_classes.ClassOf(label)], byLabel.GetValueOrDefault(label, [])));
        using var scope = TorchSharp.torch.NewDisposeScope();
        store.CommitPhase(MemoryPlan.For(_experiment.Memory, phase, store.Snapshot, classes, _loading.WorkerCount, _loading.Cancellation), _loading.WorkerCount, _loading.Cancellation);
    }

    /// <summary>The sample as it would be stored; null when it could not be decoded.</summary>
    private CompressedImage? Candidate(Sample sample, FoundBoxes? boxes, int index)
    {
        var codecs = ExemplarCodecs.Of(_experiment.Memory);
        if (boxes is null)
            return CompressedImage.Whole(sample.Image, codecs);
        return boxes.Boxes[index] is { } box
            ? new CompressedImage(sample.Image, box.Box, box.Height, box.Width, ((BoxMaskConfig)_experiment.Mask).CompressionRatio, codecs)
            : null;
    }

    /// <summary>How large the boxes are and, where the truth is known, what they cover, beside the plain class activation map's.</summary>
    private BoxResult? Describe(FoundBoxes? boxes, Learner learner, IReadOnlyList<Sample> samples)
    {
        if (boxes is null)
            return null;
        FoundBoxes? plain = null;
        if (_experiment.Mask is CimMask cim && boxes.TrueBoxCoverage(samples) is not null)
        {
            var policy = new ClassActivationMask { Threshold = cim.Threshold, CompressionRatio = cim.CompressionRatio, HeatmapBatchSize = cim.HeatmapBatchSize };
            plain = new BoxFinder(policy, _experiment.Data, _loading).Find(learner, samples);
        }
        return new BoxResult(boxes.MeanShare, boxes.TrueBoxCoverage(samples), boxes.FlatCount, plain?.TrueBoxCoverage(samples), plain?.MeanShare);
    }

    /// <summary>Names each image that was left out, once.</summary>
    private void ReportCorruptImages()
    {
        foreach (var (name, reason) in _loading.CorruptImages.Names.Zip(_loading.CorruptImages.Reasons).Where(entry => _reportedImages.Add(entry.First)))
            _progress.Note($"Left out {name}: {reason}");
    }

    private RunResult ResultOf(IReadOnlyList<PhaseResult> phases) =>
        new(_experiment.Name, _experiment.Seed, _experiment.Fingerprint(), phases, _loading.CorruptImages.Count);
}
