using CimCil.Configuration;
using CimCil.Foundation;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Foundation;

/// <summary>Single precision must agree with double precision, whatever this machine does with padded channels.</summary>
[TestClass]
public sealed class CpuConvolutionsTests
{
    [TestMethod]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(20)]
    [DataRow(24)]
    public void NetworksOfAnyWidthHaveTheRightGradients(int width) => CheckGradients(width);

    [TestMethod]
    [DataRow(16)]
    [DataRow(32)]
    public void FastKernelsAreRightWhereNothingIsPadded(int width)
    {
        using var fast = CpuConvolutions.AllowUnpadded(width);
        CheckGradients(width);
    }

    /// <summary>Of padded channels, the gradient of a strided 1 x 1 convolution would write beyond its memory.</summary>
    [TestMethod]
    [DataRow(4, false)]
    [DataRow(12, false)]
    [DataRow(16, true)]
    public void ImagesLieChannelsLastOnlyWhereNothingIsPadded(int width, bool isChannelsLast)
    {
        using var scope = NewDisposeScope();
        var config = new ResNetConfig { StageBlocks = [1, 1], Width = width, Stem = Stem.Cifar };
        using var network = new IncrementalNetwork(config, NetworkShape.OneBranch(3), CPU);
        using var fast = network.AllowFastConvolutions();
        var images = randn(4, 3, 128, 128);
        Assert.AreEqual(isChannelsLast, MixedPrecision.Lay(images).stride()[1] == 1);
        for (var step = 0; step < 5; step++)
            network.Apply(images, ForwardPass.Relu).Logits.sum().backward();
    }

    [TestMethod]
    public void DevicesAreFoundByNameAndRefusedWithWhatIsAvailable()
    {
        Assert.AreEqual("cpu", ComputeDevice.Find("cpu").Description);
        StringAssert.StartsWith(ComputeDevice.Find("auto").Description, cuda.is_available() ? "cuda:0" : "cpu (auto");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => ComputeDevice.Find("gpu")).Message, "auto, cpu, cuda or cuda:N");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => ComputeDevice.Find("cuda:99")).Message, "--device cpu");
    }

    private static void CheckGradients(int width)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(width);
        var config = new ResNetConfig { StageBlocks = [1, 1], Width = width, Stem = Stem.Strided };
        using var exact = new ResNet(config, CPU, ScalarType.Float64);
        using var single = new ResNet(config, CPU);
        using (no_grad())
        {
            var values = exact.state_dict();
            foreach (var (name, target) in single.state_dict())
                target.copy_(values[name]);
        }
        var images = randn(3, 3, 32, 32, dtype: ScalarType.Float64);
        for (var repetition = 0; repetition < 3; repetition++)
        {
            var (expected, actual) = (Gradients(exact, images), Gradients(single, images.to(ScalarType.Float32)));
            for (var i = 0; i < expected.Length; i++)
            {
                var error = (expected[i] - actual[i].to(ScalarType.Float64)).norm().ToDouble() / expected[i].norm().ToDouble();
                Assert.IsLessThan(1e-3, error, $"gradient {i} at width {width}");
            }
        }
    }

    private static Tensor[] Gradients(ResNet network, Tensor images)
    {
        network.train();
        network.zero_grad();
        ResNet.Pool(network.Maps(images, ForwardPass.Relu)).square().sum().backward();
        return [.. network.Theta.Select(parameter => parameter.grad!)];
    }
}
