using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.Tests.PyBridge;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

/// <summary>Input scales of rational activations from images.</summary>
[TestClass]
public sealed class PhiCalibrationTests
{
    private static readonly ResNetConfig Config = new() { StageBlocks = [1, 1], Width = 4, Stem = Stem.Cifar };
    private static readonly ShapesDataset Data = new() { Side = 32, ImageSide = 32, TestResize = 32, ClassCount = 3, TrainImagesPerClass = 8, TestImagesPerClass = 1 };
    private static readonly CimMask Always = CimMask.Paper with { Calibration = ScaleCalibration.Always, CalibrationImages = 10, HeatmapBatchSize = 4 };
    private static readonly Phase First = new(0, 0, 3);

    private static IReadOnlyList<Sample> Samples => [.. Data.Open().Train.Select(image => new Sample(image, image.Class))];

    [TestMethod]
    public void AScaleIsAThirdOfTheMagnitudeThatAThousandthOfAnImagesInputsExceeds()
    {
        using var scope = NewDisposeScope();
        using var network = Network(gain: 10);
        var images = randn(3, 3, 32, 32);
        var measurement = new ScaleMeasurement(network, [.. network.NewestBranch.RationalActivations]);
        measurement.Look(images.narrow(0, 0, 2));
        measurement.Look(images.narrow(0, 2, 1));
        var inputs = new Inputs();
        network.NewestBranch.Apply(inputs, images);
        var scales = measurement.Scales();
        Assert.HasCount(inputs.Found.Count, scales);
        foreach (var (activation, maps) in inputs.Found)
        {
            var reach = Enumerable.Range(0, 3).Average(i =>
            {
                var magnitudes = maps[i].Values().Select(Math.Abs).OrderDescending().ToArray();
                return magnitudes[(int)Math.Ceiling(magnitudes.Length / 1000.0) - 1];
            });
            Assert.AreEqual(reach / 3, scales[activation], 1e-5 * reach);
        }
    }

    [TestMethod]
    public void ACalibratedNetworkFollowsTheReluPath()
    {
        using var network = Network(gain: 10);
        Assert.IsLessThan(0.9, Cosine(network));
        Assert.Contains("Calibrated 5 rational activations on 10 images", Calibrate(Always, network)!);
        Assert.IsGreaterThan(0.99, Cosine(network));
    }

    [TestMethod]
    public void NothingButTheScalesChanges()
    {
        using var scope = NewDisposeScope();
        using var network = Network(gain: 10);
        var before = network.state_dict().ToDictionary(entry => entry.Key, entry => StoredTensors.BytesOf(entry.Value));
        var random = StoredTensors.BytesOf(torch.random.get_rng_state());
        var open = Tensor.TotalCount;
        Calibrate(Always, network);
        Assert.AreEqual(open, Tensor.TotalCount, "tensors that are left");
        CollectionAssert.AreEqual(random, StoredTensors.BytesOf(torch.random.get_rng_state()));
        var state = network.state_dict();
        foreach (var (name, tensor) in state)
            Assert.AreEqual(!RationalActivation.IsScale(name, state), before[name].SequenceEqual(StoredTensors.BytesOf(tensor)), name);
    }

    [TestMethod]
    public void WorkersAndBatchesChangeNoScale()
    {
        double[] Scales(LearnedMaskConfig config, int workers)
        {
            using var network = Network(gain: 10);
            Calibrate(config, network, workers);
            return [.. network.NewestBranch.RationalActivations.Select(activation => activation.Scale)];
        }

        var expected = Scales(Always, 1);
        CollectionAssert.AreEqual(expected, Scales(Always, 3));
        Near.RelativeToLargest(expected, Scales(Always with { HeatmapBatchSize = 1 }, 1), 1e-5, "batches");
        CollectionAssert.AreNotEqual(expected, Scales(Always with { CalibrationImages = 4 }, 1));
    }

    [TestMethod]
    public void AnActivationThatHasLearntKeepsItsScale()
    {
        using var network = Network(gain: 10);
        var learnt = network.NewestBranch.RationalActivations[2];
        using (no_grad())
            learnt.Numerator.mul_(1.01);
        Assert.Contains("Calibrated 4", Calibrate(Always, network)!);
        Assert.AreEqual(1.0, learnt.Scale);
    }

    [TestMethod]
    public void OnlyActivationsThatAreUsedAreCalibrated()
    {
        using var network = Network(gain: 10);
        Assert.Contains("Calibrated 2", Calibrate(new CimLastStageMask { Calibration = ScaleCalibration.Always }, network)!);
        foreach (var activation in network.NewestBranch.RationalActivations)
            Assert.AreEqual(activation.Place == StagePlace.Last, activation.Scale != 1);
    }

    [TestMethod]
    public void WithoutAskingARandomNetworkKeepsScalesOfOneAndAPretrainedOneDoesNot()
    {
        var pretrained = Config with { Pretrained = Weights.PyTorch("weights.pth") };
        using var random = Network(gain: 10);
        Assert.IsNull(Calibrate(CimMask.Paper, random));
        Assert.IsTrue(random.NewestBranch.RationalActivations.All(activation => activation.Scale == 1));
        using var loaded = Network(gain: 10, pretrained);
        Assert.Contains("Calibrated 5", Calibrate(CimMask.Paper, loaded)!);
        using var refused = Network(gain: 10, pretrained);
        Assert.Contains("mask.calibration=pretrained", Calibrate(CimMask.Paper with { Calibration = ScaleCalibration.Never }, refused)!);
        Assert.IsTrue(refused.NewestBranch.RationalActivations.All(activation => activation.Scale == 1));
    }

    /// <summary>A network whose inputs of activations reach far, as those of a trained one do.</summary>
    private static IncrementalNetwork Network(double gain, ResNetConfig? config = null)
    {
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        var network = new IncrementalNetwork(config ?? Config, NetworkShape.OneBranch(3), CPU);
        using var noGradient = no_grad();
        foreach (var (name, tensor) in network.state_dict().Where(entry => entry.Key.Contains("bn", StringComparison.Ordinal) && entry.Key.EndsWith("weight", StringComparison.Ordinal)))
            tensor.mul_(name.Contains(".bn1.", StringComparison.Ordinal) ? gain : 1);
        network.eval();
        return network;
    }

    private static string? Calibrate(LearnedMaskConfig config, IncrementalNetwork network, int workers = 1) => new PhiCalibration(config).Run(
        network, Samples, Data, new Loading(new RandomStreams(5), workers, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None), First);

    private static double Cosine(IncrementalNetwork network)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        random.manual_seed(6);
        var images = randn(4, 3, 32, 32);
        Tensor Maps(ForwardPass pass) => network.NewestBranch.Maps(images, pass).flatten();
        return nn.functional.cosine_similarity(Maps(ForwardPass.Relu), Maps(ForwardPass.Rational), 0).ToDouble();
    }

    /// <summary>The ReLU path, which keeps its activations' inputs.</summary>
    private sealed class Inputs : ILayers<Tensor>
    {
        private readonly TensorLayers _layers = new(ForwardPass.Relu);

        public Dictionary<RationalActivation, Tensor> Found { get; } = new(ReferenceEqualityComparer.Instance);

        public Tensor Convolve(Tensor x, Convolution convolution, Norm norm) => _layers.Convolve(x, convolution, norm);

        public Tensor Activate(Tensor x, RationalActivation rational)
        {
            Found[rational] = x;
            return _layers.Activate(x, rational);
        }

        public Tensor Add(Tensor x, Tensor y) => _layers.Add(x, y);

        public Tensor MaxPool(Tensor x, int side, int stride) => _layers.MaxPool(x, side, stride);

        public Tensor Part(Func<Tensor> part) => part();
    }
}
