using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners.Foster;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.Onnx;
using static TorchSharp.torch;

namespace CimCil.Tests.Onnx;

/// <summary>Networks, their exported models, and what TorchSharp says to the same images.</summary>
internal static class MaskModels
{
    public static MaskModelInfo Info(int classCount, int side) => new()
    {
        ClassNames = [.. Enumerable.Range(0, classCount).Select(label => $"class {label}")],
        ImageSide = side,
        TestResize = side + 8,
        Normalization = Normalization.ImageNet,
        Threshold = 0.6,
        Ratios = 4,
        HeatmapPath = ActivationPath.Rational,
        Network = "boosted",
        Experiment = "test",
        Seed = 1,
        Phase = 0,
        Fingerprint = "0123456789abcdef",
    };

    /// <summary>A network of one or two branches whose norms and rational activations are not at their start.</summary>
    public static IncrementalNetwork Random(NetworkConfig config, int branchCount, int classCount, int seed)
    {
        random.manual_seed(seed);
        var network = new IncrementalNetwork(config, branchCount == 1 ? NetworkShape.OneBranch(classCount) : FosterLearner.BoostedShape(classCount, classCount - 1), CPU);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in RationalActivation.StateOf(network))
        {
            if (name.Contains("ratl", StringComparison.Ordinal))
                tensor.mul_(1 + (0.1 * randn_like(tensor)));
            else if (name.EndsWith("running_var", StringComparison.Ordinal))
                tensor.copy_(0.5 + rand_like(tensor));
            else if (name.EndsWith("running_mean", StringComparison.Ordinal) || (name.Contains("bn", StringComparison.Ordinal) && name.EndsWith("bias", StringComparison.Ordinal)))
                tensor.copy_(0.2 * randn_like(tensor));
        }
        network.eval();
        return network;
    }

    /// <summary>Writes a model and opens it.</summary>
    public static MaskModel Export(IncrementalNetwork network, string path, int side, ExportOptions? options = null, ActivationPath heatmapPath = ActivationPath.Rational, HeatmapAlignment alignment = HeatmapAlignment.AsEnlarged)
    {
        OnnxExporter.Write(path, MaskNetwork.Of(network), Info(network.Classifier.ClassCount, side) with { HeatmapPath = heatmapPath, HeatmapAlignment = alignment }, options ?? new ExportOptions());
        return MaskModel.Open(path);
    }

    public static MaskSession Start(MaskModel model, MaskOutputs outputs = MaskOutputs.All, int batchSize = 16) =>
        MaskSession.Start(model, outputs, new MaskSessionOptions { Provider = ProviderChoice.Cpu, BatchSize = batchSize, ThreadCount = 1 }, _ => { });

    /// <summary>What TorchSharp computes for normalised images [N, 3, S, S].</summary>
    public static MaskResult Reference(IncrementalNetwork network, float[] images, int side, long[] labels, ActivationPath heatmapPath = ActivationPath.Rational, HeatmapAlignment alignment = HeatmapAlignment.AsEnlarged)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var x = tensor(images, [labels.Length, 3, side, side]);
        var relu = network.Apply(x, ForwardPass.Relu);
        var heatmap = Heatmap.Of(network, x, tensor(labels), heatmapPath, alignment);
        return new MaskResult(labels.Length, Floats(heatmap.Values), Floats(relu.Logits), Floats(relu.Features));
    }

    /// <summary>Normalised noise that is smooth enough to have heatmaps of some shape.</summary>
    public static float[] Images(int count, int side, int seed)
    {
        random.manual_seed(seed);
        using var scope = NewDisposeScope();
        var coarse = randn(count, 3, 4, 4);
        return Floats(nn.functional.interpolate(coarse, [side, side], mode: InterpolationMode.Bilinear, align_corners: false) + (0.3 * randn(count, 3, side, side)));
    }

    /// <summary>Every difference is at most the tolerance, in units of the largest expected magnitude where that is above 1.</summary>
    public static void ShouldEqual(this MaskResult actual, MaskResult expected, double tolerance, string what)
    {
        Check(expected.Heatmaps, actual.Heatmaps, "heatmaps");
        Check(expected.Logits, actual.Logits, "logits");
        Check(expected.Features, actual.Features, "features");

        void Check(float[] expectedValues, float[] actualValues, string output)
        {
            Assert.AreEqual(expectedValues.Length, actualValues.Length, $"{what}, {output}: number of values");
            var scale = expectedValues.Select(Math.Abs).Append(1).Max();
            for (var i = 0; i < expectedValues.Length; i++)
            {
                var difference = Math.Abs(expectedValues[i] - actualValues[i]);
                if (!(difference <= tolerance * scale))
                    Assert.Fail($"{what}, {output}: value {i} is {actualValues[i]:R}, expected {expectedValues[i]:R}; the difference is over {tolerance:E1} of {scale:G3}.");
            }
        }
    }

    private static float[] Floats(Tensor tensor) => tensor.contiguous().cpu().data<float>().ToArray();
}
