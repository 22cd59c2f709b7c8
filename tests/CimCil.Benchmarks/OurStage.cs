using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Learners.Foster;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.Onnx;
using CimCil.Training;
using static TorchSharp.torch;

namespace CimCil.Benchmarks;

/// <summary>A stage as CimCil runs it: the library's own parts in the order in which a run calls them.</summary>
internal sealed class OurStage : IDisposable
{
    private const int ClassCount = 100;
    private const int OldClassCount = 50;

    private readonly List<IDisposable> _owned = [];
    private readonly Device _device;
    private readonly Precision _precision;

    public OurStage(Stage stage, Device device, Precision precision, int threads, string folder)
    {
        (_device, _precision) = (device, precision);
        set_num_threads(threads);
        random.manual_seed(1);
        var data = new ShapesDataset { ImageSide = stage.Side, TestResize = stage.Side * 8 / 7, Augmentation = Augmentation.ImageNet };
        var loading = new Loading(new RandomStreams(1), threads, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        Sample[] samples = stage.FileCount == 0
            ? []
            : [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select((file, i) => new Sample(new ImageFile(folder, Path.GetFileName(file)), i % ClassCount))];
        Run = stage.Kind switch
        {
            "train" => Train(StageModel.Classification(Network(NetworkShape.OneBranch(ClassCount))), stage),
            "boost" => Train(FosterLearner.BoostingModel(FosterConfig.Paper, Network(FosterLearner.BoostedShape(ClassCount, OldClassCount)), Own(ones(ClassCount, device: device))), stage),
            "mask" => Mask(stage, InnerGradient.Exact),
            "mask-difference" => Mask(stage, InnerGradient.FiniteDifference),
            "load" => Load(new BatchLoader(samples, ImagePipeline.ForTraining(data), stage.Batch, threads, loading.CorruptImages), loading),
            "boxes" => Boxes(samples, data, loading, stage),
            "features" => Features(samples, data, loading, stage),
            "herd" => Herd(stage),
            _ => throw new ArgumentException($"There is no stage {stage.Kind}.", nameof(stage)),
        };
    }

    /// <summary>Runs it once.</summary>
    public Action Run { get; }

    public void Dispose()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            owned.Dispose();
    }

    /// <summary>A step as <c>StageTraining</c> takes it, looking and counting included.</summary>
    private Action Train(StageModel model, Stage stage)
    {
        var optimizer = Own(new FlatSgd(model.Parameters, 0.9, 5e-4) { LearningRate = 0.1 });
        var check = Own(new FiniteCheck("benchmark", model, 0, FiniteCheck.StepsBetweenReadings(_device)));
        var totals = Own(new EpochTotals());
        var half = _precision == Precision.BFloat16 ? Own(new HalfWeights(optimizer.Parameters)) : null;
        var (images, labels) = Noise(stage);
        model.Network.train();
        return () =>
        {
            using var scope = NewDisposeScope();
            using var fast = model.Network.AllowFastConvolutions();
            using var precision = MixedPrecision.Use(_precision, _device);
            half?.Refresh();
            var loss = model.Loss(images, labels, half?.Weights ?? FastWeights.None);
            optimizer.ZeroGradients();
            using var passes = BackwardCall.ReleaseAtEnd();
            loss.Total.backward();
            half?.AddGradients();
            check.Look(new FiniteCheck.Step(0, 0, images, labels, loss), optimizer.Gradients);
            optimizer.Step();
            totals.Add("loss", loss.Total, stage.Batch);
            totals.Add("accuracy", loss.Logits.argmax(1).eq(labels).to(ScalarType.Float32).mean() * 100, stage.Batch);
        };
    }

    private Action Mask(Stage stage, InnerGradient innerGradient)
    {
        var network = Network(NetworkShape.OneBranch(ClassCount));
        network.eval();
        var masks = Own(new BilevelTrainer(CimMask.Paper with { InnerGradient = innerGradient }, StageModel.Classification(network), new Phase(0, 0, ClassCount)));
        var (inner, outer) = (Noise(stage), Noise(stage));
        return () =>
        {
            using var scope = NewDisposeScope();
            masks.Step(inner, outer, 0.1, 0.01);
        };
    }

    private Action Load(BatchLoader loader, Loading loading)
    {
        var upload = Own(BatchUpload.To(_device));
        var epoch = 0;
        return () =>
        {
            foreach (var batch in loader.Epoch(loading.Streams, "benchmark", 0, epoch++, SampleOrder.Sequential))
            {
                using var disposal = batch;
                using var scope = NewDisposeScope();
                upload.Bring(batch);
            }
        };
    }

    private Action Boxes(Sample[] samples, DatasetConfig data, Loading loading, Stage stage)
    {
        var network = Network(NetworkShape.OneBranch(ClassCount));
        network.eval();
        var boxes = new HeatmapBoxes(ActivationPath.Rational, 0.6);
        return () => boxes.Find(network, samples, data, loading, stage.Batch);
    }

    private Action Features(Sample[] samples, DatasetConfig data, Loading loading, Stage stage)
    {
        var network = Network(NetworkShape.OneBranch(ClassCount));
        var extractor = new FeatureExtractor(data, loading, stage.Batch);
        return () =>
        {
            using var scope = NewDisposeScope();
            _ = extractor.Extract(network, samples).Features!.cpu();
        };
    }

    private Action Herd(Stage stage)
    {
        var features = Own(rand(stage.Batch, 512, dtype: ScalarType.Float32));
        var costs = Enumerable.Repeat(1.0, stage.Batch).ToArray();
        return () =>
        {
            if (Herding.Select(FeatureRows.Of(features), costs, 40, Fill.SkipAndContinue).Order.Count != 40)
                throw new InvalidOperationException("Herding chose another number of images.");
        };
    }

    private IncrementalNetwork Network(NetworkShape shape) => Own(new IncrementalNetwork(NetworkConfig.ResNet18, shape, _device));

    private (Tensor Images, Tensor Labels) Noise(Stage stage) =>
        (Own(randn([stage.Batch, 3, stage.Side, stage.Side]).to(_device)), Own(randint(0, ClassCount, [stage.Batch], ScalarType.Int64).to(_device)));

    private T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
