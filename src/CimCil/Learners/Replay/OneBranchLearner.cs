using CimCil.Configuration;
using CimCil.Networks;

namespace CimCil.Learners.Replay;

/// <summary>One branch whose classifier grows, trained by cross-entropy: what Finetune and Replay are, but for their images.</summary>
/// <param name="setup">Backbone, schedules and device.</param>
/// <param name="images">What later phases are trained on.</param>
/// <param name="prediction">What answers after a phase.</param>
internal sealed class OneBranchLearner(LearnerSetup setup, StageImages images, Prediction prediction) : Learner(setup)
{
    /// <summary>The role of the only network.</summary>
    private const string Model = "model";

    private const string ClassMeans = "classMeans";

    /// <inheritdoc/>
    public override IReadOnlyList<ScoredNetwork> Scored => prediction == Prediction.NearestClassMean
        ? [new(Model, Network(Model), ClassMeans)]
        : [new(Model, Network(Model))];

    /// <inheritdoc/>
    public override IReadOnlyList<LearnerStage> BeginPhase(PhaseStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var shape = ShapeOf(start.Phase.SeenClassCount);
        return
        [
            new LearnerStage
            {
                Name = start.Phase.IsFirst ? "first" : "later",
                Schedule = start.Phase.IsFirst ? Setup.Training.FirstPhase : Setup.Training.LaterPhases,
                Images = start.Phase.IsFirst ? StageImages.All : images,
                Prepare = () => Hold(Model, start.Phase.IsFirst ? Create(shape) : Network(Model).GrowTo(shape)),
                Begin = () => StageModel.Classification(Network(Model)),
            },
        ];
    }

    /// <inheritdoc/>
    public override void AfterMemory(MemoryFeatures memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (prediction != Prediction.NearestClassMean)
            return;
        using var scope = TorchSharp.torch.NewDisposeScope();
        var means = (NearestMeanHead)Network(Model).Head(ClassMeans);
        for (var label = 0; label < memory.Phase.SeenClassCount; label++)
        {
            if (memory.Of(Network(Model), label) is { } features)
                means.SetMean(label, features);
        }
    }

    private NetworkShape ShapeOf(int classCount)
    {
        var shape = NetworkShape.OneBranch(classCount);
        return prediction == Prediction.NearestClassMean
            ? shape with { Heads = [.. shape.Heads, new HeadShape(ClassMeans, classCount) { Kind = HeadKind.NearestMean, State = PartState.Frozen }] }
            : shape;
    }
}
