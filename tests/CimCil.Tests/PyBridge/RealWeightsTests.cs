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
