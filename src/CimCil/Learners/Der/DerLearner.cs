using CimCil.Configuration;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Learners.Der;

/// <summary>DER: branches that are added and frozen, one per phase, under one classifier (Yan et al., CVPR 2021).</summary>
internal sealed class DerLearner(DerConfig config, LearnerSetup setup) : Learner(setup)
{
    private const string Model = "model";

    /// <summary>The newest branch to all old classes together, in the first column, and to each new one (the reference's <c>aux_fc</c>).</summary>
    private const string Auxiliary = "auxiliary";

    /// <inheritdoc/>
    public override IReadOnlyList<ScoredNetwork> Scored => [new(Model, Network(Model))];

    /// <inheritdoc/>
    public override IReadOnlyList<LearnerStage> BeginPhase(PhaseStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (start.Phase.IsFirst)
            return [First(start)];
        return config.Correction == ClassifierCorrection.BalancedTraining ? [Expansion(start), BalancedClassifier()] : [Expansion(start)];
    }

    /// <summary>The labels of the auxiliary head: 0 for all old classes, then the new ones.</summary>
    /// <param name="labels">[N] int64.</param>
    /// <param name="knownClassCount">Old classes.</param>
    internal static Tensor AuxiliaryLabels(Tensor labels, int knownClassCount) => (labels - knownClassCount + 1).clamp_min(0);

    private LearnerStage First(PhaseStart start) => new()
    {
        Name = "first",
        Schedule = Setup.Training.FirstPhase,
        Prepare = () => Hold(Model, Create(NetworkShape.OneBranch(start.Phase.SeenClassCount))),
        Begin = () => StageModel.Classification(Network(Model)),
    };

    /// <summary>A new branch learns all classes seen, under the classifier and under its own auxiliary head.</summary>
    private LearnerStage Expansion(PhaseStart start) => new()
    {
        Name = "expansion",
        Schedule = Setup.Training.LaterPhases,
        Prepare = () => Hold(Model, Network(Model).GrowTo(ExpandedShape(start))),
        Begin = () => ExpansionModel(Network(Model), start.Phase.KnownClassCount),
        Finish = () =>
        {
            if (config.Correction == ClassifierCorrection.WeightAlignment)
                HeadAlignment.ScaleNewRows(Network(Model).Classifier.Weight, start.Phase.NewClassCount, 1);
        },
    };

    private static NetworkShape ExpandedShape(PhaseStart start) => new()
    {
        Branches = [.. Enumerable.Repeat(new BranchShape(PartState.Frozen), start.Phase.Index), new BranchShape()],
        Heads =
        [
            new HeadShape(HeadShape.Classifier, start.Phase.SeenClassCount),
            new HeadShape(Auxiliary, start.Phase.NewClassCount + 1) { Input = HeadInput.NewestBranch },
        ],
    };

    private StageModel ExpansionModel(IncrementalNetwork network, int knownClassCount) => new()
    {
        Network = network,
        Parameters = [.. network.NewestBranch.Theta, network.Classifier.Weight, ((LinearHead)network.Head(Auxiliary)).Weight],
        Loss = (images, labels, weights) =>
        {
            var output = network.Apply(images, new ForwardPass(ActivationPath.Relu, weights));
            var logits = output.Logits;
            var classification = Losses.CrossEntropy(logits, labels);
            var auxiliary = Losses.CrossEntropy(output.Of(Auxiliary), AuxiliaryLabels(labels, knownClassCount)) * config.AuxiliaryWeight;
            return new StageLoss(classification + auxiliary, logits, new("classification", classification), new("auxiliary", auxiliary));
        },
    };

    /// <summary>The classifier alone learns anew, on as many images of new classes as of old ones.</summary>
    private LearnerStage BalancedClassifier() => new()
    {
        Name = "classifier",
        Schedule = config.Classifier,
        Images = StageImages.Balanced,
        MaskLearning = MaskLearning.Paused,
        Prepare = () => Network(Model).Classifier.Reset(),
        Begin = () =>
        {
            var network = Network(Model);
            return new StageModel
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
        },
    };
}
