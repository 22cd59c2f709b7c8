using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Training;

/// <summary>Mistakes in parts that an experiment brings of its own: each is told with the part, the rule and the fix.</summary>
[TestClass]
public sealed class OwnPartsTests
{
    private static readonly ShapesDataset Data = new() { ImageSide = 16, TestResize = 16, Side = 16, ClassCount = 2, TrainImagesPerClass = 4, TestImagesPerClass = 1, Augmentation = Augmentation.None };
    private static readonly TrainingConfig Schedule = new() { BatchSize = 4, FirstPhase = new() { Epochs = 1, LearningRate = 0.01 } };
    private static readonly ResNetConfig Tiny = new() { StageBlocks = [1], Width = 4, Stem = Stem.Cifar };

    [TestMethod]
    public void APartThatIsNotRegisteredIsRefusedBeforeItLearns()
    {
        using var scope = NewDisposeScope();
        _ = new IncrementalNetwork(new OwnNetwork(), NetworkShape.OneBranch(2), CPU);
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => new IncrementalNetwork(new OwnNetwork { Registers = false }, NetworkShape.OneBranch(2), CPU));
        Assert.Contains("OwnBackbone uses a part of type Convolution that is not registered", failure.Message);
    }

    [TestMethod]
    [DataRow(true, false, "in the last stage")]
    [DataRow(false, true, "learns the coefficients of rational activations")]
    public void AMaskThatLearnsWantsActivationsThatTheBackboneApplies(bool applies, bool isWhole, string message)
    {
        using var scope = NewDisposeScope();
        using var network = new IncrementalNetwork(new OwnNetwork { Applies = applies }, NetworkShape.OneBranch(2), CPU);
        BilevelMaskConfig mask = isWhole ? CimMask.Paper : new CimLastStageMask();
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => new BilevelTrainer(mask, StageModel.Classification(network), new Phase(0, 0, 2)));
        Assert.Contains(message, failure.Message);
        Assert.Contains("mask.kind", failure.Message);
    }

    [TestMethod]
    [DataRow("loss", "Stage first of phase 0, its loss, failed: out of ideas (InvalidOperationException)")]
    [DataRow("cancel", "Stage first of phase 0, its loss, failed: nobody asked (OperationCanceledException)")]
    [DataRow("vector", "must be one number that depends on what learns")]
    [DataRow("constant", "must be one number that depends on what learns")]
    [DataRow("disposed", "is null or a tensor that is disposed")]
    [DataRow("logits", "gives logits of the shape [1, 2]: they must be [4, classes]")]
    [DataRow("begin", "The learner Mistaken, beginning stage first of phase 0, failed: no such stage")]
    [DataRow("prepare", "The learner Mistaken, preparing stage first of phase 0, failed: not prepared")]
    [DataRow("finish", "The learner Mistaken, finishing stage first of phase 0, failed: never")]
    [DataRow("stages", "The learner Mistaken has no stage in phase 0")]
    public void AMistakeOfALearnerNamesItAndItsStage(string mistake, string message)
    {
        using var scope = NewDisposeScope();
        using var learner = Learner(mistake);
        Assert.Contains(message, Assert.ThrowsExactly<CimCilException>(() => Train(learner)).Message);
    }

    [TestMethod]
    [DataRow("none", "scores no network")]
    [DataRow("twice", "scores two networks under the name model")]
    [DataRow("path", "under the name '../../x'")]
    [DataRow("foreign", "a network that it does not hold")]
    [DataRow("head", "by a head means that its network lacks")]
    public void WhatIsScoredIsLookedAt(string mistake, string message)
    {
        using var scope = NewDisposeScope();
        using var learner = Learner(mistake);
        Train(learner);
        Assert.Contains(message, Assert.ThrowsExactly<CimCilException>(learner.RequireScored).Message);
        using var right = Learner("");
        Train(right);
        right.RequireScored();
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(-1)]
    public void AClassThatTheDatasetLacksIsNamedWithItsImage(int image)
    {
        var failure = Assert.ThrowsExactly<DataException>(() => new OwnDataset { ImageClass = image }.Open());
        Assert.Contains($"Image only of own has class {image}: the dataset has classes 0 to 1.", failure.Message);
    }

    [TestMethod]
    public void AnImageThatDoesNotLoadIsNamed()
    {
        DatasetImage Image(OwnFailure failure) => new OwnDataset { Failure = failure }.Open().Train[0];
        Assert.Contains("only cannot be loaded: the archive is odd (InvalidDataException)", Assert.ThrowsExactly<DataException>(Image(OwnFailure.Data).Load).Message);
        Assert.Contains("only has 0 x 0 pixels once loaded", Assert.ThrowsExactly<DataException>(Image(OwnFailure.Empty).Load).Message);
        Assert.Contains("Loading only failed: not written yet (NotImplementedException). Mend the LoadInto of Only", Assert.ThrowsExactly<CimCilException>(Image(OwnFailure.Code).Load).Message);
    }

    private static Mistaken Learner(string mistake) => new(new LearnerSetup(Tiny, Schedule, CPU), mistake);

    private static void Train(Learner learner)
    {
        var classes = new ClassSequence(PhasePlan.FromScratch(2, 1), 2);
        var loading = new Loading(new RandomStreams(1), 1, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        var trainer = new Trainer(Schedule, new FullImages().CreatePolicy(), Data, loading, new Silence());
        trainer.Train(learner, new PhaseStart(classes.Phases[0], [4, 4], 0, Seed: 1), new TrainingInput(classes.NewIn(classes.Phases[0], Data.Open().Train), []), new TrainingCheckpoints(1, _ => { }));
    }

    private sealed class Silence : TrainingProgress;

    /// <summary>A learner with one network and one mistake.</summary>
    private sealed class Mistaken(LearnerSetup setup, string mistake) : Learner(setup)
    {
        private IncrementalNetwork? _foreign;

        public override IReadOnlyList<ScoredNetwork> Scored => mistake switch
        {
            "none" => [],
            "twice" => [new("model", Network("model")), new("model", Network("model"))],
            "path" => [new("../../x", Network("model"))],
            "foreign" => [new("model", _foreign ??= Create(NetworkShape.OneBranch(2)))],
            "head" => [new("model", Network("model"), "means")],
            _ => [new("model", Network("model"))],
        };

        public override IReadOnlyList<LearnerStage> BeginPhase(PhaseStart start) => mistake == "stages" ? [] :
        [
            new LearnerStage
            {
                Name = "first",
                Schedule = Setup.Training.FirstPhase,
                Prepare = () =>
                {
                    Fail("prepare", "not prepared");
                    Hold("model", Create(NetworkShape.OneBranch(start.Phase.SeenClassCount)));
                },
                Begin = () =>
                {
                    Fail("begin", "no such stage");
                    return Mistake(StageModel.Classification(Network("model")));
                },
                Finish = () => Fail("finish", "never"),
            },
        ];

        private void Fail(string when, string message)
        {
            if (mistake == when)
                throw new InvalidOperationException(message);
        }

        private StageModel Mistake(StageModel model) => new()
        {
            Network = model.Network,
            Parameters = model.Parameters,
            Loss = (images, labels, weights) =>
            {
                Fail("loss", "out of ideas");
                if (mistake == "cancel")
                    throw new OperationCanceledException("nobody asked");
                var loss = model.Loss(images, labels, weights);
                if (mistake == "disposed")
                    loss.Total.Dispose();
                return mistake switch
                {
                    "vector" => loss with { Total = loss.Logits.sum(1) },
                    "constant" => loss with { Total = loss.Total.detach() },
                    "logits" => loss with { Logits = loss.Logits.narrow(0, 0, 1) },
                    _ => loss,
                };
            },
        };
    }
}

/// <summary>A network as an experiment may bring it.</summary>
[ConfigSection("own-for-tests")]
public sealed partial record OwnNetwork : NetworkConfig
{
    /// <summary>Whether the backbone registers its parts.</summary>
    public bool Registers { get; init; } = true;

    /// <summary>Whether the backbone applies its activation.</summary>
    public bool Applies { get; init; } = true;

    /// <inheritdoc/>
    public override long Stride => 1;

    /// <inheritdoc/>
    public override int FeatureCount => 4;

    /// <inheritdoc/>
    public override Backbone CreateBackbone(Device device, ScalarType type) => new OwnBackbone(this, device, type);
}

/// <summary>One convolution; its activation is not in the last stage.</summary>
internal sealed class OwnBackbone : Backbone
{
    private readonly OwnNetwork _config;
    private readonly Convolution _convolution;
    private readonly Norm _norm;
    private readonly RationalActivation _activation;

    public OwnBackbone(OwnNetwork config, Device device, ScalarType type) : base(nameof(OwnBackbone), device, type)
    {
        _config = config;
        _convolution = new Convolution(3, 4, 3, 1, device, type);
        if (config.Registers)
            register_module("convolution", _convolution);
        register_module("norm", _norm = new Norm(4, device, type));
        register_module("activation", _activation = new RationalActivation(device, type));
    }

    public override T Apply<T>(ILayers<T> layers, T images)
    {
        var maps = layers.Convolve(images, _convolution, _norm);
        return _config.Applies ? layers.Activate(maps, _activation) : maps;
    }
}

/// <summary>A dataset of one image as an experiment may bring it.</summary>
[ConfigSection("own-dataset-for-tests")]
public sealed partial record OwnDataset : DatasetConfig
{
    /// <summary>The class of the image.</summary>
    public int ImageClass { get; init; }

    /// <summary>What its image does instead of loading.</summary>
    public OwnFailure Failure { get; init; }

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => new("own", ["a", "b"], [new Only(ImageClass, Failure)], []);

    private sealed class Only(int imageClass, OwnFailure failure) : DatasetImage
    {
        public override string Name => "only";

        public override int Class => imageClass;

        public override void LoadInto(RgbImage image)
        {
            if (failure != OwnFailure.Empty)
                throw failure == OwnFailure.Data ? new InvalidDataException("the archive is odd") : new NotImplementedException("not written yet");
        }
    }
}

/// <summary>What an image does instead of loading.</summary>
public enum OwnFailure
{
    /// <summary>It leaves what it is given as it is.</summary>
    Empty,

    /// <summary>It finds its data wrong.</summary>
    Data,

    /// <summary>Its code is wrong.</summary>
    Code,
}
