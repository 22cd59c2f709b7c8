using CimCil.Configuration;
using CimCil.Foundation;
using CimCil.Networks;
using static CimCil.Tests.Networks.SecondOrderCheck;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

/// <summary>Against libtorch's own convolution, first and second derivatives too.</summary>
[TestClass]
public sealed class ConvolutionProductsTests
{
    private const int Channels = 16;

    [TestMethod]
    [DataRow(3, 1, 2, 2, false)]
    [DataRow(3, 1, 1, 1, false)]
    [DataRow(3, 1, 1, 4, true)]
    [DataRow(3, 1, 4, 4, true)]
    [DataRow(3, 1, 3, 5, false)]
    [DataRow(3, 2, 4, 4, false)]
    [DataRow(3, 2, 13, 14, true)]
    [DataRow(3, 2, 1, 2, false)]
    [DataRow(1, 2, 4, 4, true)]
    [DataRow(1, 2, 13, 8, false)]
    [DataRow(1, 3, 7, 5, false)]
    public void EqualLibTorch(int side, int stride, int height, int width, bool isChannelsLast)
    {
        using var scope = NewDisposeScope();
        using var allowed = CpuConvolutions.AllowUnpadded(Channels);
        random.manual_seed(side + height);
        var x = (isChannelsLast ? Draw(3, height, width, Channels).permute(0, 3, 1, 2) : Draw(3, Channels, height, width)).requires_grad_(true);
        var (weight, shift) = (Draw(2 * Channels, Channels, side, side).requires_grad_(true), Draw(2 * Channels).requires_grad_(true));
        var padding = Part.PaddingOf(side);
        Assert.IsTrue(ConvolutionProducts.WinForWeight(x, weight, stride));
        AssertEqual(
            Orders(() => nn.functional.conv2d(x, weight, shift, strides: [stride, stride], padding: [padding, padding]), x, weight, shift),
            Orders(() => TwiceDifferentiableConvolution.Apply(x, weight, shift, stride, padding), x, weight, shift));
        AssertEqual(
            [nn.functional.conv2d(x, weight, strides: [stride, stride], padding: [padding, padding])], [ConvolutionProducts.Convolve(x, weight, stride, padding)]);
    }

    /// <summary>Numbers are rounded, sums are not.</summary>
    [TestMethod]
    [DataRow(3, 1, 2)]
    [DataRow(3, 2, 4)]
    [DataRow(1, 2, 4)]
    public void BFloat16IsRoundedAndItsSumsAreNot(int side, int stride, int map)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(side + stride);
        Tensor DrawHalf(params long[] shape) => Draw(shape).to(ScalarType.BFloat16);
        var (x, weight, outputs, padding) = (DrawHalf(4, Channels, map, map), DrawHalf(Channels, Channels, side, side), (map - 1) / stride + 1, Part.PaddingOf(side));
        var g = DrawHalf(4, Channels, outputs, outputs);
        Tensor[] Of(Func<Tensor, Tensor> cast) =>
        [
            ConvolutionProducts.Convolve(cast(x), cast(weight), stride, padding), ConvolutionProducts.OnInput(cast(g), cast(x), cast(weight), stride, padding),
            ConvolutionProducts.OnWeight(cast(g), cast(x), cast(weight), stride, padding),
        ];
        foreach (var (exact, half) in Of(tensor => tensor.to(ScalarType.Float64)).Zip(Of(tensor => tensor)))
        {
            Assert.AreEqual(ScalarType.BFloat16, half.dtype);
            // A number is off by 2^-9 of itself at most when it is rounded, and so are the products of windows before they are added.
            Assert.IsLessThan(0.0028, (exact - half).norm().item<double>() / exact.norm().item<double>());
        }
    }

    /// <summary>Large maps, large windows, every pixel alone and work that is not declared to be free of padding.</summary>
    [TestMethod]
    public void OthersAreLeftToLibTorch()
    {
        using var scope = NewDisposeScope();
        bool[] OnMaps(Func<Tensor, Tensor, long, bool> win, int side, long stride, ScalarType type = ScalarType.Float32) =>
            [.. new[] { 2, 4, 5, 14, 15 }.Select(map => win(zeros([1, Channels, map, map], type), zeros([1, Channels, side, side], type), stride))];
        CollectionAssert.AreEqual(new[] { false, false, false, false, false }, OnMaps(ConvolutionProducts.Win, 3, 2), "not allowed");
        using var allowed = CpuConvolutions.AllowUnpadded(Channels);
        CollectionAssert.AreEqual(new[] { true, false, false, false, false }, OnMaps(ConvolutionProducts.Win, 3, 1));
        CollectionAssert.AreEqual(new[] { true, true, true, true, false }, OnMaps(ConvolutionProducts.Win, 3, 2));
        CollectionAssert.AreEqual(new[] { true, true, true, true, false }, OnMaps(ConvolutionProducts.Win, 1, 2));
        CollectionAssert.AreEqual(new[] { false, false, false, false, false }, OnMaps(ConvolutionProducts.Win, 7, 2));
        CollectionAssert.AreEqual(new[] { true, true, false, false, false }, OnMaps(ConvolutionProducts.WinForWeight, 3, 1));
        CollectionAssert.AreEqual(new[] { true, true, true, true, false }, OnMaps(ConvolutionProducts.WinForWeight, 3, 1, ScalarType.BFloat16));
        CollectionAssert.AreEqual(new[] { false, false, false, false, false }, OnMaps(ConvolutionProducts.WinForWeight, 1, 1));
    }

    /// <summary>A network whose last maps have four pixels, against the same network without products.</summary>
    [TestMethod]
    public void ANetworkWithSmallMapsTrainsTheSame()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var network = new IncrementalNetwork(NetworkConfig.ResNet18 with { Width = Channels }, NetworkShape.OneBranch(4), CPU);
        var (images, labels) = (randn(8, 3, 64, 64), arange(8, ScalarType.Int64) % 4);
        Tensor[] Gradients()
        {
            network.zero_grad();
            nn.functional.cross_entropy(network.Apply(images, ForwardPass.Relu).Logits, labels).backward();
            return [.. network.parameters().Where(parameter => parameter.grad is { IsInvalid: false }).Select(parameter => parameter.grad!.clone())];
        }
        var expected = Gradients();
        using var allowed = CpuConvolutions.AllowUnpadded(Channels);
        var actual = Gradients();
        Assert.HasCount(expected.Length, actual);
        foreach (var (one, other) in expected.Zip(actual))
            Assert.IsLessThan(1e-3 * (1e-3 + one.norm().item<float>()), (one - other).norm().item<float>());
    }
}
