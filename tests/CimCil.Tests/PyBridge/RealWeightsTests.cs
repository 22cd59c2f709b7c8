using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;
using CimCil.PyBridge;
using static TorchSharp.torch;

namespace CimCil.Tests.PyBridge;

/// <summary>A network that was really trained, from a NuGet package.</summary>
[TestClass]
public sealed class RealWeightsTests
{
    [TestInitialize]
    public void Require()
    {
        if (!File.Exists(RealResNet18.ModelPath))
            Assert.Inconclusive($"{RealResNet18.ModelPath} is missing: run {RealResNet18.Command}.");
    }

    [TestMethod]
    public void EveryWeightOfTheFileHasItsPlace()
    {
        using var backbone = (ResNet)RealResNet18.Config.CreateBackbone(CPU, ScalarType.Float32);
        var report = PretrainedBackbone.Load(backbone, RealResNet18.Config.Pretrained)!;
        Assert.HasCount(22 * 5, report.Matched);
        Assert.IsEmpty(report.Unexpected);
        Assert.IsTrue(report.Missing.All(name => name.Contains("ratl", StringComparison.Ordinal) || name.EndsWith("num_batches_tracked", StringComparison.Ordinal)), report.ToString());
    }

    /// <summary>No mean image, no folding: the same pixels go to both.</summary>
    [TestMethod]
    public void ItsFeaturesAreThoseOfOnnxRuntimeWherePreprocessingIsExact()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var original = new RealResNet18.Original();
        manual_seed(4);
        // Smooth colours with some noise, which is what the network knows from photographs.
        var coarse = nn.functional.interpolate(rand(2, 3, 7, 7), [RealResNet18.Side, RealResNet18.Side], mode: InterpolationMode.Bilinear, align_corners: false);
        var pixels = ((coarse * 225) + (30 * rand_like(coarse))).to(ScalarType.Byte);
        var asTrained = Features(RealResNet18.Config.Pretrained with { Pixels = PretrainedPixels.AsTrained }, Normalization.Cntk.Apply(pixels));
        var folded = Features(RealResNet18.Config.Pretrained, Normalization.ImageNet.Apply(pixels));
        for (var i = 0; i < 2; i++)
        {
            var expected = original.FeaturesOfInput(Normalization.Cntk.Apply(pixels)[i].contiguous().data<float>().ToArray());
            Near.RelativeToLargest(expected.Select(value => (double)value).ToArray(), asTrained[i].Values(), 1e-5, $"image {i}");
            // The border that the first convolution pads is all that folding changes.
            Assert.IsGreaterThan(0.9999, RealResNet18.Cosine(expected, folded[i].contiguous().data<float>().ToArray()));
        }
    }

    private static Tensor Features(Weights weights, Tensor images)
    {
        using var backbone = (ResNet)RealResNet18.Config.CreateBackbone(CPU, ScalarType.Float32);
        PretrainedBackbone.Load(backbone, weights);
        backbone.eval();
        return Backbone.Pool(backbone.Maps(images, ForwardPass.Relu));
    }

    [TestMethod]
    public void ItsFeaturesOfPhotographsAreThoseOfOnnxRuntime()
    {
        if (RealResNet18.Photographs is not { } folder)
        {
            Assert.Inconclusive($"No photographs: name a folder in {RealResNet18.PhotographsVariable}.");
            return;
        }
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var backbone = (ResNet)RealResNet18.Config.CreateBackbone(CPU, ScalarType.Float32);
        PretrainedBackbone.Load(backbone, RealResNet18.Config.Pretrained);
        backbone.eval();
        using var original = new RealResNet18.Original();
        var cosines = new List<double>();
        foreach (var batch in RealResNet18.Load(folder, 0, 12, 1))
        {
            using var disposal = batch;
            using var step = NewDisposeScope();
            var features = Backbone.Pool(backbone.Maps(batch.ToImages(CPU), ForwardPass.Relu)).contiguous();
            cosines.Add(RealResNet18.Cosine(original.Features(batch.Pixels), features.data<float>().ToArray()));
        }
        // The mean image's deviation from its channels' means is what is left.
        Assert.IsGreaterThan(0.998, cosines.Average());
        Assert.IsGreaterThan(0.995, cosines.Min());
    }
}
