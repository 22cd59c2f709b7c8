using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>
/// FOSTER on the procedural Shapes dataset, small enough for two CPU cores. The class of a picture is an outline and a fine
/// texture; the texture does not survive a downsampling by 3 per side (eta = 9), so it matters what lies inside the box.
/// </summary>
public abstract record ShapesExperiment : Experiment
{
    /// <inheritdoc/>
    public override DatasetConfig Data { get; init; } = new ShapesDataset
    {
        ImageSide = 64,
        TestResize = 64,
        Augmentation = Augmentation.FlipAndShift,
    };

    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = new() { Classes = 10, FirstPhase = 4, ClassesPerPhase = 2 };

    /// <inheritdoc/>
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small;

    /// <inheritdoc/>
    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with
    {
        Compression = new() { Epochs = 12, LearningRate = 0.03, WeightDecay = 0 },
    };

    /// <inheritdoc/>
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(60) };

    /// <inheritdoc/>
    public override TrainingConfig Training { get; init; } = new()
    {
        BatchSize = 32,
        FirstPhase = new() { Epochs = 45, LearningRate = 0.05 },
        LaterPhases = new() { Epochs = 12, LearningRate = 0.03 },
    };
}
