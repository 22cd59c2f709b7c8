using System.Globalization;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.Tests.PyBridge;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Benchmarks;

/// <summary>
/// A ResNet-18 that was really trained: its features against ONNX Runtime's, its rational path against its ReLU path stage by stage, and
/// the mask losses that CIM starts from, with and without calibrated input scales, beside random weights.
/// </summary>
internal static class CalibrationBenchmark
{
    private const int CalibrationCount = 64;
    private const int TestCount = 48;
    private const int ClassCount = 10;
    private const int MaskBatch = 8;
    private const int MaskStepCount = 4;

    /// <summary>Parts of each photograph beside the whole of it.</summary>
    private const int PartCount = 4;

    public static void Run(string folder)
    {
        if (!File.Exists(RealResNet18.ModelPath))
            throw new ConfigurationException($"{RealResNet18.ModelPath} is missing: run {RealResNet18.Command}.");
        LibTorchLocator.EnsureLoaded();
        var parts = Directory.CreateTempSubdirectory("cimcil-photographs-");
        try
        {
            Cut(folder, parts.FullName);
            RunOn(parts.FullName);
        }
        finally
        {
            parts.Delete(true);
        }
    }

    /// <summary>Makes many images of few photographs: each whole, and parts of 35 to 80 percent of its sides, squashed into squares.</summary>
    private static void Cut(string folder, string parts)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        const int Needed = CalibrationCount + (MaskStepCount * MaskBatch * 2);
        if (files.Length * (1 + PartCount) < Needed)
            throw new ConfigurationException($"{folder} has {files.Length} photographs (.jpg), and {(Needed + PartCount) / (1 + PartCount)} are needed. On Debian: apt install mate-backgrounds lomiri-wallpapers-16.04 lomiri-wallpapers-20.04, and /usr/share/backgrounds.");
        var (random, resampling, image, part) = (new RandomStreams(1).For("parts"), new Resampling(), new RgbImage(), new RgbImage());
        foreach (var (i, file) in files.Index())
        {
            ImageCodec.LoadFile(file, image);
            for (var j = 0; j <= PartCount; j++)
            {
                var share = j == 0 ? 1 : random.NextDouble(0.35, 0.8);
                var (height, width) = ((int)(image.Height * share), (int)(image.Width * share));
                var (top, left) = (random.NextInt(image.Height - height + 1), random.NextInt(image.Width - width + 1));
                resampling.Resize(image, new Box(top, top + height, left, left + width), RealResNet18.Side, RealResNet18.Side, part);
                File.WriteAllBytes(Path.Combine(parts, $"{i:000}-{j}.png"), ImageCodec.EncodePng(part));
            }
        }
        Console.WriteLine($"{files.Length * (1 + PartCount)} parts of {files.Length} photographs");
    }

    private static void RunOn(string photographs)
    {
        CompareFeatures(photographs);
        Console.WriteLine("weights, scales | cosine of the rational path's maps to the ReLU path's after stages 1 to 4, mean (least) | largest value | inner, validation, diversity, memory, outer");
        foreach (var (name, isPretrained, isCalibrated) in new[] { ("random, 1", false, false), ("pretrained, 1", true, false), ("pretrained, calibrated", true, true) })
        {
            using var network = Create(isPretrained);
            if (isCalibrated)
                Calibrate(network, photographs);
            Console.WriteLine($"{name} | {Stages(network, photographs)} | {MaskLosses(network, photographs)}");
        }
    }

    private static void CompareFeatures(string photographs)
    {
        using var network = Create(isPretrained: true);
        using var original = new RealResNet18.Original();
        var cosines = new List<double>();
        foreach (var batch in RealResNet18.Load(photographs, 0, TestCount, 1))
        {
            using var disposal = batch;
            using var noGradient = no_grad();
            using var scope = NewDisposeScope();
            var features = network.Apply(batch.ToImages(CPU), ForwardPass.Relu).Features.contiguous().data<float>().ToArray();
            cosines.Add(RealResNet18.Cosine(original.Features(batch.Pixels), features));
        }
        Console.WriteLine(Text($"Features of {cosines.Count} photographs against ONNX Runtime: cosine {cosines.Average():F5} in the mean, {cosines.Min():F5} at least"));
    }

    private static IncrementalNetwork Create(bool isPretrained)
    {
        random.manual_seed(1);
        var config = isPretrained ? RealResNet18.Config : RealResNet18.Config with { Pretrained = Weights.Random };
        var network = new IncrementalNetwork(config, NetworkShape.OneBranch(ClassCount), CPU);
        PretrainedBackbone.Load(network.NewestBranch, config.Pretrained);
        network.eval();
        return network;
    }

    private static void Calibrate(IncrementalNetwork network, string photographs)
    {
        var measurement = new ScaleMeasurement(network, network.NewestBranch.RationalActivations);
        foreach (var batch in RealResNet18.Load(photographs, 0, CalibrationCount, 16))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            measurement.Look(batch.ToImages(CPU));
        }
        foreach (var (activation, scale) in measurement.Scales())
            activation.SetScale(scale);
        Console.WriteLine($"Scales: {string.Join(' ', network.NewestBranch.RationalActivations.Select(activation => Text($"{activation.Scale:F2}")))}");
    }

    private static string Stages(IncrementalNetwork network, string photographs)
    {
        var (cosines, largest) = (new List<double[]>(), 0.0);
        foreach (var batch in RealResNet18.Load(photographs, CalibrationCount, TestCount, 1))
        {
            using var disposal = batch;
            using var noGradient = no_grad();
            using var scope = NewDisposeScope();
            var images = batch.ToImages(CPU);
            IReadOnlyList<Tensor> Maps(ForwardPass pass) => ((ResNet)network.NewestBranch).StageMaps(new TensorLayers(pass), images);
            var (relu, rational) = (Maps(ForwardPass.Relu), Maps(ForwardPass.Rational));
            cosines.Add([.. relu.Zip(rational, (a, b) => nn.functional.cosine_similarity(a.flatten(), b.flatten(), 0).ToDouble())]);
            largest = Math.Max(largest, rational[^1].abs().max().ToDouble());
        }
        var stages = Enumerable.Range(0, cosines[0].Length).Select(stage => Text($"{cosines.Average(one => one[stage]):F4} ({cosines.Min(one => one[stage]):F4})"));
        return Text($"{string.Join(", ", stages)} | {largest:F1}");
    }

    /// <summary>The losses of the first mask steps of phase 0, as means over pairs of batches; nothing learns.</summary>
    private static string MaskLosses(IncrementalNetwork network, string photographs)
    {
        using var model = StageModel.Classification(network);
        using var trainer = new BilevelTrainer(CimMask.Paper, model, new Phase(0, 0, ClassCount));
        var sums = new double[5];
        foreach (var pair in RealResNet18.Load(photographs, CalibrationCount, MaskStepCount * MaskBatch * 2, MaskBatch).Chunk(2).Take(MaskStepCount))
        {
            using var scope = NewDisposeScope();
            (Tensor, Tensor) Images(Batch batch) => (batch.ToImages(CPU), arange(batch.Count, ScalarType.Int64) % ClassCount);
            var losses = trainer.Accumulate(Images(pair[0]), Images(pair[1]), thetaRate: 0.1)!;
            foreach (var (i, loss) in new[] { losses.Inner, losses.Validation, losses.Diversity, losses.Memory, losses.Outer }.Index())
                sums[i] += loss.ToDouble() / MaskStepCount;
            foreach (var batch in pair)
                batch.Dispose();
        }
        return string.Join(", ", sums.Select(sum => Text($"{sum:F3}")));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
