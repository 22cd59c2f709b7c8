using System.Diagnostics;
using System.Globalization;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.Onnx;
using static TorchSharp.torch;

namespace CimCil.Benchmarks;

/// <summary>
/// Heatmaps of 224 x 224 images from a ResNet-18 at batch 16: an exported model on the CPU provider against TorchSharp in evaluation
/// mode, the same network and threads; and which part of finding boxes in files lies outside the session.
/// </summary>
internal static class MaskInferenceBenchmark
{
    private const int BatchSize = 16;
    private const int Side = 224;
    private const int ClassCount = 100;
    private const int RoundCount = 7;

    public static void Run()
    {
        LibTorchLocator.EnsureLoaded();
        var folder = Directory.CreateTempSubdirectory("cimcil-").FullName;
        try
        {
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
                Compare(folder, threads);
            MeasureFiles(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string folder, int threads)
    {
        set_num_threads(threads);
        using var noGradient = no_grad();
        using var network = new IncrementalNetwork(NetworkConfig.ResNet18, NetworkShape.OneBranch(ClassCount), CPU);
        network.eval();
        var model = Export(network, folder);
        using var images = randn(BatchSize, 3, Side, Side);
        using var labels = arange(BatchSize, ScalarType.Int64);
        var (pixels, numbers) = (images.data<float>().ToArray(), labels.data<long>().ToArray());
        Console.WriteLine($"ResNet-18, {Side} x {Side}, batch {BatchSize}, {threads} thread(s); least and median ms per image of {RoundCount} interleaved rounds");
        using var whole = Start(model, MaskOutputs.Heatmap, BatchSize, threads);
        using var single = Start(model, MaskOutputs.Heatmap, 1, threads);
        using var features = Start(model, MaskOutputs.Features, BatchSize, threads);
        var ways = new (string Name, Action Run)[]
        {
            ("TorchSharp, heatmaps (rational path)", () => Torch(network, images, labels, ForwardPass.Rational)),
            ("CPU provider, heatmaps, steps of 16", () => whole.Run(pixels, numbers)),
            ("CPU provider, heatmaps, steps of 1", () => single.Run(pixels, numbers)),
            ("TorchSharp, ReLU path", () => Torch(network, images, labels, ForwardPass.Relu)),
            ("CPU provider, features (ReLU path)", () => features.Run(pixels, numbers)),
        };
        foreach (var (name, times) in Rounds(ways))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-40} {times[0]:F1}  {times[times.Length / 2]:F1}"));
    }

    /// <summary>Decoding, resizing and boxes beside the session, as <see cref="ImageMasker"/> does them.</summary>
    private static void MeasureFiles(string folder)
    {
        using var network = new IncrementalNetwork(NetworkConfig.ResNet18, NetworkShape.OneBranch(ClassCount), CPU);
        network.eval();
        var model = Export(network, folder);
        var images = Draw(folder);
        var loading = new Loading(new RandomStreams(0), Environment.ProcessorCount, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        var options = new MaskSessionOptions { Provider = ProviderChoice.Cpu };
        using var session = MaskSession.Start(model, MaskOutputs.Heatmap, options, _ => { });
        var bytes = new byte[BatchSize * 3 * Side * Side];
        session.Run(bytes, new long[BatchSize]);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < images.Length / BatchSize; i++)
            session.Run(bytes, new long[BatchSize]);
        var alone = clock.Elapsed;
        using var masker = new ImageMasker(model, new LabelSource(LabelSourceKind.Folders), 0.6, options, loading, _ => { });
        _ = masker.Find(images[..BatchSize]).Count();
        clock.Restart();
        var count = masker.Find(images).Sum(step => step.Count);
        var whole = clock.Elapsed;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} PNG files of 500 x 500: {whole.TotalMilliseconds / count:F1} ms per image, of which the session alone {alone.TotalMilliseconds / count:F1}; {100 * (1 - (alone / whole)):F1} % outside it"));
    }

    private static void Torch(IncrementalNetwork network, Tensor images, Tensor labels, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        using var fast = CpuConvolutions.AllowUnpadded(network.NewestBranch.ChannelDivisor);
        var maps = network.Apply(images, pass).Maps;
        _ = Heatmap.Normalise(Heatmap.ClassActivation(maps, network.Classifier.Weight, labels)).Values.data<float>().ToArray();
    }

    private static IEnumerable<(string Name, double[] Times)> Rounds((string Name, Action Run)[] ways)
    {
        var times = ways.Select(_ => new double[RoundCount]).ToArray();
        foreach (var way in ways)
            way.Run();
        for (var round = 0; round < RoundCount; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                var clock = Stopwatch.StartNew();
                ways[way].Run();
                times[way][round] = clock.Elapsed.TotalMilliseconds / BatchSize;
            }
        }
        return ways.Zip(times, (way, all) => (way.Name, all.Order().ToArray()));
    }

    private static MaskModel Export(IncrementalNetwork network, string folder)
    {
        var info = new MaskModelInfo
        {
            ClassNames = [.. Enumerable.Range(0, ClassCount).Select(label => $"class {label}")],
            ImageSide = Side,
            TestResize = 256,
            Normalization = Normalization.ImageNet,
            Threshold = 0.6,
            Ratios = 4,
            HeatmapPath = ActivationPath.Rational,
            Network = "boosted",
            Experiment = "benchmark",
            Seed = 1,
            Phase = 0,
            Fingerprint = "benchmark",
        };
        OnnxExporter.Write(Path.Combine(folder, "mask.onnx"), MaskNetwork.Of(network), info, new ExportOptions());
        return MaskModel.Open(Path.Combine(folder, "mask.onnx"));
    }

    private static MaskSession Start(MaskModel model, MaskOutputs outputs, int batchSize, int threads) =>
        MaskSession.Start(model, outputs, new MaskSessionOptions { Provider = ProviderChoice.Cpu, BatchSize = batchSize, ThreadCount = threads }, _ => { });

    private static (ImageFile Image, int? Label)[] Draw(string folder)
    {
        var shapes = (new ShapesDataset { Side = 500, TrainImagesPerClass = 1, TestImagesPerClass = 7 }).Open();
        var images = new List<(ImageFile, int?)>();
        foreach (var image in shapes.Test.Take(4 * BatchSize))
        {
            File.WriteAllBytes(Path.Combine(folder, $"{images.Count}.png"), ImageCodec.EncodePng(image.Load()));
            images.Add((new ImageFile(folder, $"{images.Count}.png"), 0));
        }
        return [.. images];
    }
}
