using CimCil.Configuration;
using CimCil.Learners;
using CimCil.Networks;
using CimCil.Training;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

/// <summary>bfloat16 convolutions over float32 weights.</summary>
[TestClass]
public sealed class MixedPrecisionTests
{
    private static readonly ResNetConfig Config = new() { StageBlocks = [1, 1], Width = 16, Stem = Stem.Cifar };

    [TestMethod]
    public void MapsAreHalfAndFeaturesAreNot()
    {
        using var scope = NewDisposeScope();
        using var network = new IncrementalNetwork(Config, NetworkShape.OneBranch(3), TestDevice.Current);
        var images = randn(2, 3, 16, 16).to(TestDevice.Current);
        using (MixedPrecision.Use(Precision.BFloat16, TestDevice.Current))
        {
            var output = network.Apply(images, ForwardPass.Relu);
            Assert.AreEqual(ScalarType.BFloat16, output.Maps.dtype);
            Assert.AreEqual(ScalarType.Float32, output.Features.dtype);
            Assert.AreEqual(ScalarType.Float32, output.Logits.dtype);
        }
        Assert.AreEqual(ScalarType.Float32, network.Apply(images, ForwardPass.Relu).Maps.dtype, "the scope is over");
    }

    [TestMethod]
    public void AStepGoesWhereAFloat32StepGoes()
    {
        using var scope = NewDisposeScope();
        using var network = new IncrementalNetwork(Config, NetworkShape.OneBranch(3), TestDevice.Current);
        var images = randn(8, 3, 16, 16).to(TestDevice.Current);
        var (exact, exactLoss) = Gradient(Precision.Float32, network, images);
        var (half, halfLoss) = Gradient(Precision.BFloat16, network, images);
        Assert.AreEqual(exactLoss, halfLoss, 0.02 * exactLoss);
        Assert.AreNotEqual(exactLoss, halfLoss, "the numbers are others");
        var cosine = exact.Zip(half, (x, y) => x * y).Sum() / Math.Sqrt(exact.Sum(x => x * x) * half.Sum(y => y * y));
        Assert.IsGreaterThan(0.99, cosine, $"cosine of the gradients {cosine}");
        Assert.AreEqual(1, Math.Sqrt(half.Sum(y => y * y) / exact.Sum(x => x * x)), 0.05, "their lengths");
    }

    [TestMethod]
    public void CopiesFollowTheWeightsThatAreTrained()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var network = new IncrementalNetwork(Config, NetworkShape.OneBranch(3), TestDevice.Current);
        using var model = StageModel.Classification(network);
        using var optimizer = new FlatSgd(model.Parameters) { LearningRate = 0.1 };
        using var half = new HalfWeights(optimizer.Parameters);
        var weight = network.NewestBranch.Theta[0];
        Assert.AreEqual(ScalarType.Float32, weight.dtype);
        Assert.AreEqual(ScalarType.BFloat16, half.Weights.Of(weight).dtype);
        var norm = network.NewestBranch.Theta.First(parameter => parameter.Dimensions == 1);
        Assert.AreSame(norm, half.Weights.Of(norm));
        using (no_grad())
            weight.fill_(0.25);
        Assert.AreNotEqual(0.25, half.Weights.Of(weight).to(ScalarType.Float32).mean().item<float>(), "not before they are refreshed");
        half.Refresh();
        Assert.AreEqual(0.25, half.Weights.Of(weight).to(ScalarType.Float32).mean().item<float>());
    }

    /// <summary>The gradient of one batch over all that a stage trains, and its loss.</summary>
    private static (double[] Gradient, double Loss) Gradient(Precision precision, IncrementalNetwork network, Tensor images)
    {
        using var model = StageModel.Classification(network);
        using var optimizer = new FlatSgd(model.Parameters);
        using var half = precision == Precision.BFloat16 ? new HalfWeights(optimizer.Parameters) : null;
        var labels = (arange(8) % 3).to(TestDevice.Current);
        using var scope = MixedPrecision.Use(precision, TestDevice.Current);
        var loss = model.Loss(images, labels, half?.Weights ?? FastWeights.None).Total;
        loss.backward();
        half?.AddGradients();
        return (optimizer.Gradients.Values(), loss.item<float>());
    }
}
