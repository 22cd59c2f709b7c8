using CimCil.Configuration;
using CimCil.Learners;

namespace Flags;

/// <summary>
/// Apprentice: an expert learns the new classes alone; then the apprentice learns all classes, the new ones from the expert too; at last
/// its classifier is tuned on images that were held out. In the manner of Hou et al., ECCV 2018.
/// </summary>
[ConfigSection("apprentice")]
public sealed partial record ApprenticeConfig : LearnerConfig
{
    /// <summary>Weight of what the expert says beside the labels.</summary>
    [NotNegative]
    public double DistillationWeight { get; init; } = 1;

    /// <summary>Temperature of the distillation.</summary>
    [Positive]
    public double Temperature { get; init; } = 2;

    /// <summary>The share of every class that the apprentice does not see before its classifier is tuned on it.</summary>
    [Between(0.05, 0.5)]
    public double HeldOutShare { get; init; } = 0.2;

    /// <summary>The training of the expert.</summary>
    public StageConfig Expert { get; init; } = new() { Epochs = 5, LearningRate = 0.05 };

    /// <summary>The tuning of the classifier.</summary>
    public StageConfig Tuning { get; init; } = new() { Epochs = 3, Optimizer = StageOptimizer.Adam, LearningRate = 0.01, WeightDecay = 0 };

    /// <inheritdoc/>
    public override Learner CreateLearner(LearnerSetup setup) => new ApprenticeLearner(this, setup);
}
