using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;
using CimCil.PyBridge;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>
/// FOSTER (Wang et al., ECCV 2022): a phase boosts the frozen old branch with a new one, then compresses both into a student
/// of one branch, which the next phase grows from (algorithm, sections 3 to 7).
/// </summary>
public sealed class FosterLearner : Learner
{
    private readonly FosterConfig _config;
    private readonly TrainingConfig _training;
    private readonly PhiCarryOver _carryOver;
    private readonly Func<int, FosterNetwork> _createFirst;
    private readonly Func<int, FosterNetwork> _createEmpty;
    private FosterNetwork? _network;
    private FosterNetwork? _student;

    /// <summary>A learner before its first phase.</summary>
    public FosterLearner(FosterConfig config, NetworkConfig network, TrainingConfig training, PhiCarryOver carryOver, Device device)
        : this(config, training, carryOver)
    {
        _createFirst = classCount => CreateFirst(network, classCount, device);
        _createEmpty = classCount => new FosterNetwork(network, classCount, device);
    }

    /// <summary>A learner in the middle of a phase, around a network that exists.</summary>
    internal FosterLearner(FosterConfig config, TrainingConfig training, FosterNetwork network) : this(config, training, PhiCarryOver.Newest)
    {
        _network = network;
    }

    private FosterLearner(FosterConfig config, TrainingConfig training, PhiCarryOver carryOver)
    {
        _config = config;
        _training = training;
        _carryOver = carryOver;
        _createFirst = _createEmpty = _ => throw new InvalidOperationException("This learner was made around a network that exists.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ResNet> Branches => Network.Branches;

    /// <inheritdoc/>
    public override Parameter HeadWeight => Network.Head.Weight;

    /// <inheritdoc/>
    /// <remarks>After phase 0 there is one network, which is both the boosted and the compressed one.</remarks>
    public override IReadOnlyList<ScoredNetwork> Networks => [Scored("boosted", Network), Scored("compressed", _student ?? Network)];

    private FosterNetwork Network => _network ?? throw new InvalidOperationException("No phase has begun.");

    /// <inheritdoc/>
    public override IEnumerable<LearnerStage> BeginPhase(PhaseStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        random.manual_seed(start.Seed);
        using (NewDisposeScope())
            Advance(start.Phase.SeenClassCount);
        return ContinuePhase(start, 0);
    }

    /// <inheritdoc/>
    public override IEnumerable<LearnerStage> ContinuePhase(PhaseStart start, int stage)
    {
        ArgumentNullException.ThrowIfNull(start);
        return !start.Phase.IsFirst ? LaterStages(start, stage) : stage == 0 ? [FirstStage()] : [];
    }

    /// <inheritdoc/>
    public override void Restore(Phase phase, int stage)
    {
        ArgumentNullException.ThrowIfNull(phase);
        using var scope = NewDisposeScope();
        Dispose();
        if (phase.IsFirst)
        {
            (_network, _student) = (_createEmpty(phase.SeenClassCount), null);
            return;
        }
        using var before = _createEmpty(phase.KnownClassCount);
        _network = before.Grow(phase.SeenClassCount);
        _student = stage > 0 ? _network.CreateStudent(_carryOver) : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, nn.Module> StateModules => _student is null
        ? new Dictionary<string, nn.Module> { ["network"] = Network }
        : new Dictionary<string, nn.Module> { ["network"] = Network, ["student"] = _student };

    /// <inheritdoc/>
    public override Activation Activate(Tensor images, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var output = Network.Apply(images, pass);
        return new Activation(output.Maps.MoveToOuterDisposeScope(), output.Logits.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public override Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Network.Apply(images, ForwardPass.Relu).Features.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Eval()
    {
        Network.eval();
        _student?.eval();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _network?.Dispose();
        _student?.Dispose();
    }

    private static FosterNetwork CreateFirst(NetworkConfig config, int classCount, Device device)
    {
        var network = new FosterNetwork(config, classCount, device);
        PretrainedBackbone.Load(network.NewestBranch, config.Pretrained);
        return network;
    }

    /// <summary>Phase 0: plain cross-entropy (algorithm, section 4). The branch head gets no gradient, so it does not take part.</summary>
    internal LearnerStage FirstStage() => new()
    {
        Name = "first",
        Schedule = _training.FirstPhase,
        Network = Network,
        Device = Network.NewestBranch.Device,
        ChannelDivisor = Network.NewestBranch.Width,
        Parameters = [.. Network.NewestBranch.Theta, Network.Head.Weight],
        Loss = (images, labels, weights) =>
        {
            var logits = Network.Apply(images, new ForwardPass(ActivationPath.Relu, weights)).Logits;
            return new StageLoss(FosterLosses.CrossEntropy(logits, labels), logits);
        },
    };

    /// <summary>Boosting: three losses on the new branch (algorithm, section 6).</summary>
    /// <param name="classWeights">One weight per class, [C].</param>
    /// <param name="finish">What follows the last epoch.</param>
    internal LearnerStage BoostingStage(Tensor classWeights, Action finish) => new()
    {
        Name = "boosting",
        Schedule = _training.LaterPhases,
        Network = Network,
        Device = Network.NewestBranch.Device,
        ChannelDivisor = Network.NewestBranch.Width,
        Parameters = [.. Network.NewestBranch.Theta, Network.Head.Weight, Network.NewBranchHead.Weight],
        Finish = finish,
        Loss = (images, labels, weights) =>
        {
            var output = Network.Apply(images, new ForwardPass(ActivationPath.Relu, weights));
            var old = output.OldLogits!;
            var classification = FosterLosses.CrossEntropy(output.Logits / classWeights, labels);
            var newBranch = FosterLosses.CrossEntropy(output.NewBranchLogits, labels);
            var distillation = FosterLosses.Distillation(output.Logits.narrow(1, 0, old.shape[1]), old, _config.Temperature) * _config.DistillationWeight;
            return new StageLoss(
                classification + newBranch + distillation,
                output.Logits,
                new("classification", classification),
                new("newBranch", newBranch),
                new("distillation", distillation));
        },
    };

    /// <summary>Compression: the student imitates the boosted network (algorithm, section 7).</summary>
    private LearnerStage CompressionStage(FosterNetwork student, Tensor classWeights) => new()
    {
        Name = "compression",
        Schedule = _config.Compression,
        Network = student,
        Device = student.NewestBranch.Device,
        ChannelDivisor = student.NewestBranch.Width,
        Parameters = [.. student.NewestBranch.Theta, student.Head.Weight],
        MaskLearning = MaskLearning.Paused,
        Finish = classWeights.Dispose,
        Loss = (images, _, weights) =>
        {
            Tensor target;
            using (no_grad())
                target = Network.Apply(images, ForwardPass.Relu).Logits;
            var logits = student.Apply(images, new ForwardPass(ActivationPath.Relu, weights)).Logits;
            return new StageLoss(FosterLosses.BalancedDistillation(logits, target, classWeights, _config.Temperature), logits);
        },
    };

    private IEnumerable<LearnerStage> LaterStages(PhaseStart start, int from)
    {
        if (from == 0)
        {
            var boostingWeights = Weights(_config.Beta1, start);
            yield return BoostingStage(boostingWeights, () =>
            {
                boostingWeights.Dispose();
                if (_config.WeightAlignment == WeightAlignment.AfterBoosting)
                    HeadAlignment.ScaleNewRows(Network.Head.Weight, start.Phase.NewClassCount, _config.AlignmentValue);
            });
            using (NewDisposeScope())
                _student = Network.CreateStudent(_carryOver);
        }
        if (from > 1)
            yield break;
        Network.eval();
        yield return CompressionStage(_student!, Weights(_config.Beta2, start));
    }

    /// <summary>The network of the new phase: created in phase 0, grown from the only network in phase 1 and from the student later.</summary>
    private void Advance(int classCount)
    {
        var previous = _student ?? _network;
        var next = previous?.Grow(classCount) ?? _createFirst(classCount);
        Dispose();
        (_network, _student) = (next, null);
    }

    private Tensor Weights(double beta, PhaseStart start)
    {
        double Count(int label) => _config.OldClassCount == OldClassCount.Nominal && !start.Phase.IsNew(label)
            ? start.NominalOldCount
            : start.ImageCounts[label];

        // A class can lose its last exemplar to a tight budget; it then counts as seen once.
        double[] counts = [.. Enumerable.Range(0, start.Phase.SeenClassCount).Select(label => Math.Max(1, Count(label)))];
        using var scope = NewDisposeScope();
        var branch = Network.NewestBranch;
        return tensor(ClassWeights.EffectiveNumber(beta, counts)).to(branch.Type).to(branch.Device).DetachFromDisposeScope();
    }

    private static ScoredNetwork Scored(string name, FosterNetwork network) => new(name, network, images =>
    {
        using var scope = NewDisposeScope();
        return network.Apply(images, ForwardPass.Relu).Logits.MoveToOuterDisposeScope();
    });
}
