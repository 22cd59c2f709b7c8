// Command:  dotnet run -c Release --project src/CimCil.Cli -- run photographs --data FOLDER
// Time:     7 minutes for six classes of 16 images at 128 x 128 on 2 CPU cores beside much other work; see RESULTS.md
// Result:   not measured on photographs with published figures
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>
/// FOSTER + CIM on a folder of photographs, from weights that were really trained: the ResNet-18 of the NuGet package
/// Microsoft.ML.DnnImageFeaturizer.ResNet18, which <c>dotnet build src/CimCil.Cli -c Release -p:PretrainedResNet18=true</c> puts into the
/// folder <c>pretrained</c>. The folder has <c>train/CLASS</c> and <c>test/CLASS</c>; for another number of classes than ten set
/// <c>phases.classes</c>, <c>phases.firstPhase</c> and <c>phases.classesPerPhase</c>.
/// </summary>
[Experiment("photographs", Summary = "FOSTER + CIM on a folder of photographs, from ImageNet weights that -p:PretrainedResNet18=true brings")]
public sealed partial record Photographs : Experiment
{
    /// <inheritdoc/>
    public override DatasetConfig Data { get; init; } = new ImageFolderDataset { Augmentation = Augmentation.ImageNet };

    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: 10, phases: 5);

    /// <summary>The package's network has three blocks in its last stage.</summary>
    public override NetworkConfig Network { get; init; } = NetworkConfig.ResNet18 with { StageBlocks = [2, 2, 2, 3], Pretrained = Weights.Onnx("pretrained/ResNet18.onnx") };

    /// <inheritdoc/>
    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with { Compression = new() { Epochs = 10, LearningRate = 0.01, WeightDecay = 0 } };

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { RefreshInterval = 4 };

    /// <inheritdoc/>
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.ImagesPerClass(10) };

    /// <summary>A network that knows photographs already learns slowly, so that it does not forget them.</summary>
    public override TrainingConfig Training { get; init; } = new()
    {
        BatchSize = 32,
        FirstPhase = new() { Epochs = 10, LearningRate = 0.01 },
        LaterPhases = new() { Epochs = 10, LearningRate = 0.01 },
    };
}
