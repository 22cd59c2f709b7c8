using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>
/// FOSTER on the procedural Shapes dataset, small enough for two CPU cores. The class of an image is an outline and a fine
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

    /// <summary>
    /// 6 exemplars stand against 100 new images of a class: at beta = 0.9 the class weights are as far apart (2.1 to 1) as the
    /// paper's 0.97 puts 20 exemplars and 1,300 images (2.2 to 1).
    /// </summary>
    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with
    {
        Beta1 = 0.9,
        Beta2 = 0.9,
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
