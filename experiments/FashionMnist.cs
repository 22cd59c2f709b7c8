// Command:  dotnet run -c Release --project src/CimCil.Cli -- run fashion-mnist
// Time:     2 min 52 s on 2 CPU cores
// Result:   average 57.6 (boosted), 51.6 (compressed); last 38.7, 32.4; 15 exemplars per class instead of 10
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>
/// FOSTER + CIM on a real dataset that a laptop learns: five phases of two classes of Fashion-MNIST, a thousand training images of each,
/// a small residual network with a CIFAR stem. The images are those of Debian's package dataset-fashion-mnist; <c>--data</c> names others.
/// </summary>
[Experiment("fashion-mnist", Summary = "FOSTER + CIM on Fashion-MNIST in five phases; minutes on a CPU")]
public sealed partial record FashionMnist : Experiment
{
    /// <inheritdoc/>
    public override DatasetConfig Data { get; init; } = IdxDataset.FashionMnist with { TrainImagesPerClass = 1000, Augmentation = Augmentation.FlipAndShift };

    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: 10, phases: 5);

    /// <inheritdoc/>
    public override NetworkConfig Network { get; init; } = NetworkConfig.ResNet18 with { StageBlocks = [1, 1, 1], Width = 16, Stem = Stem.Cifar };

    /// <summary>86 to 16 exemplars stand against 1,000 new images of a class: at the paper's beta all of them would weigh the same.</summary>
    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with
    {
        Beta1 = 0.995,
        Beta2 = 0.97,
        Compression = new() { Epochs = 4, LearningRate = 0.03, WeightDecay = 0 },
    };

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { RefreshInterval = 2, BatchSize = 16 };

    /// <inheritdoc/>
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(100) };

    /// <inheritdoc/>
    public override TrainingConfig Training { get; init; } = new()
    {
        BatchSize = 64,
        FirstPhase = new() { Epochs = 6, LearningRate = 0.05 },
        LaterPhases = new() { Epochs = 4, LearningRate = 0.03 },
    };
}
