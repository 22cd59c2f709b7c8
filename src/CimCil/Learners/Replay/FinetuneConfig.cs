using CimCil.Learners;
using CimCil.Learners.Replay;

namespace CimCil.Configuration;

/// <summary>
/// Finetune: one branch, cross-entropy over all classes seen, and no replay: later phases see their new images alone. The lower bound
/// of every comparison. The memory is filled as for any learner and not used.
/// </summary>
[ConfigSection("finetune")]
public sealed partial record FinetuneConfig : LearnerConfig
{
    /// <inheritdoc/>
    public override Learner CreateLearner(LearnerSetup setup) => new OneBranchLearner(setup, StageImages.NewOnly, Prediction.Classifier);
}
