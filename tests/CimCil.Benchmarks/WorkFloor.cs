using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Benchmarks;

/// <summary>
/// What a stage takes at least: its convolutions at the speed of a large matrix product, and its files decoded and nothing else, both
/// measured here and now. Activations, norms, sums, heatmaps, losses and the optimizer cost nothing in it.
/// </summary>
/// <param name="threads">Threads that compute, and workers that decode.</param>
internal sealed class WorkFloor(int threads)
{
    private const int GemmSide = 2048;
    private const int Rounds = 5;

    private readonly double _multiplyAddsPerMillisecond = MeasureGemm(threads);

    /// <summary>Milliseconds of a run of the stage; null where nothing of this is what it does.</summary>
    public double? Of(Stage stage, string folder)
    {
        var passes = PassesOf(stage.Kind);
        if (passes == 0 && stage.FileCount == 0)
            return null;
        double images = stage.FileCount > 0 ? stage.FileCount : stage.Batch;
        return (passes * images * MultiplyAdds(stage.Side) / _multiplyAddsPerMillisecond) + (stage.FileCount > 0 ? MeasureDecoding(folder) : 0);
    }

    /// <summary>
    /// How many times a stage's products are those of one forward pass of its batch. A gradient on the inputs of all convolutions is one more, and so is one
    /// on their weights. The exact mask step: forward passes by rational activations and by ReLU (2), their gradients on theta (4), the outer
    /// loss and its gradient (3), and of the two inner passes the first derivative (2) and the second (3 each).
    /// By differences: the same up to there (9), the gradient of the losses aside (1), and at two places two passes and their gradients on inputs (8).
    /// </summary>
    private static int PassesOf(string kind) => kind switch
    {
        "features" or "boxes" => 1,
        "train" => 3,
        "boost" => 4,
        "mask" => 17,
        "mask-difference" => 18,
        _ => 0,
    };

    private static double MultiplyAdds(int side)
    {
        var count = new Counting();
        using var backbone = new ResNet(NetworkConfig.ResNet18, CPU);
        _ = backbone.Apply(count, new Maps(3, side));
        return count.MultiplyAdds;
    }

    private static double MeasureGemm(int threads)
    {
        using var scope = NewDisposeScope();
        set_num_threads(threads);
        var (a, b) = (rand(GemmSide, GemmSide), rand(GemmSide, GemmSide));
        return Math.Pow(GemmSide, 3) / Least(() => a.mm(b).Dispose());
    }

    private double MeasureDecoding(string folder)
    {
        var files = Directory.GetFiles(folder);
        return Least(() => Parallel.ForEach(
            files, new ParallelOptions { MaxDegreeOfParallelism = threads }, file => ImageCodec.Decode(File.ReadAllBytes(file), file)));
    }

    private static double Least(Action work)
    {
        work();
        var times = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            var clock = Stopwatch.StartNew();
            work();
            times[i] = clock.Elapsed.TotalMilliseconds;
        }
        return times.Min();
    }

    private readonly record struct Maps(long Channels, long Side);

    /// <summary>Multiply-adds of the convolutions for one image.</summary>
    private sealed class Counting : ILayers<Maps>
    {
        public double MultiplyAdds { get; private set; }

        public Maps Convolve(Maps x, Convolution convolution, Norm norm)
        {
            var maps = new Maps(convolution.Weight.shape[0], ((x.Side - 1) / convolution.Stride) + 1);
            MultiplyAdds += (double)convolution.Weight.numel() * maps.Side * maps.Side;
            return maps;
        }

        public Maps Activate(Maps x, RationalActivation rational) => x;

        public Maps Add(Maps x, Maps y) => x;

        public Maps MaxPool(Maps x, int side, int stride) => x with { Side = ((x.Side - 1) / stride) + 1 };

        public Maps Part(Func<Maps> part) => part();
    }
}
