using CimCil.Learners;
using CimCil.Learners.Replay;

namespace CimCil.Configuration;

/// <summary>Replay: one branch, and cross-entropy over new images and exemplars alike.</summary>
[ConfigSection("replay")]
public sealed partial record ReplayConfig : LearnerConfig
{
    /// <summary>What answers after a phase.</summary>
    public Prediction Prediction { get; init; } = Prediction.Classifier;

    /// <inheritdoc/>
    public override Learner CreateLearner(LearnerSetup setup) => new OneBranchLearner(setup, StageImages.All, Prediction);
}

/// <summary>What answers after a phase.</summary>
public enum Prediction
{
    /// <summary>The classifier that was trained.</summary>
    Classifier,

    /// <summary>The class whose exemplars have the nearest mean of features (iCaRL).</summary>
    NearestClassMean,
}
