using System.Diagnostics;
using System.Runtime.InteropServices;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Benchmarks;

/// <summary>How time and memory grow with the classes of a memory and with the files of a dataset.</summary>
internal static class GrowthBenchmark
{
    private const int ClassesPerPhase = 10;
    private const int ImagesPerClass = 100;
    private const int FeatureCount = 512;

    /// <summary>Phases of ten classes up to a thousand, with synthetic features; nothing is trained.</summary>
    public static void RunClasses()
    {
        LibTorchLocator.EnsureLoaded();
        var folder = Directory.CreateTempSubdirectory("cimcil-growth-").FullName;
        try
        {
            foreach (var (name, memory) in new[]
            {
                ("20 per class", new MemoryConfig { Budget = Budget.ImagesPerClass(20) }),
                ("2,000 in total", new MemoryConfig { Budget = Budget.Images(2000) }),
            })
            {
                Console.WriteLine($"Budget {name}: milliseconds of a phase with ten new classes of {ImagesPerClass} images and {FeatureCount} features; the machine's memory, MB.");
                Console.WriteLine("| classes | herding and plan | commit | opening the memory | scoring 1,000 images by class means | file | working set |\n|---|---|---|---|---|---|---|");
                Grow(Path.Combine(folder, $"{memory.Budget.Amount}.db"), memory);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Folders of images with up to 1.28 million files, which are links to one image.</summary>
    public static void RunFiles()
    {
        var folder = Directory.CreateTempSubdirectory("cimcil-growth-").FullName;
        try
        {
            Console.WriteLine("| files | opening the dataset, s | fingerprint, s | held, MB | working set, MB |\n|---|---|---|---|---|");
            var made = 0;
            foreach (var perClass in new[] { 128, 1280 })
            {
                made = Link(folder, made, perClass);
                var before = GC.GetTotalMemory(forceFullCollection: true);
                var clock = Stopwatch.StartNew();
                var dataset = new ImageFolderDataset { Root = folder }.Open();
                var open = clock.Elapsed.TotalSeconds;
                clock.Restart();
                var fingerprint = DatasetFingerprint.Of(dataset, new ClassSequence(new PhasePlan { Classes = 1000, FirstPhase = 1000, ClassesPerPhase = 1 }, 1000));
                var looked = clock.Elapsed.TotalSeconds;
                var held = GC.GetTotalMemory(forceFullCollection: true) - before;
                Console.WriteLine(FormattableString.Invariant(
                    $"| {dataset.Train.Count + dataset.Test.Count:N0} | {open:0.0} | {looked:0.0} | {held / 1e6:0} | {Environment.WorkingSet / 1e6:0} |"));
                GC.KeepAlive(fingerprint);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Grow(string path, MemoryConfig memory)
    {
        var codecs = ExemplarCodecs.Of(memory);
        using var store = ExemplarStore.Create(path, memory.Budget);
        var times = new List<(double Plan, double Commit, double Open, double Score)>();
        for (var index = 0; index < 100; index++)
        {
            var phase = new Phase(index, index * ClassesPerPhase, ClassesPerPhase);
            var clock = Stopwatch.StartNew();
            double Lap()
            {
                var elapsed = clock.Elapsed.TotalMilliseconds;
                clock.Restart();
                return elapsed;
            }
            var candidates = Enumerable.Range(phase.KnownClassCount, phase.NewClassCount).Select(label => Candidates(label, codecs)).ToList();
            _ = Lap();
            var plan = MemoryPlan.For(memory, phase, store.Snapshot, candidates, 2);
            var planned = Lap();
            store.CommitPhase(plan, 2);
            var committed = Lap();
            using (ExemplarStore.OpenReadOnly(path))
                times.Add((planned, committed, Lap(), Score(phase.SeenClassCount, clock)));
            if (phase.SeenClassCount is 10 or 50 or 100 or 250 or 500 or 1000)
            {
                // The middle of the last five phases: one alone has what else the machine does.
                double Middle(Func<(double Plan, double Commit, double Open, double Score), double> part) => times.TakeLast(5).Select(part).Order().ElementAt(Math.Min(times.Count, 5) / 2);
                Console.WriteLine(FormattableString.Invariant(
                    $"| {phase.SeenClassCount} | {Middle(time => time.Plan):0.0} | {Middle(time => time.Commit):0.0} | {Middle(time => time.Open):0.0} | {Middle(time => time.Score):0.0} | {new FileInfo(path).Length / 1e6:0.0} | {Environment.WorkingSet / 1e6:0} |"));
            }
        }
    }

    private static double Score(int classCount, Stopwatch clock)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var head = new NearestMeanHead(new HeadShape("means", classCount), FeatureCount, CPU, ScalarType.Float32);
        var features = rand(1000, FeatureCount);
        clock.Restart();
        _ = head.Apply(features).argmax(1).cpu();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static ClassCandidates Candidates(int label, ExemplarCodecs codecs)
    {
        var random = new Random(label);
        var (images, features) = (new CompressedImage[ImagesPerClass], new float[ImagesPerClass * FeatureCount]);
        for (var i = 0; i < images.Length; i++)
        {
            var image = new RgbImage(16, 16);
            random.NextBytes(image.Pixels);
            images[i] = CompressedImage.Whole(new MemoryImage(image.ToImage(), $"{label}-{i}"), codecs);
        }
        for (var i = 0; i < features.Length; i++)
            features[i] = random.NextSingle();
        return new ClassCandidates(label, $"class {label}", images, FeatureRows.Of(features, ImagesPerClass));
    }

    /// <summary>Adds links to a thousand classes until each has so many images, a fiftieth of them for testing.</summary>
    private static int Link(string folder, int from, int to)
    {
        var image = new RgbImage(8, 8);
        for (var label = 0; label < 1000; label++)
        {
            var (train, test) = (Path.Combine(folder, "train", $"{label:0000}"), Path.Combine(folder, "val", $"{label:0000}"));
            Directory.CreateDirectory(train);
            Directory.CreateDirectory(test);
            // A file system allows some ten thousand links to one file.
            var first = Path.Combine(train, "0.png");
            if (!File.Exists(first))
                File.WriteAllBytes(first, ImageCodec.EncodePng(image));
            for (var i = Math.Max(1, from); i < to; i++)
                _ = Link(first, Path.Combine(i % 50 == 0 ? test : train, $"{i}.png"));
        }
        return to;
    }

    [DllImport("libc", EntryPoint = "link", CharSet = CharSet.Ansi)]
    private static extern int Link(string from, string to);
}
