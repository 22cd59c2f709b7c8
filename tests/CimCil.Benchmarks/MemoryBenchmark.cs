using System.Collections;
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
    private const int Rounds = 15;
    private const int PartsOfSeveral = 40;
    private const int Looks = 10;

    [ThreadStatic]
    private static RgbImage? _image;

    /// <summary>Loading against loose files.</summary>
    public static void RunLoading()
    {
        var folder = Directory.CreateTempSubdirectory("cimcil-memory-").FullName;
        try
        {
            Console.WriteLine($"store / files: more than 1 is faster than files. {Rounds} interleaved rounds; JPEG, the same bytes in the store.");
            CompareLoading(Path.Combine(folder, "photographs"), 400, 375, 500);
            CompareLoading(Path.Combine(folder, "thumbnails"), 2_000, 48, 64);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Filling and growth.</summary>
    public static void Run()
    {
        LibTorchLocator.EnsureLoaded();
        torch.set_num_threads(1);
        var folder = Directory.CreateTempSubdirectory("cimcil-memory-").FullName;
        try
        {
            MeasureFilling();
            MeasureGrowth(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same bytes as files and in stores, a part of each in turn, so that what else the machine does meets all alike.</summary>
    private static void CompareLoading(string folder, int count, int height, int width)
    {
        var files = WritePhotographs(folder, count, height, width);
        Console.WriteLine(FormattableString.Invariant(
            $"{count} images of {width} x {height} pixels, {files.Average(file => new FileInfo(file.Location).Length) / 1024:F0} KiB each:"));
        Console.WriteLine("                                 workers   images/s   processors: least  median   clock: least  median");
        using var large = Fill(Path.Combine(folder, "large-pages.db"), Budget.Images(count), files);
        using var small = Fill(Path.Combine(folder, "small-pages.db"), Budget.Bytes("1 GiB"), files);
        foreach (var workers in new[] { 1, 2 })
        {
            string[] ways = ["files", "budget of images, first load", "budget of images, later loads", "budget of bytes, first load", "budget of bytes, later loads"];
            var times = ways.Select(_ => new List<Times[]>()).ToArray();
            // The first round compiles and is not counted.
            for (var round = -1; round < Rounds; round++)
            {
                // Connections are opened by the first load.
                using var freshLarge = ExemplarStore.OpenReadOnly(large.Path);
                using var freshSmall = ExemplarStore.OpenReadOnly(small.Path);
                var taken = LoadInTurn(
                    [files, freshLarge.Snapshot.Images, large.Snapshot.Images, freshSmall.Snapshot.Images, small.Snapshot.Images], workers, Math.Max(round, 0));
                for (var way = 0; way < ways.Length && round >= 0; way++)
                    times[way].Add(taken[way]);
            }
            for (var way = 0; way < ways.Length; way++)
                Report(ways[way], workers, count, times[0], times[way]);
        }
    }

    /// <summary>One worker takes image by image, so that most are loaded without being disturbed; several share larger parts.</summary>
    /// <returns>Times by way and part.</returns>
    private static Times[][] LoadInTurn(IReadOnlyList<DatasetImage>[] ways, int workers, int round)
    {
        var parts = workers == 1 ? ways[0].Count : PartsOfSeveral;
        var taken = ways.Select(_ => new Times[parts]).ToArray();
        for (var step = 0; step < parts; step++)
        {
            for (var turn = 0; turn < ways.Length; turn++)
            {
                var way = (turn + step + round) % ways.Length;
                // Ways are at different places, or one would find warm what another has just loaded.
                var part = (step + (way * parts / ways.Length)) % parts;
                var (start, end) = (part * ways[way].Count / parts, (part + 1) * ways[way].Count / parts);
                taken[way][part] = Timed(() => Load(ways[way], start, end, workers));
            }
        }
        return taken;
    }

    /// <summary>The ratio of the least times, each part's least, and the median of the rounds' ratios.</summary>
    private static void Report(string name, int workers, int count, List<Times[]> files, List<Times[]> taken)
    {
        double Least(List<Times[]> rounds, Func<Times, double> time) => Enumerable.Range(0, rounds[0].Length).Sum(part => rounds.Min(round => time(round[part])));
        (double Least, double Median) Ratio(Func<Times, double> time) => (
            Least(files, time) / Least(taken, time),
            Median(files.Zip(taken, (file, one) => file.Sum(time) / one.Sum(time))));
        var (processors, clock) = (Ratio(one => one.Processor), Ratio(one => one.Seconds));
        Console.WriteLine(FormattableString.Invariant(
            $"  {name,-30} {workers,7} {count / Least(taken, one => one.Seconds),12:F0} {processors.Least,19:F3} {processors.Median,7:F3} {clock.Least,14:F3} {clock.Median,7:F3}"));
    }

    private static ExemplarStore Fill(string path, Budget budget, Photograph[] files)
    {
        var store = ExemplarStore.Create(path, budget);
        var codecs = new ExemplarCodecs(PixelCodec.Original, PixelCodec.WebPLossless);
        NewExemplar[] exemplars = [.. files.Select(file => new NewExemplar(CompressedImage.Whole(file, codecs), 0, "photos"))];
        store.CommitPhase(new MemoryPlan(new Phase(0, 0, 1), budget, new Dictionary<int, int>(), exemplars), 2);
        return store;
    }

    private static void Load(IReadOnlyList<DatasetImage> images, int start, int end, int workers)
    {
        var next = start - 1;
        void Work()
        {
            _image ??= new RgbImage();
            while (Interlocked.Increment(ref next) is var i && i < end)
                images[i].LoadInto(_image);
        }
        if (workers == 1)
            Work();
        else
            // The pool's threads stay from part to part, as a loader's do from batch to batch.
            Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(Work))).GetAwaiter().GetResult();
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

    /// <summary>Stores of three sizes in turn, so that what else the machine does meets all alike.</summary>
    private static void MeasureGrowth(string folder)
    {
        const int Small = 2_000, Medium = 20_000, Large = 200_000;
        // Lets the just-in-time compiler finish, which takes it some ten thousand exemplars and a second.
        for (var i = 0; i < 3; i++)
            Measure(folder, Medium);
        var measured = new[] { 0, Small, Medium, Large }.ToDictionary(count => count, _ => new List<Growth>());
        for (var round = 0; round < 4; round++)
        {
            foreach (var count in new[] { 0, 0, 0, 0, 0, Small, Small, Small, Small, Small, Medium })
                measured[count].Add(Measure(folder, count));
            if (round == 1)
                measured[Large].Add(Measure(folder, Large));
        }
        double Of(int count, Func<Growth, double> value) => Median(measured[count].Select(value));
        Console.WriteLine("Growth, small images (32 x 32, a box each), median of the stores; the times are of the processors.");
        Console.WriteLine(FormattableString.Invariant(
            $"An empty store: {Of(0, one => one.Create) * 1e3:F1} ms to create and close, {Of(0, one => one.Commit) * 1e3:F1} ms to commit a phase, {Of(0, one => one.Open) * 1e3:F1} ms to open. Beyond that, per exemplar:"));
        Console.WriteLine("  exemplars  stores   commit us   open us   load us   file bytes   managed MB held: opened   most while all are loaded   working set grows by MB");
        foreach (var count in new[] { Small, Medium, Large })
        {
            double Each(Func<Growth, double> value) => (Of(count, value) - Of(0, value)) / count;
            Console.WriteLine(FormattableString.Invariant(
                $"  {count,9} {measured[count].Count,7} {Each(one => one.Commit) * 1e6,11:F1} {Each(one => one.Open) * 1e6,9:F2} {Each(one => one.Load) * 1e6,9:F1} {Of(count, one => one.FileBytes) / count,12:F0} {Of(count, one => one.Held) / 1e6,25:F2} {Of(count, one => one.Most) / 1e6,27:F2} {Of(count, one => one.WorkingSet) / 1e6,25:F1}"));
        }
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant($"  peak working set {process.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    /// <summary>Fills a store, opens it and loads all of it once.</summary>
    private static Growth Measure(string folder, int count)
    {
        var path = Path.Combine(folder, "growth.db");
        var commit = 0.0;
        var all = Timed(() =>
        {
            using var store = ExemplarStore.Create(path, Budget.Images(Math.Max(1, count)));
            var plan = new MemoryPlan(new Phase(0, 0, Tiles.ClassCount), Budget.Images(Math.Max(1, count)), new Dictionary<int, int>(), new Tiles(count));
            commit = Timed(() => store.CommitPhase(plan, 2)).Processor;
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        ExemplarStore opened = null!;
        var open = Timed(() => opened = ExemplarStore.OpenReadOnly(path));
        using var reader = opened;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var workingSet = Environment.WorkingSet;
        var (load, most) = (0.0, 0L);
        for (var look = 0; look < Looks; look++)
        {
            load += Timed(() => Load(reader.Snapshot.Images, look * count / Looks, (look + 1) * count / Looks, 1)).Processor;
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        var growth = new Growth(all.Processor - commit, commit, open.Processor, load, new FileInfo(path).Length, held, most, Environment.WorkingSet - workingSet);
        reader.Dispose();
        File.Delete(path);
        return growth;
    }

    private sealed record Growth(double Create, double Commit, double Open, double Load, double FileBytes, double Held, double Most, double WorkingSet);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static Photograph[] WritePhotographs(string folder, int count, int height, int width)
    {
        Directory.CreateDirectory(folder);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var random = new RandomStream((ulong)i);
            var (image, grain, wave) = (new RgbImage(height, width), 4 + random.NextInt(8), 0.02 + (random.NextInt(60) / 300.0));
            for (var at = 0; at < image.Pixels.Length; at++)
            {
                var (y, x) = (at / (3 * width), at / 3 % width);
                image.Pixels[at] = (byte)(80 + (60 * Math.Sin(wave * (x + (i % 7 * y)))) + (y / 8) + (at % 3 * 10) + random.NextInt(grain));
            }
            var path = Path.Combine(folder, $"{i}.jpg");
            File.WriteAllBytes(path, ImageCodec.EncodeJpeg(image, 90));
            return new Photograph(path);
        })];
    }

    private static Times Timed(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        var seconds = Seconds(action);
        return new Times(seconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    /// <summary>Time on the clock and on all processors.</summary>
    private sealed record Times(double Seconds, double Processor);

    private static double Seconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }

    private sealed class Photograph(string path) : DatasetImage
    {
        public string Location => path;

        public override string Name => Path.GetFileName(path);

        public override int Class => 0;

        public override void LoadInto(RgbImage image) => ImageCodec.LoadFile(path, image);

        public override byte[] ReadOriginal() => ImageCodec.ReadFile(path);
    }

    /// <summary>Candidates class by class, as a plan brings them; made when they are asked for, so that only the store holds memory.</summary>
    private sealed class Tiles(int count) : IReadOnlyList<NewExemplar>
    {
        public const int ClassCount = 100;

        private static readonly ExemplarCodecs Codecs = new(PixelCodec.Jpeg(90), PixelCodec.Jpeg(75));

        public int Count => count;

        public NewExemplar this[int index] =>
            new(new CompressedImage(new Tile(index), new Box(4, 24, 6, 26), 32, 32, 4, Codecs), (int)((long)index * ClassCount / count), "class");

        public IEnumerator<NewExemplar> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Tile(int index) : DatasetImage
    {
        public override string Name => $"tile/{index}.png";

        public override int Class => 0;

        public override void LoadInto(RgbImage image)
        {
            image.Reshape(32, 32);
            for (var i = 0; i < image.Pixels.Length; i++)
                image.Pixels[i] = (byte)((i * (1 + (index % 13))) ^ (i / 96 * 5));
        }
    }
}
