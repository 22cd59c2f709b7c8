using CimCil.Networks;
using static CimCil.Tests.Networks.SecondOrderCheck;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

/// <summary>Against automatic differentiation of libtorch's own convolution, to second order.</summary>
[TestClass]
public sealed class TwiceDifferentiableConvolutionTests
{
    [TestMethod]
    [DataRow(1, 1, 0, false, true)]
    [DataRow(1, 2, 0, false, false)]
    [DataRow(3, 1, 1, false, true)]
    [DataRow(3, 2, 1, true, true)]
    [DataRow(5, 2, 2, true, false)]
    [DataRow(7, 2, 3, false, true)]
    public void EqualsLibTorchToSecondOrder(int side, int stride, int padding, bool isChannelsLast, bool hasShift)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(side);
        var image = Draw(3, 5, 13, 11);
        var (x, weight, shift) = (isChannelsLast ? Draw(3, 13, 11, 5).permute(0, 3, 1, 2) : image, Draw(4, 5, side, side), hasShift ? Draw(4) : null);
        Tensor[] leaves = [x.detach().requires_grad_(true), weight.requires_grad_(true), .. shift is null ? (Tensor[])[] : [shift.requires_grad_(true)]];
        Tensor Ours() => TwiceDifferentiableConvolution.Apply(leaves[0], weight, shift, stride, padding);
        Tensor Theirs() => nn.functional.conv2d(leaves[0], weight, shift, strides: [stride, stride], padding: [padding, padding]);
        AssertEqual(Orders(Theirs, leaves), Orders(Ours, leaves));
    }

    [TestMethod]
    public void AnInputWithoutAGradientGetsNone()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (Draw(2, 3, 8, 8), Draw(4, 3, 3, 3).requires_grad_(true));
        AssertEqual(
            Orders(() => nn.functional.conv2d(x, weight, strides: [1, 1], padding: [1, 1]), [weight]),
            Orders(() => TwiceDifferentiableConvolution.Apply(x, weight, null, 1, 1), [weight]));
    }

    [TestMethod]
    public void WeightsThatAreConstantGetNoGradientAndOthersTheSame()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (Draw(2, 3, 8, 8).requires_grad_(true), Draw(4, 3, 3, 3).requires_grad_(true));
        Tensor[] gradients;
        using (TwiceDifferentiableConvolution.WithConstantWeights())
            gradients = [.. autograd.grad([TwiceDifferentiableConvolution.Apply(x, weight, null, 1, 1).pow(3).sum()], [x, weight], allow_unused: true)];
        Assert.IsTrue(gradients[1].IsInvalid);
        AssertEqual([autograd.grad([nn.functional.conv2d(x, weight, strides: [1, 1], padding: [1, 1]).pow(3).sum()], [x])[0]], gradients[..1]);
        Assert.IsFalse(autograd.grad([TwiceDifferentiableConvolution.Apply(x, weight, null, 1, 1).sum()], [weight])[0].IsInvalid);
    }

    /// <summary>A norm in evaluation mode goes into the weights of a convolution with large maps, and onto small maps.</summary>
    [TestMethod]
    [DataRow(16)]
    [DataRow(1)]
    public void ANormInEvaluationModeScalesAndShiftsTheConvolution(int side)
    {
        using var scope = NewDisposeScope();
        var (convolution, norm) = (new Convolution(3, 4, 3, 2, CPU, ScalarType.Float64), new Norm(4, CPU, ScalarType.Float64));
        norm.RunningMean.copy_(Draw(4));
        norm.RunningVariance.copy_(rand(4, ScalarType.Float64) + 0.5);
        using (no_grad())
        {
            norm.Weight.copy_(Draw(4));
            norm.Bias.copy_(Draw(4));
        }
        norm.eval();
        var x = Draw(2, 3, side, side).requires_grad_(true);
        Tensor[] leaves = [x, convolution.Weight, norm.Weight, norm.Bias];
        AssertEqual(
            Orders(() => norm.Apply(convolution.Apply(x, ForwardPass.Relu), ForwardPass.Relu), leaves),
            Orders(() => new TensorLayers(ForwardPass.Relu).Convolve(x, convolution, norm), leaves));
    }

    /// <summary>What overwrites its own maps gives what the layers one by one give, and leaves alone what it was given.</summary>
    [TestMethod]
    [DataRow(ActivationPath.Relu, true)]
    [DataRow(ActivationPath.Relu, false)]
    [DataRow(ActivationPath.Rational, true)]
    [DataRow(ActivationPath.Rational, false)]
    public void LayersThatAreOneEqualLayersOneByOne(ActivationPath path, bool isTraining)
    {
        using var scope = NewDisposeScope();
        var (convolution, norm, rational) = (new Convolution(4, 4, 3, 1, CPU, ScalarType.Float64), new Norm(4, CPU, ScalarType.Float64), new RationalActivation(CPU, ScalarType.Float64));
        norm.train(isTraining);
        var layers = new TensorLayers(new ForwardPass(path, FastWeights.None));
        var (x, y) = (Draw(2, 4, 8, 8), Draw(2, 4, 8, 8));
        var (before, beforeY) = (x.clone(), y.clone());
        foreach (var isRecorded in new[] { true, false })
        {
            using var gradients = set_grad_enabled(isRecorded);
            AssertEqual(
                [layers.Activate(layers.Convolve(x, convolution, norm), rational), layers.Activate(layers.Add(x, y), rational)],
                [layers.ConvolveAndActivate(x, convolution, norm, rational), layers.AddAndActivate(x, y, rational)]);
        }
        AssertEqual([before, beforeY], [x, y]);
    }
}
