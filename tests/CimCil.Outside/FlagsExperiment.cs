using CimCil.Configuration;

namespace Flags;

/// <summary>Dataset, backbone, learner and mask policy are this project's own; the rest is the library's.</summary>
[Experiment("flags", Summary = "Six flags in three phases: an apprentice learns from an expert, and boxes keep a margin")]
public sealed partial record FlagsExperiment : Experiment
{
    /// <inheritdoc/>
    public override DatasetConfig Data { get; init; } = new FlagsDataset { Augmentation = Augmentation.FlipAndShift };

    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: 6, phases: 3);

    /// <inheritdoc/>
    public override NetworkConfig Network { get; init; } = new PlainNetwork();

    /// <inheritdoc/>
    public override LearnerConfig Learner { get; init; } = new ApprenticeConfig { HeldOutShare = 0.25 };

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = new MarginMask { Margin = 0.1, RefreshInterval = 2, BatchSize = 8 };

    /// <inheritdoc/>
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(24) };

    /// <inheritdoc/>
    public override TrainingConfig Training { get; init; } = new()
    {
        BatchSize = 16,
        FirstPhase = new StageConfig { Epochs = 8, LearningRate = 0.05 },
        LaterPhases = new StageConfig { Epochs = 6, LearningRate = 0.05 },
    };
}
