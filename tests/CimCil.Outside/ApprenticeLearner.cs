using CimCil.Learners;
using CimCil.Networks;
using static TorchSharp.torch;

namespace Flags;

/// <summary>What <see cref="ApprenticeConfig"/> describes: three stages per phase and two networks, of which one is kept.</summary>
internal sealed class ApprenticeLearner(ApprenticeConfig config, LearnerSetup setup) : Learner(setup)
{
    private const string Apprentice = "apprentice";
    private const string Expert = "expert";
    private const string ClassMeans = "classMeans";

    /// <summary>The apprentice answers twice: by its classifier, and by the nearest mean of the exemplars of each class.</summary>
    public override IReadOnlyList<ScoredNetwork> Scored =>
        [new(Apprentice, Network(Apprentice)), new("nearestMean", Network(Apprentice), ClassMeans)];

    public override IReadOnlyList<LearnerStage> BeginPhase(PhaseStart start)
    {
        var (known, seen) = (start.Phase.KnownClassCount, start.Phase.SeenClassCount);
        return start.Phase.IsFirst ? [First(seen)] : [TrainExpert(seen), TrainApprentice(known, seen), TuneClassifier()];
    }

    public override void AfterMemory(MemoryFeatures memory)
    {
        using var scope = NewDisposeScope();
        var means = (NearestMeanHead)Network(Apprentice).Head(ClassMeans);
        for (var label = 0; label < memory.Phase.SeenClassCount; label++)
        {
            if (memory.Of(Network(Apprentice), label) is { } features)
                means.SetMean(label, features);
        }
    }

    private LearnerStage First(int classCount) => new()
    {
        Name = "first",
        Schedule = Setup.Training.FirstPhase,
        Prepare = () => Hold(Apprentice, Create(ShapeOf(classCount))),
        Begin = () => StageModel.Classification(Network(Apprentice)),
    };

    private LearnerStage TrainExpert(int classCount) => new()
    {
        Name = "expert",
        Schedule = config.Expert,
        Images = StageImages.NewOnly,
        Prepare = () => Hold(Expert, Network(Apprentice).GrowTo(NetworkShape.OneBranch(classCount))),
        Begin = () => StageModel.Classification(Network(Expert)),
    };

    private LearnerStage TrainApprentice(int knownClassCount, int classCount) => new()
    {
        Name = "apprentice",
        Schedule = Setup.Training.LaterPhases,
        Images = StageImages.WithoutHeldOut(config.HeldOutShare),
        Prepare = () => Hold(Apprentice, Network(Apprentice).GrowTo(ShapeOf(classCount))),
        Begin = () => LearningFromTheExpert(Network(Apprentice), Network(Expert), knownClassCount, classCount - knownClassCount),
        Finish = () => Drop(Expert),
    };

    private LearnerStage TuneClassifier() => new()
    {
        Name = "tuning",
        Schedule = config.Tuning,
        Images = StageImages.HeldOut(config.HeldOutShare),
        MaskLearning = MaskLearning.Paused,
        Begin = () => ClassifierAlone(Network(Apprentice)),
    };

    private StageModel LearningFromTheExpert(IncrementalNetwork apprentice, IncrementalNetwork expert, int knownClassCount, int newClassCount) => new()
    {
        Network = apprentice,
        Parameters = [.. apprentice.NewestBranch.Theta, apprentice.Classifier.Weight],
        Loss = (images, labels, weights) =>
        {
            Tensor NewClasses(Tensor all) => all.narrow(1, knownClassCount, newClassCount);
            Tensor advice;
            using (no_grad())
                advice = expert.Apply(images, ForwardPass.Relu).Logits;
            var logits = apprentice.Apply(images, new ForwardPass(ActivationPath.Relu, weights)).Logits;
            var classification = Losses.CrossEntropy(logits, labels);
            var distillation = Losses.Distillation(NewClasses(logits), NewClasses(advice), config.Temperature) * config.DistillationWeight;
            return new StageLoss(classification + distillation, logits, new("classification", classification), new("distillation", distillation));
        },
    };

    private static StageModel ClassifierAlone(IncrementalNetwork network) => new()
    {
        Network = network,
        Norms = NormStatistics.Kept,
        Parameters = [network.Classifier.Weight],
        Loss = (images, labels, _) =>
        {
            Tensor features;
            using (no_grad())
                features = network.Apply(images, ForwardPass.Relu).Features;
            var logits = network.Classifier.Apply(features);
            return new StageLoss(Losses.CrossEntropy(logits, labels), logits);
        },
    };

    private static NetworkShape ShapeOf(int classCount) => new()
    {
        Branches = [new BranchShape()],
        Heads =
        [
            new HeadShape(HeadShape.Classifier, classCount),
            new HeadShape(ClassMeans, classCount) { Kind = HeadKind.NearestMean, State = PartState.Frozen },
        ],
    };
}
