using CimCil.Learners;
using CimCil.Learners.Der;

namespace CimCil.Configuration;

/// <summary>
/// DER: a new branch in every phase beside the frozen old ones, helped by an auxiliary head that tells new classes from each other and
/// from all old ones (Yan et al., CVPR 2021).
/// </summary>
[ConfigSection("der")]
public sealed partial record DerConfig : LearnerConfig
{
    /// <summary>Weight of the auxiliary loss.</summary>
    [NotNegative]
    public double AuxiliaryWeight { get; init; } = 1;

    /// <summary>How the classifier is corrected for the imbalance of a phase's images after its training.</summary>
    public ClassifierCorrection Correction { get; init; } = ClassifierCorrection.WeightAlignment;

    /// <summary>The training of the classifier alone on balanced images.</summary>
    [ReadWhen(nameof(Correction), ClassifierCorrection.BalancedTraining)]
    public StageConfig Classifier { get; init; } = new() { Epochs = 30, LearningRate = 0.1, WeightDecay = 5e-4 };

    /// <summary>The settings of the reference.</summary>
    public static DerConfig Paper => new();

    /// <inheritdoc/>
    public override Learner CreateLearner(LearnerSetup setup) => new DerLearner(this, setup);
}

/// <summary>How a classifier is corrected after a phase in which new classes had many more images than old ones.</summary>
public enum ClassifierCorrection
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The rows of new classes are scaled to the norm of the old ones, as in the reference.</summary>
    WeightAlignment,

    /// <summary>The classifier starts anew and is trained on balanced images with the branches as they are, as DER's authors do.</summary>
    BalancedTraining,
}
