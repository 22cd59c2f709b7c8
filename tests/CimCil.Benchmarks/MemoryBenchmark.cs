using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using TorchSharp;

namespace CimCil.Benchmarks;

/// <summary>The exemplar store: loading against loose files, filling, and growth.</summary>
internal static class MemoryBenchmark
{
    private const int PictureCount = 400;
    private const int Rounds = 7;

    /// <summary>Loading alone, the part that is quick to repeat.</summary>
    public static void RunLoading()
    {
        var folder = Directory.CreateTempSubdirectory("cimcil-memory-").FullName;
        try
        {
            CompareLoading(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static void Run()
    {
        LibTorchLocator.EnsureLoaded();
        torch.set_num_threads(1);
        var folder = Directory.CreateTempSubdirectory("cimcil-memory-").FullName;
        try
        {
            CompareLoading(folder);
            MeasureFilling();
            MeasureGrowth(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same JPEG bytes as files and in the store; rounds are interleaved and the least time counts.</summary>
    private static void CompareLoading(string folder)
    {
        var files = WritePhotographs(Path.Combine(folder, "photos"));
        var codecs = new ExemplarCodecs(PixelCodec.Original, PixelCodec.WebPLossless);
        using var store = ExemplarStore.Create(Path.Combine(folder, "loading.db"));
        NewExemplar[] exemplars = [.. files.Select(file => new NewExemplar(CompressedImage.Whole(file, codecs), 0, "photos"))];
        var images = store.CommitPhase(new MemoryPlan(new Phase(0, 0, 1), Budget.Images(PictureCount), new Dictionary<int, int>(), exemplars), 2).Images;
        var cold = Enumerable.Range(0, Rounds).Min(_ =>
        {
            using var reader = ExemplarStore.OpenReadOnly(store.Path);
            return Timed(() => LoadAll(reader.Snapshot.Images, 1)).Processor;
        });
        var once = Enumerable.Range(0, Rounds).Min(_ => Timed(() => LoadAll(files, 1)).Processor);
        Console.WriteLine(FormattableString.Invariant($"First load, nothing in the store's cache: store / files {once / cold:F3} by processor time"));
        Console.WriteLine($"Loading {PictureCount} JPEG pictures of 500 x 375 pixels, pictures/s (least times of {Rounds} interleaved rounds):");
        foreach (var workers in new[] { 1, 2 })
        {
            var (loose, stored) = (Least, Least);
            for (var round = 0; round < Rounds; round++)
            {
                loose = loose.Min(Timed(() => LoadAll(files, workers)));
                stored = stored.Min(Timed(() => LoadAll(images, workers)));
            }
            Console.WriteLine(FormattableString.Invariant(
                $"  {workers} worker(s): files {PictureCount / loose.Seconds:F0}, store {PictureCount / stored.Seconds:F0}; store / files {loose.Seconds / stored.Seconds:F3}, by processor time {loose.Processor / stored.Processor:F3}"));
        }
    }

    private static void LoadAll(IReadOnlyList<DatasetImage> images, int workers)
    {
        var next = -1;
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(() =>
        {
            var picture = new RgbImage();
            while (Interlocked.Increment(ref next) is var i && i < images.Count)
                images[i].LoadInto(picture);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }

    private static void MeasureFilling()
    {
        const int Classes = 100, Images = 1300, Features = 512;
        Console.WriteLine($"Filling {Classes} classes from {Images} images x {Features} features each, a share of 20 image equivalents:");
        var random = new RandomStream(1);
        foreach (var fill in Enum.GetValues<Fill>())
        {
            var count = 0;
            var elapsed = 0.0;
            for (var label = 0; label < Classes; label++)
            {
                using var scope = torch.NewDisposeScope();
                torch.manual_seed(label);
                var features = torch.rand(Images, Features);
                double[] costs = [.. Enumerable.Range(0, Images).Select(_ => 0.25 + (0.75 * random.NextDouble()))];
                elapsed += Seconds(() => count += Herding.Select(features, costs, 20, fill).Order.Count);
            }
            Console.WriteLine(FormattableString.Invariant($"  {fill}: {elapsed:F1} s, {(double)count / Classes:F1} exemplars per class"));
        }
    }

    private static void MeasureGrowth(string folder)
    {
        Console.WriteLine("Growth, small pictures (32 x 32, a box each):");
        Console.WriteLine("  exemplars   commit us   open us   load us   file bytes   managed bytes held (each per exemplar)");
        foreach (var count in new[] { 2_000, 20_000, 200_000 })
        {
            var path = Path.Combine(folder, $"growth-{count}.db");
            var commit = Seconds(() => Grow(path, count));
            ExemplarStore store = null!;
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var open = Seconds(() => store = ExemplarStore.OpenReadOnly(path));
            var held = GC.GetTotalMemory(forceFullCollection: true) - before;
            // The same number of loads, spread over the whole store.
            var loads = store.Snapshot.Images.Where((_, i) => i % (count / 2_000) == 0).ToArray();
            LoadAll(loads, 1);
            var load = Enumerable.Range(0, Rounds).Min(_ => Seconds(() => LoadAll(loads, 1)));
            Console.WriteLine(FormattableString.Invariant(
                $"  {count,9} {commit / count * 1e6,11:F1} {open / count * 1e6,9:F2} {load / loads.Length * 1e6,9:F1} {new FileInfo(path).Length / (double)count,12:F0} {held / (double)count,10:F0}"));
            store.Dispose();
            File.Delete(path);
        }
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant($"  peak working set {process.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    private static void Grow(string path, int count)
    {
        using var store = ExemplarStore.Create(path);
        var codecs = new ExemplarCodecs(PixelCodec.Jpeg(90), PixelCodec.Jpeg(75));
        NewExemplar[] exemplars = [.. Enumerable.Range(0, count).Select(i =>
            new NewExemplar(new CompressedImage(new Tile(i), new Box(4, 24, 6, 26), 32, 32, 4, codecs), i % 1000, "class"))];
        store.CommitPhase(new MemoryPlan(new Phase(0, 0, 1000), Budget.Images(count), new Dictionary<int, int>(), exemplars), 2);
    }

    private static Photograph[] WritePhotographs(string folder)
    {
        Directory.CreateDirectory(folder);
        return [.. Enumerable.Range(0, PictureCount).Select(i =>
        {
            var random = new RandomStream((ulong)i);
            var (picture, grain, wave) = (new RgbImage(375, 500), 4 + random.NextInt(8), 0.02 + (random.NextInt(60) / 300.0));
            for (var at = 0; at < picture.Pixels.Length; at++)
            {
                var (y, x) = (at / 1500, at / 3 % 500);
                picture.Pixels[at] = (byte)(80 + (60 * Math.Sin(wave * (x + (i % 7 * y)))) + (y / 8) + (at % 3 * 10) + random.NextInt(grain));
            }
            var path = Path.Combine(folder, $"{i}.jpg");
            File.WriteAllBytes(path, ImageCodec.EncodeJpeg(picture, 90));
            return new Photograph(path);
        })];
    }

    private static readonly Times Least = new(double.PositiveInfinity, double.PositiveInfinity);

    private static Times Timed(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var seconds = Seconds(action);
        process.Refresh();
        return new Times(seconds, (process.TotalProcessorTime - before).TotalSeconds);
    }

    /// <summary>Time on the clock and on all processors; other work on the machine disturbs the second one less.</summary>
    private sealed record Times(double Seconds, double Processor)
    {
        public Times Min(Times other) => new(Math.Min(Seconds, other.Seconds), Math.Min(Processor, other.Processor));
    }

    private static double Seconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }

    private sealed class Photograph(string path) : DatasetImage
    {
        public override string Name => Path.GetFileName(path);

        public override int Class => 0;

        public override void LoadInto(RgbImage picture) => ImageCodec.LoadFile(path, picture);

        public override byte[] ReadOriginal() => ImageCodec.ReadFile(path);
    }

    private sealed class Tile(int index) : DatasetImage
    {
        public override string Name => $"tile/{index}.png";

        public override int Class => 0;

        public override void LoadInto(RgbImage picture)
        {
            picture.Reshape(32, 32);
            for (var i = 0; i < picture.Pixels.Length; i++)
                picture.Pixels[i] = (byte)((i * (1 + (index % 13))) ^ (i / 96 * 5));
        }
    }
}
