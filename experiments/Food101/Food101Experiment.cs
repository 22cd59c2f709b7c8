using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>Food-101 in the paper: 2020 image equivalents (20 per class at the end) and beta1 = 0.95.</summary>
public abstract record Food101Experiment : PaperExperiment
{
    /// <summary>All of Food-101.</summary>
    protected const int ClassCount = 101;

    /// <inheritdoc/>
    public override DatasetConfig Data { get; init; } = new Food101Dataset();

    /// <inheritdoc/>
    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with { Beta1 = 0.95 };

    /// <inheritdoc/>
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(2020) };
}
