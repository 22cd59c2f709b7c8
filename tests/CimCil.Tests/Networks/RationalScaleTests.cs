using CimCil.Configuration;
using CimCil.Learners.Foster;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using CimCil.Tests.PyBridge;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

/// <summary>The input scale of rational activations: what it computes, and where it goes.</summary>
[TestClass]
public sealed class RationalScaleTests
{
    private static readonly ResNetConfig Config = new() { StageBlocks = [1, 1], Width = 4, Stem = Stem.Cifar };

    [TestMethod]
    [DataRow(8.5, SecondOrder.Exact)]
    [DataRow(0.4, SecondOrder.Exact)]
    [DataRow(8.5, SecondOrder.RationalDetached)]
    [DataRow(0.4, SecondOrder.RationalDetached)]
    public void ValueAndGradientsAreThoseOfTheScaledFunction(double scale, SecondOrder secondOrder)
    {
        using var scope = NewDisposeScope();
        using var rational = Activation(scale);
        scale = rational.Scale;
        var x = linspace(-30, 31, 41, ScalarType.Float64).requires_grad_(true);
        var weights = linspace(-1, 2, 41, ScalarType.Float64);
        var y = rational.Apply(x, secondOrder);
        var (a, b) = (rational.Numerator.Values(), rational.Denominator.Values());
        Near.RelativeToLargest([.. x.Values().Select(value => scale * Rational(value / scale, a, b))], y.Values(), 1e-13, "value");

        var gradients = autograd.grad([(y * weights).sum()], [x, rational.Numerator, rational.Denominator]);
        foreach (var (i, parameter) in new[] { x, rational.Numerator, rational.Denominator }.Index())
            Near.RelativeToLargest(Differences(parameter, () => (rational.Apply(x, secondOrder) * weights).sum()), gradients[i].Values(), 1e-7, $"gradient {i}");
    }

    [TestMethod]
    public void TheSecondGradientIsThatOfTheScaledFunction()
    {
        using var scope = NewDisposeScope();
        using var rational = Activation(5.3);
        var x = linspace(-20, 20.5, 31, ScalarType.Float64).requires_grad_(true);
        Tensor Slope() => autograd.grad([rational.Apply(x, SecondOrder.Exact).sum()], [x], retain_graph: true, create_graph: true)[0].square().sum();
        var gradients = autograd.grad([Slope()], [x, rational.Numerator, rational.Denominator]);
        foreach (var (i, parameter) in new[] { x, rational.Numerator, rational.Denominator }.Index())
            Near.RelativeToLargest(Differences(parameter, Slope), gradients[i].Values(), 1e-6, $"second gradient {i}");
    }

    [TestMethod]
    public void AScaleOfOneIsTheFormulaItself()
    {
        using var scope = NewDisposeScope();
        using var rational = new RationalActivation(CPU, ScalarType.Float64);
        Assert.AreEqual(1.0, rational.Scale);
        rational.SetScale(1);
        var x = (randn(1000, ScalarType.Float64) * 5).requires_grad_(true);
        var (plain, scaled) = (RationalActivation.Evaluate(x, rational.Numerator, rational.Denominator), rational.Apply(x, SecondOrder.Exact));
        Near.RelativeToLargest(plain.Values(), scaled.Values(), 1e-14, "value");
        foreach (var (expected, actual) in Gradients(plain).Zip(Gradients(scaled)))
            Near.RelativeToLargest(expected.Values(), actual.Values(), 1e-13, "gradient");

        IList<Tensor> Gradients(Tensor y) => autograd.grad([y.square().sum()], [x, rational.Numerator, rational.Denominator]);
    }

    [TestMethod]
    public void OnlyPositiveNumbersAreScales()
    {
        using var rational = new RationalActivation(CPU, ScalarType.Float32);
        foreach (var scale in new[] { 0, -1, double.NaN, double.PositiveInfinity, 1e300, 1e-300 })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => rational.SetScale(scale));
        Assert.AreEqual(1.0, rational.Scale);
    }

    [TestMethod]
    public void ANetworkThatGrowsKeepsScalesBesideTheirPhi()
    {
        using var first = new IncrementalNetwork(Config, NetworkShape.OneBranch(2), CPU);
        SetScales(first.NewestBranch, 2);
        using var boosted = FosterLearner.Grow(first, 3);
        CollectionAssert.AreEqual(Scales(first.NewestBranch), Scales(boosted.Branches[0]));
        CollectionAssert.AreEqual(Scales(first.NewestBranch), Scales(boosted.Branches[1]));
        SetScales(boosted.NewestBranch, 5);
        using var newest = FosterLearner.Compress(boosted, PhiCarryOver.Newest);
        CollectionAssert.AreEqual(Scales(boosted.NewestBranch), Scales(newest.NewestBranch));
        using var old = FosterLearner.Compress(boosted, PhiCarryOver.First);
        CollectionAssert.AreEqual(Scales(first.NewestBranch), Scales(old.NewestBranch));
    }

    [TestMethod]
    public void AScaleIsNoParameter()
    {
        using var network = new ResNet(Config, CPU);
        Assert.HasCount(2 * network.RationalActivations.Count, network.Phi);
        Assert.IsTrue(network.Theta.All(parameter => parameter.shape.Length > 0));
    }

    [TestMethod]
    [DataRow(".safetensors")]
    [DataRow(".pth")]
    public void FilesKeepScalesThroughAConversion(string ending)
    {
        using var folder = new TempFolder();
        using var network = new IncrementalNetwork(Config, NetworkShape.OneBranch(2), CPU);
        SetScales(network.NewestBranch, 3);
        NetworkFile.Save(network, folder["network.safetensors"]);
        using (var loaded = NetworkFile.Load(folder["network.safetensors"], CPU))
            CollectionAssert.AreEqual(Scales(network.NewestBranch), Scales(loaded.NewestBranch));

        var converted = folder["converted" + ending];
        WeightConversion.Convert(folder["network.safetensors"], converted, WeightNames.TorchVision);
        using var backbone = new ResNet(Config, CPU);
        WeightImport.Load(backbone, converted);
        CollectionAssert.AreEqual(Scales(network.NewestBranch), Scales(backbone));
    }

    [TestMethod]
    public void FilesWithoutScalesAreThoseOfBeforeAndReadAsOne()
    {
        using var folder = new TempFolder();
        using var source = new ResNet(Config, CPU);
        source.save_safetensors(folder["old.safetensors"]);
        using (var file = SafeTensors.Open(folder["old.safetensors"]))
            Assert.IsFalse(file.Tensors.Any(tensor => tensor.Name.EndsWith("scale", StringComparison.Ordinal)));
        using var target = new ResNet(Config, CPU);
        SetScales(target, 4);
        target.load_safetensors(folder["old.safetensors"]);
        Assert.IsTrue(Scales(target).All(scale => scale == 1), "phi came without its scale");
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-2f)]
    [DataRow(float.NaN)]
    public void AFileWithAScaleThatIsNoneChangesNothing(float scale)
    {
        using var scope = NewDisposeScope();
        using var folder = new TempFolder();
        using var network = new ResNet(Config, CPU);
        var before = StoredTensors.BytesOf(network.state_dict()["conv1.weight"]);
        SafeTensors.Write(folder["bad.safetensors"], network.state_dict().Select(entry => (entry.Key, entry.Key == "ratl.scale" ? tensor(scale) : zeros_like(entry.Value))));
        var failure = Assert.ThrowsExactly<CheckpointException>(() => WeightImport.Load(network, folder["bad.safetensors"]));
        Assert.Contains("positive number", failure.Message);
        CollectionAssert.AreEqual(before, StoredTensors.BytesOf(network.state_dict()["conv1.weight"]));
    }

    private static RationalActivation Activation(double scale)
    {
        var rational = new RationalActivation(CPU, ScalarType.Float64);
        using var noGradient = no_grad();
        rational.Numerator.add_(tensor(new double[] { 0.1, -0.2, 0.3, 0.1, -0.1, 0.05 }));
        rational.Denominator.add_(tensor(new double[] { 0.2, -0.1, 0.3, -0.2 }));
        rational.SetScale(scale);
        return rational;
    }

    private static double Rational(double x, double[] a, double[] b)
    {
        var (p, q) = (0.0, 1.0);
        for (var i = 0; i < a.Length; i++)
            p += a[i] * Math.Pow(x, i);
        for (var i = 0; i < b.Length; i++)
            q += Math.Abs(b[i] * Math.Pow(x, i + 1));
        return p / q;
    }

    /// <summary>Central differences of a scalar in every value of a tensor.</summary>
    private static double[] Differences(Tensor at, Func<Tensor> scalar)
    {
        const double Step = 1e-5;
        var slopes = new double[at.numel()];
        for (var i = 0; i < slopes.Length; i++)
        {
            slopes[i] = (Moved(Step) - Moved(-Step)) / (2 * Step);

            double Moved(double by)
            {
                using var scope = NewDisposeScope();
                using (no_grad())
                    at.narrow(0, i, 1).add_(by);
                var value = scalar().ToDouble();
                using (no_grad())
                    at.narrow(0, i, 1).sub_(by);
                return value;
            }
        }
        return slopes;
    }

    private static void SetScales(Backbone backbone, double first)
    {
        foreach (var (i, activation) in backbone.RationalActivations.Index())
            activation.SetScale(first + (0.25 * i));
    }

    private static double[] Scales(Backbone backbone) => [.. backbone.RationalActivations.Select(activation => activation.Scale)];
}
