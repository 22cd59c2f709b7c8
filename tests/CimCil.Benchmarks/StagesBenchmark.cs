using System.Diagnostics;
using System.Globalization;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Benchmarks;

/// <summary>
/// Every stage of an experiment beside tests/python/peer.py, the same stage in plain PyTorch: both set it up, then they take turns.
/// A ratio below 1 is less time than the peer's.
/// </summary>
internal static class StagesBenchmark
{
    private const int Height = 375;
    private const int Width = 500;

    private static readonly Stage[] OnCpu =
    [
        new("JPEG 500 x 375 to augmented 224 px", "load") { Batch = 32, FileCount = 96, Goal = 0.5 },
        new("training step, 224 px", "train") { Batch = 16, Goal = 0.9 },
        new("training step, 64 px", "train") { Batch = 64, Side = 64, Goal = 0.9 },
        new("boosting step, 224 px", "boost") { Batch = 16, Goal = 0.8 },
        new("mask step, exact, 8 + 8 images, 224 px", "mask") { Batch = 8, Goal = 0.2 },
        new("mask step, finite difference, beside exact", "mask-difference") { Batch = 8, PeerKind = "mask", Goal = 0.08 },
        new("box of a JPEG 500 x 375", "boxes") { Batch = 16, FileCount = 48, Goal = 0.25 },
        new("features of a JPEG 500 x 375", "features") { Batch = 16, FileCount = 48, Goal = 0.8 },
        new("herding 1,300 x 512, 40 chosen", "herd") { Batch = 1300, Goal = 0.1 },
    ];

    private static readonly Stage[] OnCuda =
    [
        new("JPEG 500 x 375 to augmented 224 px", "load") { Batch = 128, FileCount = 1024 },
        new("training step, 224 px", "train") { Batch = 256, Goal = 0.33 },
        new("training step, 64 px", "train") { Batch = 256, Side = 64, Goal = 0.33 },
        new("boosting step, 224 px", "boost") { Batch = 256 },
        new("mask step, exact, 16 + 16 images, 224 px", "mask") { Batch = 16 },
        new("box of a JPEG 500 x 375", "boxes") { Batch = 128, FileCount = 512 },
        new("features of a JPEG 500 x 375", "features") { Batch = 128, FileCount = 512 },
    ];

    /// <summary>Options: --device cpu, --threads 1,2, --precision float32, --only train,mask, --rounds 5, --python /usr/bin/python3.</summary>
    public static void Run(IReadOnlyList<string> arguments)
    {
        string Option(string name, string otherwise) => arguments.SkipWhile(argument => argument != $"--{name}").Skip(1).FirstOrDefault() ?? otherwise;
        var device = ComputeDevice.Find(Option("device", "cpu")).Device;
        var isCuda = device.type == DeviceType.CUDA;
        var threads = Option("threads", isCuda ? $"{Math.Min(16, Environment.ProcessorCount)}" : "1,2").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var precisions = Option("precision", "float32").Split(',').Select(text => Enum.Parse<Precision>(text, ignoreCase: true)).ToArray();
        var rounds = int.Parse(Option("rounds", "7"), CultureInfo.InvariantCulture);
        var only = Option("only", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var folder = Directory.CreateTempSubdirectory("cimcil-").FullName;
        try
        {
            Draw(folder);
            // Before the peer's process starts, which would take its part of the processor.
            var floors = isCuda ? [] : threads.ToDictionary(count => count, count => new WorkFloor(count));
            using var peer = new Peer(Option("python", "/usr/bin/python3"));
            Console.WriteLine("| stage | threads | ours | peer | ours, ms | peer, ms | spread of ours / peer, % | floor, ms | ratio | goal |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
            foreach (var stage in (isCuda ? OnCuda : OnCpu).Where(stage => only.Length == 0 || only.Contains(stage.Kind)))
            {
                foreach (var (count, precision) in threads.SelectMany(count => precisions.Select(precision => (count, precision))))
                    Compare(stage, device, precision, count, rounds, folder, peer, floors.GetValueOrDefault(count));
            }
            Console.WriteLine($"\nPeer: PyTorch {peer.Version}; a floor is convolutions at the speed of a large matrix product, and files decoded alone; a time is the median of {rounds} rounds in turn, per step, or per image where files are read.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(Stage stage, Device device, Precision precision, int threads, int rounds, string folder, Peer peer, WorkFloor? floors)
    {
        using var files = new FileSet(folder, stage.FileCount);
        // A step on a GPU is so short that several are timed at once.
        var isCuda = device.type == DeviceType.CUDA;
        var repeat = isCuda && stage.FileCount == 0 ? 20 : 1;
        var floor = floors?.Of(stage, files.Folder);
        using var ours = new OurStage(stage, device, precision, threads, files.Folder);
        // Beside PyTorch as it comes, on a GPU also beside PyTorch in the same numbers.
        string[] numbers = isCuda && precision != Precision.TensorFloat32 ? ["default", precision == Precision.BFloat16 ? "bfloat16" : "float32"] : ["default"];
        foreach (var their in numbers)
        {
            peer.Prepare(stage.ForPeer(device, threads, files.Folder, their));
            Compare(stage, device, precision, threads, rounds, repeat, ours, peer, their, floor);
        }
    }

    private static void Compare(Stage stage, Device device, Precision precision, int threads, int rounds, int repeat, OurStage ours, Peer peer, string numbers, double? floor)
    {
        _ = Time(ours, device, repeat);
        _ = peer.Run(1, repeat);
        var (our, their) = (new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            our[round] = Time(ours, device, repeat);
            their[round] = peer.Run(1, repeat)[0];
        }
        var images = Math.Max(1, stage.FileCount);
        var (ourMedian, theirMedian) = (Median(our), Median(their));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {stage.Name} | {threads} | {precision} | {numbers} | {ourMedian / images:0.00} | {theirMedian / images:0.00} | {Spread(our):0} / {Spread(their):0} | {floor / images:0.00} | **{ourMedian / theirMedian:0.00}** | {(numbers == "default" ? stage.Goal : null)} |"));
    }

    private static double Time(OurStage stage, Device device, int repeat)
    {
        CollectionHold.Breathe();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < repeat; i++)
            stage.Run();
        if (device.type == DeviceType.CUDA)
            cuda.synchronize();
        return clock.Elapsed.TotalMilliseconds / repeat;
    }

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);

    /// <summary>From the least to the median, in percent of the median.</summary>
    private static double Spread(double[] times) => 100 * (1 - (times.Min() / Median(times)));

    /// <summary>A few JPEG files with structure and grain, some 60 kB each as photographs of this size have.</summary>
    private static void Draw(string folder)
    {
        var shapes = new ShapesDataset { Side = Width, TrainImagesPerClass = 1, TestImagesPerClass = 4 }.Open();
        foreach (var (i, source) in shapes.Test.Take(32).Index())
        {
            var (square, image, random) = (source.Load(), new RgbImage(Height, Width), new Random(i));
            var pixels = image.Pixels;
            for (var place = 0; place < pixels.Length; place++)
                pixels[place] = (byte)Math.Clamp(square.Pixels[place] + random.Next(-12, 13), 0, 255);
            File.WriteAllBytes(Path.Combine(folder, $"{i:00}.jpg"), ImageCodec.EncodeJpeg(image, 85));
        }
    }

    /// <summary>As many files as a stage wants, copies of those that were drawn.</summary>
    private sealed class FileSet : IDisposable
    {
        public FileSet(string drawn, int count)
        {
            Folder = Directory.CreateTempSubdirectory("cimcil-").FullName;
            var files = Directory.GetFiles(drawn);
            for (var i = 0; i < count; i++)
                File.Copy(files[i % files.Length], Path.Combine(Folder, $"{i:0000}.jpg"));
        }

        public string Folder { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
