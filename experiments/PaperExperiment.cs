using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>
/// What all experiments of the paper share: FOSTER on ResNet-18 at 224 x 224 pixels, 200 epochs in phase 0, then 170 of
/// boosting and 130 of compression (the defaults of the sections).
/// </summary>
public abstract record PaperExperiment : Experiment
{
    /// <inheritdoc/>
    public override NetworkConfig Network { get; init; } = NetworkConfig.ResNet18;

    /// <inheritdoc/>
    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper;
}
