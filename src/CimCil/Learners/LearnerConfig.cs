using CimCil.Learners;

namespace CimCil.Configuration;

/// <summary>A class-incremental learner. Derive a section per learner.</summary>
[ConfigSection]
public abstract partial record LearnerConfig : ConfigSection
{
    /// <summary>Creates the learner before its first phase.</summary>
    /// <param name="setup">What it gets beside its own section.</param>
    public abstract Learner CreateLearner(LearnerSetup setup);
}
