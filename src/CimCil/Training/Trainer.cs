using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>
/// The one training loop, for every learner and mask policy. An epoch is a pass of the task level over the images, followed
/// by the steps of the mask level where masks are learnt (paper, section "Optimisation").
/// </summary>
/// <param name="config">The task level.</param>
/// <param name="policy">The mask policy.</param>
/// <param name="data">How images are augmented.</param>
/// <param name="loading">How images are loaded.</param>
/// <param name="progress">Is told what happens.</param>
internal sealed class Trainer(TrainingConfig config, MaskPolicy policy, DatasetConfig data, Loading loading, TrainingProgress progress)
{
    /// <summary>Steps between two readings of <see cref="FiniteCheck"/>; null for what suits the device.</summary>
    internal int? StepsBetweenReadings { get; init; }

    /// <summary>Trains all stages of a phase, or those that are left of it. On the CPU a step that is not finite ends it at once.</summary>
    /// <param name="learner">The learner; restored to <paramref name="from"/> where that is given.</param>
    /// <param name="start">The phase.</param>
    /// <param name="input">Its images.</param>
    /// <param name="checkpoints">Takes the state between steps.</param>
    /// <param name="from">Where training goes on; null from the start of the phase.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; the state was handed over first.</exception>
    /// <exception cref="NonFiniteException">A loss or gradient is not finite.</exception>
    public void Train(Learner learner, PhaseStart start, TrainingInput input, TrainingCheckpoints checkpoints, TrainingState? from = null)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(checkpoints);
        var images = new PhaseImages(policy, data, loading, config.BatchSize, input, start.Phase, progress);
        if (from is null)
            manual_seed(start.Seed);
        else
            images.Restore(from);
        var name = learner.GetType().Name;
        var stages = PartCode.Run($"The learner {name}, in BeginPhase of phase {start.Phase.Index},", () => learner.BeginPhase(start), loading.Cancellation);
        if (stages is null or { Count: 0 })
            throw new CimCilException($"The learner {name} has no stage in phase {start.Phase.Index}: a phase trains in one at least. Return it from BeginPhase.");
        foreach (var (index, stage) in stages.Index().Skip(from?.Position.Stage ?? 0))
        {
            // What a checkpoint within the stage holds is prepared already.
            if (from is null)
            {
                using var scope = NewDisposeScope();
                PartCode.Run($"The learner {name}, preparing stage {stage.Name} of phase {start.Phase.Index},", () => stage.Prepare(), loading.Cancellation);
            }
            // A network that a stage only asks, such as a teacher, answers alike whether it was just trained or is made again.
            learner.Eval();
            using (var model = PartCode.Run($"The learner {name}, beginning stage {stage.Name} of phase {start.Phase.Index},", () => stage.Begin(), loading.Cancellation))
            using (var training = new StageTraining(config, policy, loading, progress, checkpoints, stage, model, index, start.Phase, images, StepsBetweenReadings))
                training.Run(from);
            PartCode.Run($"The learner {name}, finishing stage {stage.Name} of phase {start.Phase.Index},", () => stage.Finish(), loading.Cancellation);
            from = null;
        }
    }
}
