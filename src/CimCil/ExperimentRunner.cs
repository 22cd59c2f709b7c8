using CimCil.Configuration;
using CimCil.Data;
using CimCil.Evaluation;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.Observers;
using CimCil.PyBridge;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil;

/// <summary>
/// The front door: an experiment goes in, a run folder with scores, weights and an exemplar store comes out. Only this class
/// sees the whole experiment; every part gets its own section. <see cref="RunPhases"/> is the method on a page.
/// </summary>
public sealed class ExperimentRunner
{
    private readonly Experiment _experiment;
    private readonly RunOptions _options;
    private readonly RunFolder _folder;
    private readonly RandomStreams _streams;
    private readonly Loading _loading;
    private readonly Dataset _dataset;
    private readonly ClassSequence _classes;
    private readonly DatasetFingerprint _fingerprint;
    private readonly string? _change;
    private readonly ComputeDevice _device;
    private readonly MaskPolicy _policy;
    private readonly LoadedWeights? _pretrained;
    private readonly List<PhaseResult> _results = [];

    private ExperimentRunner(Experiment experiment, RunOptions options, RunProgress progress, RunFolder? taken, LoadedCheckpoint? from, CancellationToken cancellation)
    {
        experiment.ThrowIfInvalid();
        if (taken is null)
            RunFolder.CheckIsFree(options.OutputFolder, experiment);
        _experiment = experiment;
        _options = options;
        _policy = experiment.Mask.CreatePolicy();
        _streams = new RandomStreams(experiment.Seed);
        _loading = new Loading(_streams, options.WorkerCount, new CorruptImageLog(experiment.Data.OnCorruptImage), cancellation);
        _dataset = experiment.Data.Open();
        var before = taken is null ? null : new ResumedDataset(taken, from);
        before?.RequireClasses(_dataset);
        _classes = new ClassSequence(experiment.Phases, _dataset.ClassNames.Count);
        _fingerprint = DatasetFingerprint.Of(_dataset, _classes, cancellation);
        before?.RequireMemory(_fingerprint);
        if (taken is not null)
            new ResumedMemory(taken, from).Require(experiment.Memory.Budget);
        _change = before?.RequireImages(_fingerprint, options.ChangedImages);
        _device = ComputeDevice.Find(options.Device);
        _pretrained = taken is null ? PretrainedBackbone.Check(experiment.Network, $"{experiment.Data.Normalization}") : null;
        ImageInspection.Inspect(_dataset, experiment.Data.OnCorruptImage, options.WorkerCount, progress.ImagesInspected, cancellation);
        _folder = taken ?? RunFolder.Create(options, experiment, _fingerprint, _device.Description, TimeProvider.System, _pretrained);
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
        var runner = new ExperimentRunner(experiment, options, progress, null, null, cancellation);
        using (runner._folder)
        using (CollectionHold.Start())
            return runner.Run(new RunCursor(null), progress);
    }

    /// <summary>Goes on with a run from its last checkpoint, or from its start when it has none. It ends with the same numbers, bit for bit on a CPU.</summary>
    /// <param name="options">The run folder, and what may be another than before: device, workers, checkpoint interval.</param>
    /// <param name="changes">Operational settings to change, as <c>path=value</c>; others are refused.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="cancellation">Stops the run after a checkpoint.</param>
    /// <exception cref="ConfigurationException">A change would change the numbers, the folder's configuration is not the one that the run began with, another process writes it, or it is finished.</exception>
    /// <exception cref="CheckpointException">No checkpoint is whole.</exception>
    /// <exception cref="DataException">The folder is no run's, its files or the dataset are not as they must be, or the dataset is another than before.</exception>
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
        if (from is null)
            ResumedExperiment.RequireSameWeights(folder, experiment);
        var runner = new ExperimentRunner(experiment, options, progress, folder, from, cancellation);
        folder.GoOn(experiment, runner._fingerprint, runner._device.Description, from);
        using (CollectionHold.Start())
            return runner.Run(new RunCursor(from), progress);
    }

    /// <summary>Sets up what the phases need; images, event files and the record of the run observe it and are not in its path.</summary>
    private RunResult Run(RunCursor cursor, RunProgress progress)
    {
        using var store = OpenStore(cursor);
        using var learner = PartCode.Run($"{_experiment.Learner.GetType().Name}.CreateLearner", () => _experiment.Learner.CreateLearner(new LearnerSetup(_experiment.Network, _experiment.Training, _device.Device)))
            ?? throw new CimCilException($"{_experiment.Learner.GetType().Name}.CreateLearner gives no learner. Return one.");
        using var board = _options.TensorBoard == TensorBoardEvents.Written ? new TensorBoardObserver(_folder) : null;
        var recorder = new RunRecorder(_folder);
        var observers = new RunObservers([recorder, new GalleryObserver(_folder, _policy, _experiment.Data, _loading), .. board is null ? (RunProgress[])[] : [board], progress]);
        observers.RunStarted(_experiment, _folder.Path, _device.Description, _classes.Phases.Count);
        if (_pretrained is not null)
            observers.Note($"{_pretrained}");
        if (_dataset.UnusedFiles.Count > 0)
            observers.Note($"{_dataset.UnusedFiles}");
        foreach (var remark in _dataset.Remarks)
            observers.Note($"{remark.Message}. {remark.Fix}");
        if (_change is not null)
            observers.Note(_change);
        cursor.Restore(learner, _loading.CorruptImages);
        foreach (var result in cursor.Results)
            observers.PhaseRestored(result);
        _results.AddRange(cursor.Results);
        var checkpoints = new CheckpointWriter(_folder, learner, _loading.CorruptImages, _results, store);
        RunPhases(learner, store, observers, checkpoints, recorder, cursor);
        var final = new RunResult(_experiment.Name, _experiment.Seed, _folder.Fingerprint, _results, _loading.CorruptImages.Count);
        observers.RunFinished(final);
        return final;
    }

    /// <summary>The method: train, find boxes, fill the memory, score, record. Steps that the cursor says are done are passed over.</summary>
    private void RunPhases(Learner learner, ExemplarStore store, RunObservers observers, CheckpointWriter checkpoints, RunRecorder recorder, RunCursor cursor)
    {
        var trainer = new Trainer(_experiment.Training, _policy, _experiment.Data, _loading, observers);
        var finder = new BoxFinder(_policy, _experiment.Data, _loading);
        var extractor = new FeatureExtractor(_experiment.Data, _loading, _experiment.Evaluation.BatchSize);
        var evaluator = new Evaluator(_experiment.Evaluation, _experiment.Data, _loading, _fingerprint.Classes);
        foreach (var phase in _classes.Phases.Skip(cursor.Results.Count))
        {
            checkpoints.BeginPhase(phase, cursor);
            var input = InputOf(phase, store.Snapshot);
            observers.PhaseStarted(phase, input.NewSamples.Count, input.Exemplars.Count);

            if (!cursor.IsTrained(phase))
            {
                Train(trainer, learner, phase, input, checkpoints, cursor.TrainingOf(phase));
                checkpoints.Save(CheckpointStep.Trained);
            }

            learner.RequireScored();
            observers.ActivityStarted("boxes");
            var network = learner.Deployed.Network;
            var samples = KeptPixels.OfRun().Of(input.NewSamples);
            var boxes = finder.Find(network, samples);

            observers.ActivityStarted("memory");
            if (store.Snapshot.LastPhase < phase.Index)
                FillMemory(store, phase, network, extractor, samples, boxes);
            PartCode.Run(
                $"The learner {learner.GetType().Name}, in AfterMemory of phase {phase.Index},",
                () => learner.AfterMemory(new MemoryFeatures(phase, SamplesOf(store.Snapshot, phase.SeenClassCount), extractor)), _loading.Cancellation);

            observers.ActivityStarted("gallery");
            observers.MemoryFilled(new FilledPhase(phase, network, store.Snapshot, samples));
            foreach (var scored in learner.Scored)
                NetworkFile.Save(scored.Network, _folder.WeightsPath(phase.Index, scored.Name));

            observers.ActivityStarted("evaluation");
            var scores = evaluator.Evaluate(learner, _classes.SeenBy(phase, _dataset.Test), [.. _classes.Phases.Take(phase.Index + 1)]);

            _results.Add(new PhaseResult(
                phase, scores, store.Snapshot.Usage, _experiment.Memory.Budget.Total(phase.SeenClassCount),
                Describe(boxes, finder, network, samples), checkpoints.PhaseElapsed)
            {
                BudgetUnit = _experiment.Memory.Budget.Unit,
                Deployed = learner.Deployed.Name,
                Heads = learner.Scored.Where(scored => scored.Head != HeadShape.Classifier).ToDictionary(scored => scored.Name, scored => scored.Head),
            });
            foreach (var (name, reason) in _loading.CorruptImages.TakeUntold())
                observers.Note($"Left out {name}: {reason}");
            recorder.Took("checkpoints", checkpoints.WritingElapsed);
            observers.PhaseFinished(_results[^1]);
            checkpoints.Save(CheckpointStep.Finished);
        }
    }

    /// <summary>Trains a phase, or what is left of it; a step that is not finite is written down before the run ends.</summary>
    private void Train(Trainer trainer, Learner learner, Phase phase, TrainingInput input, CheckpointWriter checkpoints, TrainingState? from)
    {
        try
        {
            trainer.Train(learner, StartOf(phase, input), input, new TrainingCheckpoints(_options.CheckpointInterval, checkpoints.Save), from);
        }
        catch (NonFiniteException failure)
        {
            using (failure)
            {
                var dump = _folder.Record(failure);
                var kept = _folder.Checkpoints.Files.Count > 0 ? $"{_folder.Path} keeps the last good checkpoint" : "no checkpoint was written before it";
                throw new CimCilException($"{failure.Message} The step is written down in {dump}; {kept}.", failure);
            }
        }
    }

    /// <summary>The store as the cursor needs it: of the phase before while a phase is trained, and of the phase itself at its end.</summary>
    private ExemplarStore OpenStore(RunCursor cursor)
    {
        var (first, last) = cursor.MemoryPhases;
        // A run that was killed before its first checkpoint may have left a store without a phase.
        var isThere = new FileInfo(_folder.MemoryPath) is { Exists: true, Length: > 0 };
        var store = isThere || first >= 0 ? ExemplarStore.Open(_folder.MemoryPath) : ExemplarStore.Create(_folder.MemoryPath, _experiment.Memory.Budget);
        var found = store.Snapshot.LastPhase;
        if (found >= first && found <= last)
            return store;
        store.Dispose();
        throw new DataException($"{_folder.MemoryPath} is at phase {found}, and the last whole checkpoint needs phase {last}: both must be of one run and one time. Put back the checkpoints or the memory that belong together, or start a new run.");
    }

    /// <summary>The new images from the dataset; the old classes from the store alone.</summary>
    private TrainingInput InputOf(Phase phase, ExemplarSnapshot memory) => new(_classes.NewIn(phase, _dataset.Train), SamplesOf(memory, phase.KnownClassCount));

    private static IReadOnlyList<Sample> SamplesOf(ExemplarSnapshot memory, int classCount) =>
        [.. memory.Images.Where(image => image.Class < classCount).Select(image => new Sample(image, image.Class))];

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

    /// <summary>Herding per new class under the budget; old classes shrink; one transaction (algorithm, section 8).</summary>
    private void FillMemory(ExemplarStore store, Phase phase, IncrementalNetwork network, FeatureExtractor extractor, IReadOnlyList<Sample> samples, FoundBoxes? boxes)
    {
        var images = samples.Select((sample, i) => (sample.Label, Image: Candidate(sample, boxes, i))).Where(candidate => candidate.Image is not null);
        var byLabel = images.GroupBy(candidate => candidate.Label, candidate => candidate.Image!).ToDictionary(group => group.Key, group => group.ToArray());
        using var scope = TorchSharp.torch.NewDisposeScope();
        var classes = Enumerable.Range(phase.KnownClassCount, phase.NewClassCount).Select(label => CandidatesOf(label, byLabel.GetValueOrDefault(label, []), network, extractor));
        store.CommitPhase(MemoryPlan.For(_experiment.Memory, phase, store.Snapshot, classes, _loading.WorkerCount, _loading.Cancellation), _loading.WorkerCount, _loading.Cancellation);
    }

    /// <summary>The images of a class with the features of the pixels that would be stored.</summary>
    private ClassCandidates CandidatesOf(int label, CompressedImage[] images, IncrementalNetwork network, FeatureExtractor extractor)
    {
        var name = _fingerprint.Classes[label];
        var (positions, features) = extractor.Extract(network, [.. images.Select(image => new Sample(image, label))]);
        if (features is null)
            throw new DataException($"No image of class {name} can be kept: a class needs one at least that can be decoded and that the mask policy gives a box. Mend its files (or the policy, where it is your own), or leave the class out.");
        return new ClassCandidates(label, name, [.. positions.Select(position => images[position])], FeatureRows.Of(features));
    }

    /// <summary>The sample as it would be stored; null when it could not be decoded.</summary>
    private CompressedImage? Candidate(Sample sample, FoundBoxes? boxes, int index)
    {
        var codecs = ExemplarCodecs.Of(_experiment.Memory);
        if (boxes is null || _policy.Form == StoredForm.Whole)
            return CompressedImage.Whole(sample.Image, codecs);
        return boxes.Boxes[index] is { } box ? new CompressedImage(sample.Image, box.Box, box.Height, box.Width, _policy.Ratios, codecs) : null;
    }

    /// <summary>How large the boxes are and, where the truth is known, what they cover, beside the plain class activation map's.</summary>
    private static BoxResult? Describe(FoundBoxes? boxes, BoxFinder finder, IncrementalNetwork network, IReadOnlyList<Sample> samples)
    {
        if (boxes is null)
            return null;
        var coverage = boxes.TrueBoxCoverage(samples);
        var plain = coverage is null ? null : finder.FindPlain(network, samples);
        return new BoxResult(boxes.MeanShare, coverage, boxes.FlatCount, plain?.TrueBoxCoverage(samples), plain?.MeanShare) { Threshold = boxes.Threshold };
    }
}
