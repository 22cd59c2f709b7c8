using CimCil.Configuration;

/// <summary>FOSTER + CIM on images of one's own, at 64 x 64 pixels and with a small network, so that a CPU suffices.</summary>
[Experiment("first", Summary = "My images in 1002 phases")]
public sealed partial record FirstExperiment : Experiment
{
    public override DatasetConfig Data { get; init; } = new ImageFolderDataset
    {
        Root = """IMAGE_FOLDER""",
        ImageSide = 64,
        TestResize = 64,
        Augmentation = Augmentation.FlipAndShift,
    };

    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: 1001, phases: 1002);

    public override NetworkConfig Network { get; init; } = NetworkConfig.Small;

    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with
    {
        Compression = new() { Epochs = 12, LearningRate = 0.03, WeightDecay = 0 },
    };

    public override MaskConfig Mask { get; init; } = CimMask.Paper with { RefreshInterval = 5 };

    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.ImagesPerClass(10) };

    public override TrainingConfig Training { get; init; } = new()
    {
        BatchSize = 32,
        FirstPhase = new() { Epochs = 30, LearningRate = 0.05 },
        LaterPhases = new() { Epochs = 12, LearningRate = 0.03 },
    };
}
