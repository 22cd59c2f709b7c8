using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;

namespace CimCil.Masking;

/// <summary>How phi learns along a stage: steps over pairs of batches that follow the training steps of every epoch.</summary>
public abstract class PhiLearning
{
    /// <summary>How it learns, by the settings that every way has.</summary>
    private protected PhiLearning(LearnedMaskConfig config) => Config = config;

    /// <summary>Images per step, at each level.</summary>
    public int BatchSize => Config.BatchSize;

    /// <summary>The settings.</summary>
    internal LearnedMaskConfig Config { get; }

    /// <summary>Steps that follow each epoch of a phase.</summary>
    public int StepCount(Phase phase)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return (int)(phase.NewClassCount * Config.IterationsPerNewClass);
    }

    /// <summary>The rate of Adam in an epoch: half a cosine (algorithm, section 4).</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="epochCount">Epochs of the stage.</param>
    public double RateOf(int epoch, int epochCount) => new StageConfig { Epochs = epochCount, LearningRate = Config.LearningRate }.RateOf(epoch);

    /// <summary>Finds the input scales of the activations that have learnt nothing yet, where the settings ask for it.</summary>
    internal PhiCalibration Calibration => new(Config);

    /// <summary>Starts to learn on a stage's network.</summary>
    internal abstract PhiTrainer Start(StageModel model, Phase phase);
}

/// <summary>By the bilevel optimisation of the paper.</summary>
internal sealed class BilevelLearning(BilevelMaskConfig config) : PhiLearning(config)
{
    internal override PhiTrainer Start(StageModel model, Phase phase) => new BilevelTrainer(config, model, phase);
}

/// <summary>With the loss of the learner itself, on images that phi compresses.</summary>
internal sealed class JointLearning(LearnedMaskConfig config) : PhiLearning(config)
{
    internal override PhiTrainer Start(StageModel model, Phase phase) => new JointTrainer(Config, model, phase);
}
