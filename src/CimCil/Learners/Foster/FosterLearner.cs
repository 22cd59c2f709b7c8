using CimCil.Configuration;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Learners.Foster;

/// <summary>
/// FOSTER (Wang et al., ECCV 2022): a phase boosts the frozen old branch with a new one, then compresses both into a network
/// of one branch, which the next phase grows from (algorithm, sections 3 to 7).
/// </summary>
internal sealed class FosterLearner(FosterConfig config, LearnerSetup setup) : Learner(setup)
{
    private const string Boosted = "boosted";
    private const string Compressed = "compressed";

    /// <summary>The newest branch alone to all classes (the reference's <c>fe_fc</c>).</summary>
    internal const string NewBranch = "newBranch";

    /// <summary>The old branch alone to the old classes (the reference's <c>oldfc</c>).</summary>
    internal const string Old = "old";

    /// <inheritdoc/>
    /// <remarks>After phase 0 there is one network, which is both the boosted and the compressed one.</remarks>
    public override IReadOnlyList<ScoredNetwork> Scored =>
        [new(Boosted, Network(Boosted)), new(Compressed, Networks.GetValueOrDefault(Compressed) ?? Network(Boosted))];

    /// <inheritdoc/>
    public override IReadOnlyList<LearnerStage> BeginPhase(PhaseStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return start.Phase.IsFirst ? [First(start)] : [Boosting(start), Compression(start)];
    }

    /// <summary>The shape while boosting: the frozen old branch and a new one.</summary>
    internal static NetworkShape BoostedShape(int classCount, int knownClassCount) => new()
    {
        Branches = [new BranchShape(PartState.Frozen), new BranchShape()],
        Heads =
        [
            new HeadShape(HeadShape.Classifier, classCount),
            new HeadShape(NewBranch, classCount) { Input = HeadInput.NewestBranch },
            new HeadShape(Old, knownClassCount) { Input = HeadInput.OlderBranches, State = PartState.Frozen },
        ],
    };

    /// <summary>The network of a later phase: a second branch beside the old one, whose head stays for the old classes to be distilled from (algorithm, section 3).</summary>
    internal static IncrementalNetwork Grow(IncrementalNetwork old, int classCount)
    {
        var grown = old.GrowTo(BoostedShape(classCount, old.Classifier.ClassCount));
        ((LinearHead)grown.Head(Old)).CopyBlock(old.Classifier);
        return grown;
    }

    /// <summary>The network that learns from the boosted one: the old branch's weights, the old head's rows, random rows for the new classes.</summary>
    internal static IncrementalNetwork Compress(IncrementalNetwork boosted, PhiCarryOver carryOver)
    {
        var compressed = new IncrementalNetwork(boosted.Config, NetworkShape.OneBranch(boosted.Classifier.ClassCount), boosted.Device, boosted.Type);
        compressed.NewestBranch.CopyStateFrom(boosted.Branches[0]);
        compressed.Classifier.CopyBlock((LinearHead)boosted.Head(Old));
        if (carryOver == PhiCarryOver.Newest)
            compressed.NewestBranch.CopyPhiFrom(boosted.NewestBranch);
        return compressed;
    }

    /// <summary>Boosting: three losses on the new branch (algorithm, section 6).</summary>
    /// <param name="config">Temperature and weight of distillation.</param>
    /// <param name="network">The boosted network.</param>
    /// <param name="classWeights">One weight per class, [C]; the model's to dispose.</param>
    internal static StageModel BoostingModel(FosterConfig config, IncrementalNetwork network, Tensor classWeights) => new()
    {
        Network = network,
        Parameters = [.. network.NewestBranch.Theta, network.Classifier.Weight, ((LinearHead)network.Head(NewBranch)).Weight],
        Constants = [classWeights],
        Loss = (images, labels, weights) =>
        {
            var output = network.Apply(images, new ForwardPass(ActivationPath.Relu, weights));
            var (logits, old) = (output.Logits, output.Of(Old));
            var classification = Losses.CrossEntropy(logits / classWeights, labels);
            var newBranch = Losses.CrossEntropy(output.Of(NewBranch), labels);
            var distillation = Losses.Distillation(logits.narrow(1, 0, old.shape[1]), old, config.Temperature) * config.DistillationWeight;
            return new StageLoss(
                classification + newBranch + distillation,
                logits,
                new("classification", classification),
                new("newBranch", newBranch),
                new("distillation", distillation));
        },
    };

    /// <summary>Phase 0: plain cross-entropy (algorithm, section 4).</summary>
    private LearnerStage First(PhaseStart start) => new()
    {
        Name = "first",
        Schedule = Setup.Training.FirstPhase,
        Prepare = () => Hold(Boosted, Create(NetworkShape.OneBranch(start.Phase.SeenClassCount))),
        Begin = () => StageModel.Classification(Network(Boosted)),
    };

    private LearnerStage Boosting(PhaseStart start) => new()
    {
        Name = "boosting",
        Schedule = Setup.Training.LaterPhases,
        Prepare = () =>
        {
            Hold(Boosted, Grow(Networks.GetValueOrDefault(Compressed) ?? Network(Boosted), start.Phase.SeenClassCount));
            Drop(Compressed);
        },
        Begin = () => BoostingModel(config, Network(Boosted), Weights(config.Beta1, start)),
        Finish = () =>
        {
            if (config.WeightAlignment == WeightAlignment.AfterBoosting)
                HeadAlignment.ScaleNewRows(Network(Boosted).Classifier.Weight, start.Phase.NewClassCount, config.AlignmentValue);
        },
    };

    /// <summary>Compression: a network of one branch imitates the boosted one (algorithm, section 7).</summary>
    private LearnerStage Compression(PhaseStart start) => new()
    {
        Name = "compression",
        Schedule = config.Compression,
        MaskLearning = MaskLearning.Paused,
        Prepare = () => Hold(Compressed, Compress(Network(Boosted), config.PhiCarryOver)),
        Begin = () => CompressionModel(Network(Boosted), Network(Compressed), Weights(config.Beta2, start)),
    };

    private StageModel CompressionModel(IncrementalNetwork boosted, IncrementalNetwork compressed, Tensor classWeights) => new()
    {
        Network = compressed,
        Parameters = [.. compressed.NewestBranch.Theta, compressed.Classifier.Weight],
        Constants = [classWeights],
        Loss = (images, _, weights) =>
        {
            Tensor target;
            using (no_grad())
                target = boosted.Apply(images, ForwardPass.Relu).Logits;
            var logits = compressed.Apply(images, new ForwardPass(ActivationPath.Relu, weights)).Logits;
            return new StageLoss(FosterLosses.BalancedDistillation(logits, target, classWeights, config.Temperature), logits);
        },
    };

    /// <summary>The class weights of a stage, [C].</summary>
    private Tensor Weights(double beta, PhaseStart start)
    {
        double Count(int label) => config.OldClassCount == OldClassCount.Nominal && !start.Phase.IsNew(label)
            ? start.NominalOldCount
            : start.ImageCounts[label];

        // A class can lose its last exemplar to a tight budget; it then counts as seen once.
        double[] counts = [.. Enumerable.Range(0, start.Phase.SeenClassCount).Select(label => Math.Max(1, Count(label)))];
        using var scope = NewDisposeScope();
        var network = Network(Boosted);
        return tensor(ClassWeights.EffectiveNumber(beta, counts)).to(network.Type).to(network.Device).DetachFromDisposeScope();
    }
}
