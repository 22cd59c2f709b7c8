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
    private readonly RunOptions _options;
    private readonly RecordedProgress _progress;
    private readonly RunFolder _folder;
    private readonly RandomStreams _streams;
    private readonly Loading _loading;
    private readonly Dataset _dataset;
    private readonly ClassSequence _classes;
    private readonly ComputeDevice _device;
    private readonly List<PhaseResult> _results = [];
    private readonly HashSet<string> _reportedImages = [];

    private ExperimentRunner(Experiment experiment, RunOptions options, RunProgress progress, RunFolder? taken, CancellationToken cancellation)
    {
        experiment.ThrowIfInvalid();
        if (taken is null)
            RunFolder.CheckIsFree(options.OutputFolder, experiment);
        _experiment = experiment;
        _options = options;
        _streams = new RandomStreams(experiment.Seed);
        _loading = new Loading(_streams, options.WorkerCount, new CorruptImageLog(experiment.Data.OnCorruptImage), cancellation);
        _dataset = DatasetFactory.Open(experiment.Data);
        _classes = new ClassSequence(experiment.Phases, _dataset.ClassNames.Count);
        _device = ComputeDevice.Find(options.Device);
        if (taken is null)
            PretrainedBackbone.Check(experiment.Network);
        ImageInspection.Inspect(_dataset, experiment.Data.OnCorruptImage, options.WorkerCount, progress.ImagesInspected, cancellation);
        _folder = taken ?? RunFolder.Create(options, experiment, _device.Description, TimeProvider.System);
        _progress = new RecordedProgress(_folder, progress);
    }

    /// <summary>Runs all phases. Whatever can be wrong with the configuration, the data or the device is found before the run folder is made.</summary>
    /// <exception cref="ConfigurationException">The experiment breaks a rule, or the device is missing.</exception>
    /// <exception cref="CheckpointException">The pretrained weights are missing, damaged or of another network.</exception>
    /// <exception cref="DataException">The dataset is not as it must be, or an image cannot be decoded.</exception>
    /// <exception cref="NonFiniteException">A loss or gradient is not finite; the last checkpoint and a dump of the step are in the run folder.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; a checkpoint was written, and <see cref="Resume"/> goes on from it.</exception>
    public static RunResult Run(Experiment experiment, RunOptions options, RunProgress progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var runner = new ExperimentRunner(experiment, options, progress, null, cancellation);
        using (runner._folder)
        using (CollectionHold.Start())
            return runner.RunPhases(null);
    }

    /// <summary>Goes on with a run from its last checkpoint, or from its start when it has none. It ends with the same numbers, bit for bit on a CPU.</summary>
    /// <param name="options">The run folder, and what may be another than before: device, workers, checkpoint interval.</param>
    /// <param name="changes">Operational settings to change, as <c>path=value</c>; others are refused.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="cancellation">Stops the run after a checkpoint.</param>
    /// <exception cref="ConfigurationException">A change would change the numbers, the folder's configuration is not the one that the run began with, another process writes it, or it is finished.</exception>
    /// <exception cref="CheckpointException">No checkpoint is whole.</exception>
    /// <exception cref="DataException">The folder is no run's, or its files or the dataset are not as they must be.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; a checkpoint was written.</exception>
    public static RunResult Resume(RunOptions options, IReadOnlyList<string> changes, RunProgress progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(progress);
        using var folder = RunFolder.TakeUp(options.OutputFolder, TimeProvider.System);
        var experiment = ResumedExperiment.Of(folder, changes);
        LibTorchLocator.EnsureLoaded();
        using var from = folder.Checkpoints.ReadNewest(progress.Note);
        ResumedExperiment.RequireSame(folder, experiment, from);
        var runner = new ExperimentRunner(experiment, options, progress, folder, cancellation);
        folder.GoOn(experiment, runner._device.Description, from);
        using (CollectionHold.Start())
            return runner.RunPhases(from);
    }

    private RunResult RunPhases(LoadedCheckpoint? from)
    {
        using var store = OpenStore(from);
        using var learner = LearnerFactory.Create(
            _experiment.Learner, _experiment.Network, _experiment.Training, (_experiment.Mask as CimMask)?.PhiCarryOver ?? PhiCarryOver.Newest, _device.Device);
        using var board = _options.TensorBoard == TensorBoardEvents.Written ? new TensorBoardLog(_folder) : null;
        _progress.Board = board;
        var checkpoints = new CheckpointWriter(_folder, learner, _loading.CorruptImages, _reportedImages, _results);
        var trainer = new Trainer(_experiment.Training, _experiment.Mask, _experiment.Data, _loading, _progress);
        _progress.RunStarted(_experiment, _folder.Path, _device.Description, _classes.Phases.Count);
        if (_dataset.UnusedFiles.Count > 0)
            _progress.Note($"{_dataset.UnusedFiles}");
        if (from is not null)
            Restore(from, learner);

        foreach (var phase in _classes.Phases.Skip(_results.Count))
        {
            checkpoints.BeginPhase(phase, from);
            var input = InputOf(phase, store.Snapshot);
            _progress.PhaseStarted(phase, input.NewSamples.Count, input.Exemplars.Count);
            if (from?.State.Step != CheckpointStep.Trained)
            {
                Train(trainer, learner, StartOf(phase, input), input, checkpoints, from);
                checkpoints.Save(CheckpointStep.Trained);
            }
            FinishPhase(phase, learner, store, input.NewSamples, checkpoints);
            checkpoints.Save(CheckpointStep.Finished);
            from = null;
        }

        var result = ResultOf(_results);
        _progress.RunFinished(result);
        return result;
    }

    /// <summary>What follows the training of a phase: boxes, memory, pictures, weights and scores. Doing it again gives the same.</summary>
    private void FinishPhase(Phase phase, Learner learner, ExemplarStore store, IReadOnlyList<Sample> samples, CheckpointWriter checkpoints)
    {
        var boxes = FindBoxes(learner, samples);
        if (store.Snapshot.LastPhase < phase.Index)
            FillMemory(store, phase, learner, samples, boxes);
        _progress.ActivityStarted("gallery");
        var gallery = new GalleryPainter(_experiment.Mask, _experiment.Data, _loading).Paint(learner, phase, store.Snapshot, samples);
        _folder.RecordGallery(phase.Index, gallery);
        _progress.Board?.Record(phase, gallery, learner);
        ReportCorruptImages();
        foreach (var network in learner.Networks)
            network.Module.save_safetensors(_folder.WeightsPath(phase.Index, network.Name));

        _progress.ActivityStarted("evaluation");
        var evaluator = new Evaluator(_experiment.Evaluation, _experiment.Data, _loading);
        var scores = evaluator.Evaluate(learner, _classes.SeenBy(phase, _dataset.Test), [.. _classes.Phases.Take(phase.Index + 1)]);
        _results.Add(new PhaseResult(
            phase, scores, store.Snapshot.Usage, _experiment.Memory.Budget.Total(phase.SeenClassCount), Describe(boxes, learner, samples), checkpoints.PhaseElapsed)
        {
            BudgetUnit = _experiment.Memory.Budget.Unit,
        });
        _progress.Took("checkpoints", checkpoints.WritingElapsed);
        _progress.PhaseFinished(_results[^1]);
    }

    /// <summary>Trains a phase, or what is left of it; a step that is not finite is written down before the run ends.</summary>
    private void Train(Trainer trainer, Learner learner, PhaseStart start, TrainingInput input, CheckpointWriter checkpoints, LoadedCheckpoint? from)
    {
        try
        {
            trainer.Train(
                learner, start, input, new TrainingCheckpoints(_options.CheckpointInterval, checkpoints.Save),
                from is { State.Step: CheckpointStep.Training } ? CheckpointWriter.TrainingOf(from) : null);
        }
        catch (NonFiniteException failure)
        {
            using (failure)
            {
                var dump = _folder.Record(failure);
                throw new CimCilException($"{failure.Message} The step is written down in {dump}; {_folder.Path} keeps the last good checkpoint.", failure);
            }
        }
    }

    /// <summary>The store as the checkpoint needs it: of the phase before while a phase is trained, and of the phase itself at its end.</summary>
    private ExemplarStore OpenStore(LoadedCheckpoint? from)
    {
        if (from is null)
        {
            // A run that was killed before its first checkpoint may have left a store without a phase.
            var isThere = new FileInfo(_folder.MemoryPath) is { Exists: true, Length: > 0 };
            var fresh = isThere ? ExemplarStore.Open(_folder.MemoryPath) : ExemplarStore.Create(_folder.MemoryPath, _experiment.Memory.Budget);
            return RequirePhase(fresh, -1, -1);
        }
        var (phase, step) = (from.State.Phase, from.State.Step);
        return RequirePhase(
            phase == 0 && step != CheckpointStep.Finished && !File.Exists(_folder.MemoryPath)
                ? ExemplarStore.Create(_folder.MemoryPath, _experiment.Memory.Budget)
                : ExemplarStore.Open(_folder.MemoryPath),
            step == CheckpointStep.Finished ? phase : phase - 1,
            step == CheckpointStep.Training ? phase - 1 : phase);
    }

    private static ExemplarStore RequirePhase(ExemplarStore store, int first, int last)
    {
        var found = store.Snapshot.LastPhase;
        if (found >= first && found <= last)
            return store;
        var path = store.Path;
        store.Dispose();
        throw new DataException($"{path} is at phase {found}, and the last whole checkpoint needs phase {last}: both must be of one run and one time. Put back the checkpoints or the memory that belong together, or start a new run.");
    }

    private void Restore(LoadedCheckpoint from, Learner learner)
    {
        _results.AddRange(from.State.Results);
        foreach (var result in _results)
            _progress.PhaseRestored(result);
        foreach (var image in from.State.LeftOut)
        {
            _loading.CorruptImages.LeavesOut(image.Name, image.Reason);
            if (image.IsReported)
                _reportedImages.Add(image.Name);
        }
        CheckpointWriter.Restore(from, learner, _classes.Phases[from.State.Phase]);
    }

    /// <summary>The new images from the dataset; the old classes from the store alone.</summary>
    private TrainingInput InputOf(Phase phase, ExemplarSnapshot memory) => new(
        _classes.NewIn(phase, _dataset.Train),
        [.. memory.Images.Where(image => image.Class < phase.KnownClassCount).Select(image => new Sample(image, image.Class))]);

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
