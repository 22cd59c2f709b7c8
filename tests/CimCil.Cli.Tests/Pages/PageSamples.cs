using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Galleries;
using CimCil.Onnx;
using CimCil.Reporting;
using CimCil.Runs;

namespace CimCil.Cli.Tests.Pages;

/// <summary>Every page of the program, of numbers and drawn images that nothing was trained for and that never change.</summary>
internal static class PageSamples
{
    private static readonly Dataset Drawings = new ShapesDataset { ImageSide = 64, TestResize = 64, TrainImagesPerClass = 2, TestImagesPerClass = 1 }.Open();

    private static readonly IReadOnlyList<string> Shapes = Drawings.ClassNames;

    private static readonly CompressionRatios Ratios = new(9);

    /// <summary>The pages by name, in the order of their writing.</summary>
    public static readonly IReadOnlyDictionary<string, string> Files = new Dictionary<string, string>
    {
        ["report"] = "usual/report.html",
        ["report-100"] = "hundred/report.html",
        ["report-young"] = "young/report.html",
        ["report-empty"] = "empty/report.html",
        ["compare"] = "compare/compare.html",
        ["compare-settings"] = "settings/compare.html",
        ["memory"] = "memory.html",
        ["masks"] = "masks/gallery.html",
    };

    /// <summary>Writes them all.</summary>
    public static void Write(string folder)
    {
        RunReport.Write(Usual(1, 0), Path.Combine(folder, "usual"));
        RunReport.Write(Hundred(), Path.Combine(folder, "hundred"));
        RunReport.Write(Young(), Path.Combine(folder, "young"));
        RunReport.Write(Young() with { PhaseCount = 0, Phases = [], Networks = [], Status = RunStatus.Running, State = "running", Notes = [] }, Path.Combine(folder, "empty"));
        RunRecord Other(int seed, double better) => Usual(seed, better) with { Settings = [.. Settings.Select(setting => setting.Key == "mask.threshold" ? new("mask.threshold", "0.7") : setting)] };
        RunComparison.Write(
            [Usual(1, 0), Usual(2, 1.5), Usual(3, -2), Other(1, -6), Other(2, -9), Young() with { Path = "runs/shapes-4", Seed = 4 }],
            Path.Combine(folder, "compare"));
        RunRecord Smaller(string ratio) => Usual(1, 0) with { Settings = [.. Settings.Select(setting => setting.Key == "mask.compressionRatio" ? new(setting.Key, ratio) : setting)] };
        RunComparison.Write([Usual(1, 0), Smaller("4"), Smaller("16") with { Path = "runs/of-a-long-name-that-says-much-and-lies-deep/below/some-folders/shapes-1" }], Path.Combine(folder, "settings"));
        WriteMemory(folder);
        WriteMasks(Path.Combine(folder, "masks"));
    }

    private static readonly IReadOnlyList<KeyValuePair<string, string>> Settings =
    [
        new("seed", "1"), new("data.kind", "shapes"), new("data.imageSide", "64"), new("phases.classes", "10"), new("phases.firstPhase", "4"), new("phases.classesPerPhase", "2"), new("learner.kind", "foster"),
        new("mask.kind", "cim"), new("mask.threshold", "0.6"), new("mask.compressionRatio", "9"), new("memory.budget", "60"), new("training.laterPhases.milestones", "6, 9, 11"),
    ];

    private static readonly IReadOnlyList<KeyValuePair<string, string>> Facts =
    [
        new("status", "finished"), new("started", "2026-01-02 03:04:05 UTC"), new("command line", "cimcil run shapes --seed 1 --set mask.threshold=0.6"), new("fingerprint", "0123456789abcdef0123456789abcdef"),
        new("operating system", "Debian GNU/Linux 12 (bookworm)"), new("processor", "a processor, 2 cores"), new("device", "cpu"),
    ];

    /// <summary>Four phases of ten classes: a boosted network and a compressed one.</summary>
    private static RunRecord Usual(int seed, double better)
    {
        int[] seen = [4, 6, 8, 10];
        double[][] top1 = [[94.5, 82.3, 81.9, 75.6], [94.5, 80.8, 78.2, 71.5]];
        string[] networks = ["boosted", "compressed"];
        return new RunRecord
        {
            Path = $"runs/shapes-{seed}-{(better < -5 ? "89abcdef" : "01234567")}",
            Experiment = "shapes",
            Summary = "FOSTER + CIM on procedural shapes; minutes on a CPU",
            Seed = seed,
            Fingerprint = "0123456789abcdef",
            Status = RunStatus.Finished,
            State = "finished",
            PhaseCount = 4,
            Settings = Settings,
            Facts = Facts,
            Phases = [.. seen.Select((classes, i) => new PhaseRecord(
                i, classes, networks.Index().ToDictionary(network => network.Item, network => Score(Math.Min(98, top1[network.Index][i] + (better * i / 2)), i)),
                209 - (i * 14), 59.2 - (i * 0.3), 480_000 - (i * 12_345), 1_081_344, 60, false, 0.21 + (i * 0.012), 0.88 - (i * 0.02), 0.84 - (i * 0.03), 41.5 + (i * 3)))],
            Networks = [.. networks.Select((name, n) => new NetworkRecord(
                name, top1[n].Average() + (better * 0.75), top1[n][^1] + (better * 1.5), 9.4 + n, [.. Enumerable.Range(0, 4).Select(t => (IReadOnlyList<double>)[.. Enumerable.Range(0, t + 1).Select(j => 95 - (9.5 * (t - j)) - (3 * t) - (2 * n))])]))],
            Epochs = [.. Enumerable.Range(0, 60).Select(i => new EpochRecord(
                i / 15, i % 15 < 9 ? "boosting" : "compression", i % 15, 15, 400, 2.5,
                new Dictionary<string, double> { ["loss"] = 0.3 + (2 / (1.0 + (i % 15))), ["loss.kd"] = i < 15 ? double.NaN : 0.2 + (1 / (1.0 + (i % 15))), ["accuracy"] = 60 + (2.5 * (i % 15)), ["mask.outer"] = 1.5 - (0.05 * (i % 15)) }) { WaitedSeconds = 0.05 })],
            Notes = ["The learning rate of phi was taken from the first step."],
            PartSeconds = [(0, "evaluation", 0.8), (1, "evaluation", 1.1), (2, "evaluation", 1.4), (3, "evaluation", 1.9)],
            Evaluation = Evaluation(Shapes, 3, 50),
            Gallery = [.. Drawn().Where(image => image.Class < 6).GroupBy(image => image.Class).SelectMany(group => group.Take(2).Select((image, rank) => Exemplar(image, rank)))],
            Activations = [new ActivationRecord("stem", [0.02f, 0.61f, 0.5f, 0.08f, 0.01f, 0], [0.02f, 0.38f, 0, 0]), new ActivationRecord("stages.0.0", [0.03f, 0.5f, 0.43f, 0.21f, 0.06f, 0], [0, 0.5f, 0, 0.02f])],
        };
    }

    /// <summary>Twenty phases of a hundred classes with long names, a budget of bytes, no true box, and a process that died.</summary>
    private static RunRecord Hundred()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"n{1_440_764 + (i * 3791):D8}-a-long-name-of-{Shapes[i % 10]}-number-{i}")];
        ScoreRecord ScoreAfter(int phase) => Score(88 - (1.9 * phase), phase);
        return Usual(7, 0) with
        {
            Path = "runs/imagenet100",
            Experiment = "imagenet100-lfs-20-foster-cim",
            Summary = "ImageNet-100, learning from scratch in twenty phases of five classes, 20 exemplars per class: a summary that needs more than one line to say all that there is to say",
            Status = RunStatus.Stopped,
            State = "stopped: its process has ended without a word",
            PhaseCount = 25,
            Phases = [.. Enumerable.Range(0, 20).Select(i => new PhaseRecord(
                i, 5 * (i + 1), new Dictionary<string, ScoreRecord> { ["boosted"] = ScoreAfter(i) }, 2000, 1998, 61L << 20, (62L << 20) + (i << 16), 64 << 20, true, 0.3, null, null, 1800))],
            Networks = [new NetworkRecord("boosted", 69.95, 51.9, 21.3, [.. Enumerable.Range(0, 20).Select(t => (IReadOnlyList<double>)[.. Enumerable.Range(0, t + 1).Select(j => 92 - (2.1 * (t - j)) - t)])])],
            Epochs = [],
            PartSeconds = [],
            Notes = [],
            Evaluation = Evaluation(names, 19, 50) with { Networks = new Dictionary<string, ConfusionRecord> { ["boosted"] = Confusion(100, 50) } },
            Gallery = [.. Drawn().Take(2).Select((image, i) => Exemplar(image, 0) with { TrueBox = null, Heatmap = i == 0 ? null : Exemplar(image, 0).Heatmap, ClassName = names[i], Label = i, Source = $"train/{names[i]}/image.jpg", Ratios = null })],
            Activations = [],
        };
    }

    /// <summary>One phase, then it was stopped.</summary>
    private static RunRecord Young() => Usual(1, 0) with
    {
        Status = RunStatus.Stopped,
        State = "stopped",
        Phases = [.. Usual(1, 0).Phases.Take(1)],
        Networks = [.. Usual(1, 0).Networks.Select(network => network with { Average = 94.5, Last = 94.5, Forgetting = 0, Matrix = [[94.5]] })],
        Epochs = [],
        PartSeconds = [],
        Notes = ["Stopped by SIGTERM."],
        Evaluation = null,
        Gallery = [],
        Activations = [],
    };

    private static ScoreRecord Score(double top1, int phase) => new(top1, Math.Min(99.5, top1 + 14), 5, phase == 0 ? null : top1 - 3, top1 + 4);

    private static EvaluationRecord Evaluation(IReadOnlyList<string> names, int phase, int images) => new(
        phase, names.Count, new Dictionary<string, ConfusionRecord> { ["boosted"] = Confusion(names.Count, images), ["compressed"] = Confusion(names.Count, images) },
        [.. names.Select((name, i) => new ClassRecord(i, name, 16 + (i % 3), 5.9 + (i % 3 * 0.04), 41_000 + (i * 977), 0.22 + (i % 4 * 0.02)))]);

    private static ConfusionRecord Confusion(int classes, int images)
    {
        int Right(int label) => images - 4 - (label * 7 % 23);
        return new ConfusionRecord(
            [.. Enumerable.Repeat(images, classes)], [.. Enumerable.Range(0, classes).Select(Right)],
            [.. Enumerable.Range(0, classes).SelectMany(label =>
            {
                var wrong = images - Right(label);
                return new (int, int, int)[] { (label, label, Right(label)), (label, (label + 1) % classes, wrong / 2), (label, (label + 3) % classes, wrong / 3), (label, (label * 5 + 2) % classes, wrong - (wrong / 2) - (wrong / 3)) }
                    .GroupBy(cell => cell.Item2).Select(group => (label, group.Key, group.Sum(cell => cell.Item3))).Where(cell => cell.Item3 > 0);
            })]);
    }

    /// <summary>Drawn images of ten classes, in the order of their classes.</summary>
    private static IReadOnlyList<DatasetImage> Drawn() =>
        [.. Drawings.Train.OrderBy(image => image.Class)];

    private static GalleryImage Exemplar(DatasetImage source, int rank)
    {
        var (image, box) = (source.Load(), BoxOf(source));
        var stored = new RgbImage();
        BoxCompression.Compress(image, box, Ratios, stored);
        return new GalleryImage
        {
            Label = source.Class,
            ClassName = Shapes[source.Class],
            Source = source.Name,
            Rank = rank,
            Height = image.Height,
            Width = image.Width,
            Box = box,
            TrueBox = source.TrueBox,
            Ratios = Ratios,
            Cost = BoxCompression.Cost(box, image.Height, image.Width, Ratios),
            ByteCount = 2_345 + (source.Class * 67),
            Image = ImageCodec.EncodePreview(image),
            Heatmap = ImageCodec.EncodePreview(HeatPalette.Overlay(image, (row, column) => HeatAt(source, row, column))),
            Stored = ImageCodec.EncodePreview(stored),
        };
    }

    /// <summary>About the true box, as a mask model finds it.</summary>
    private static Box BoxOf(DatasetImage source)
    {
        var truth = source.TrueBox!.Value;
        return new Box(Math.Max(0, truth.Top - 3), Math.Min(64, truth.Bottom + 1), Math.Max(0, truth.Left - 1), Math.Min(64, truth.Right + 4));
    }

    private static float HeatAt(DatasetImage source, int row, int column)
    {
        var box = BoxOf(source);
        var (y, x) = ((row - ((box.Top + box.Bottom) / 2.0)) / (box.Height * 0.55), (column - ((box.Left + box.Right) / 2.0)) / (box.Width * 0.55));
        return (float)Math.Exp(-((y * y) + (x * x)) * 0.9);
    }

    private static void WriteMemory(string folder)
    {
        var images = Drawn().Where(image => image.Class < 3).ToList();
        using var store = ExemplarStore.Create(Path.Combine(folder, "memory.db"));
        store.CommitPhase(new MemoryPlan(
            new Phase(0, 0, 3), Budget.ImagesPerClass(20), new Dictionary<int, int>(),
            [.. images.Select(image => new NewExemplar(new CompressedImage(image, BoxOf(image), 64, 64, Ratios), image.Class, Shapes[image.Class]))]));
        // The last class has lost its originals.
        new ExemplarGallery(
            store, entry => images.FirstOrDefault(image => image.Name == entry.Source && image.Class < 2),
            (_, source) => [.. Enumerable.Range(0, 64 * 64).Select(i => HeatAt(source, i / 64, i % 64))]).Write(Path.Combine(folder, "memory.html"), 2);
    }

    private static void WriteMasks(string folder)
    {
        var root = Path.Combine(folder, "..", "photos");
        var images = Drawn().Where(image => image.Class < 3).Select((image, i) =>
        {
            var name = $"{Shapes[image.Class]}/photo {i}{(i == 0 ? " with a name that is too long for one line and has no end" : "")}.png";
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
            File.WriteAllBytes(Path.Combine(root, name), ImageCodec.EncodePng(image.Load()));
            return new MaskedImage(new ImageFile(root, name), image.Class, 64, 64, i == 3 ? Box.Whole(64, 64) : BoxOf(image), IsFlat: i == 3);
        }).ToList();
        new ImageWriter(folder, Ratios, new Loading(new RandomStreams(0), 1, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None)).Write(images, Overlay.Written);
        BoxGallery.Write(folder, images, Shapes, Ratios);
    }
}
