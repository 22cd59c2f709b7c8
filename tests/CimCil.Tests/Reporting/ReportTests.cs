using CimCil.Data;
using CimCil.Reporting;
using CimCil.Runs;

namespace CimCil.Tests.Reporting;

[TestClass]
public sealed class ReportTests
{
    [TestMethod]
    public void TablesAreQuotedAsTheirFormatAsks()
    {
        var table = new ReportTable("t", "A <title>", ["name", "a,b"], [["say \"x\"", "1|2"]]);
        Assert.AreEqual("name,\"a,b\"\r\n\"say \"\"x\"\"\",1|2\r\n", table.ToCsv());
        Assert.AreEqual("### A <title>\n\n| name | a,b |\n| --- | --- |\n| say \"x\" | 1\\|2 |\n", table.ToMarkdown());
        StringAssert.Contains(table.ToHtml(), "A &lt;title&gt;");
    }

    /// <summary>Nothing that reads CSV takes 61,282 for a number; names, lists and texts keep their commas.</summary>
    [TestMethod]
    public void NumbersOfACsvArePlain()
    {
        var table = new ReportTable("t", "T", ["name", "bytes", "mean", "seeds", "text"], [["1,000", "61,282", "1,234.50 ± 2.00", "1, 2", "a, b"], ["b", "-", "5.00", "1", "1,000"]]);
        Assert.AreEqual("name,bytes,mean,seeds,text\r\n\"1,000\",61282,1234.50 ± 2.00,\"1, 2\",\"a, b\"\r\nb,-,5.00,1,\"1,000\"\r\n", table.ToCsv());
        Assert.Contains("61,282", table.ToMarkdown());
        Assert.Contains("61,282", table.ToHtml());
        var phase = Small(1, 50).Phases[0] with { ByteCount = 61282, FileByteCount = 1234567 };
        var memory = ReportTables.Of(Small(1, 50) with { Phases = [phase] }).First(one => one.Name == "memory").ToCsv();
        StringAssert.EndsWith(memory, ",61282,1234567\r\n");
    }

    [TestMethod]
    public void AnActivationIsWhatTheNetworkComputes()
    {
        var activation = new ActivationRecord("a", [1, 2, 0, 0, 0, 0], [-0.5f, 0, 0, 0]);
        Assert.AreEqual(1 / 1.0, activation.At(0));
        Assert.AreEqual((1 + 4) / (1 + 1.0), activation.At(2), 1e-12);
        Assert.AreEqual((1 - 4) / (1 + 1.0), activation.At(-2), 1e-12);
    }

    [TestMethod]
    public void AThousandClassesMakeAReportBelowThirtyMegabytes()
    {
        using var folder = new TempFolder();
        var file = RunReport.Write(Thousand(), folder.Path);
        var length = new FileInfo(file).Length;
        Assert.IsInRange(1L << 20, 30L << 20, length);
        var html = File.ReadAllText(file);
        Assert.HasCount(1001, html.Split("<section class=\"class"));
        StringAssert.Contains(html, "classes summed up by phase");
        Assert.HasCount(1001, File.ReadAllLines(Path.Combine(folder.Path, "tables", "classes.csv")));
    }

    [TestMethod]
    public void RunsThatDifferInTheirSeedAreOneRowWithMeanAndSpread()
    {
        var (a, b) = (Small(1, 50), Small(2, 54));
        var tables = RunComparison.Tables([a, b, Small(1, 60) with { Settings = [new("mask.threshold", "0.7"), new("seed", "1")] }]);
        var rows = tables.First(table => table.Name == "figures").Rows;
        Assert.HasCount(2, rows);
        Assert.AreEqual("52.00 ± 2.83", rows[0][3]);
        Assert.AreEqual("1, 2", rows[0][2]);
        Assert.AreEqual("60.00", rows[1][3]);
        var settings = tables.First(table => table.Name == "settings").Rows.Single();
        CollectionAssert.AreEqual(new[] { "mask.threshold", "0.6", "0.7" }, settings.ToArray());
    }

    /// <summary>Two folders of one seed are repeats: they say nothing of the spread over seeds, and count once.</summary>
    [TestMethod]
    public void RunsOfOneSeedAreRepeatsAndNoSpread()
    {
        var repeats = RunComparison.Tables([Small(1, 50), Small(1, 52) with { Path = "runs/again" }]);
        Assert.AreEqual("Figures over all phases; runs of one seed are repeats and count once, as their mean", repeats[0].Title);
        CollectionAssert.AreEqual(new[] { "shapes", "boosted", "1 (2 runs)", "51.00" }, repeats[0].Rows.Single().Take(4).ToArray());
        Assert.DoesNotContain("±", string.Concat(repeats.SelectMany(table => table.Rows).SelectMany(row => row)));

        var mixed = RunComparison.Tables([Small(1, 50), Small(1, 52) with { Path = "runs/again" }, Small(2, 55)]);
        Assert.AreEqual("Figures over all phases, mean ± spread over seeds; runs of one seed are repeats and count once, as their mean", mixed[0].Title);
        // 51 and 55: the mean of the repeats is one value.
        CollectionAssert.AreEqual(new[] { "1 (2 runs), 2", "53.00 ± 2.83" }, mixed[0].Rows.Single().Skip(2).Take(2).ToArray());
        Assert.AreEqual("Figures over all phases", RunComparison.Tables([Small(1, 50)])[0].Title);
    }

    /// <summary>Nothing is subtracted, and a reader who looks for it is told why.</summary>
    [TestMethod]
    public void GroupsWithoutACommonSeedSaySo()
    {
        var other = Small(3, 60) with { Settings = [new("mask.threshold", "0.7"), new("seed", "3")] };
        var row = RunComparison.Tables([Small(1, 50), Small(2, 54), other]).First(table => table.Name == "differences").Rows.Single();
        CollectionAssert.AreEqual(new[] { "shapes, mask.threshold 0.7", "boosted", "shapes, mask.threshold 0.6", "0", "no common seed", "-", "no common seed", "-" }, row.ToArray());
        Assert.IsNull(RunComparison.Differences([Small(1, 50), Small(2, 54), other]).Single().Average);
    }

    [TestMethod]
    public void ARunThatHasNotFinishedIsMarkedAndAveragedWithNone()
    {
        var unfinished = Small(3, 90) with { Status = RunStatus.Stopped, State = "stopped: its process has ended without a word", PhaseCount = 4 };
        var tables = RunComparison.Tables([unfinished, Small(1, 50), Small(2, 54)]);
        foreach (var table in tables.Where(table => table.Name is "figures" or "accuracy"))
        {
            CollectionAssert.AreEqual(new[] { "shapes", "shapes, stopped after 1 of 4 phases" }, table.Rows.Select(row => row[0]).ToArray(), table.Name);
            StringAssert.Contains(string.Join(' ', table.Rows[0]), "52.00 ± 2.83");
            StringAssert.Contains(string.Join(' ', table.Rows[1]), "90.00");
        }
        StringAssert.Contains(string.Join(' ', tables[4].Rows[2]), "stopped: its process has ended without a word 1 of 4 phases");
    }

    [TestMethod]
    public void RunsOfOtherImagesAreNoSeedsOfEachOther()
    {
        DatasetFingerprint Images(string hash) => new(["a", "b"], new ImageListFingerprint(2, 2, $"{hash}{hash}"), new ImageListFingerprint(1, 1, "01234567"));
        var (one, other) = (Small(1, 50) with { Images = Images("aaaa") }, Small(2, 54) with { Images = Images("bbbb") });
        var tables = RunComparison.Tables([one, other]);
        CollectionAssert.AreEqual(new[] { "shapes, training images aaaaaaaa", "shapes, training images bbbbbbbb" }, tables[0].Rows.Select(row => row[0]).ToArray());
        CollectionAssert.AreEqual(new[] { "aaaaaaaa 01234567", "bbbbbbbb 01234567" }, tables[2].Rows.Single().Skip(1).ToArray());
        Assert.HasCount(1, RunComparison.Tables([one, other with { Images = one.Images }])[0].Rows);
        Assert.HasCount(1, RunComparison.Tables([one, other with { Images = null }])[0].Rows, "a run that did not record them may be of any");
        DatasetFingerprint Content(string hash) => Images("aaaa") with { Train = Images("aaaa").Train with { Content = $"{hash}{hash}" } };
        var (same, changed) = (one with { Images = Content("cccc") }, other with { Images = Content("dddd") });
        Assert.HasCount(2, RunComparison.Tables([same, changed])[0].Rows, "names and sizes are equal, the content is not");
        Assert.HasCount(1, RunComparison.Tables([same, other with { Images = one.Images }])[0].Rows, "a run that did not look at it may be of any");
    }

    [TestMethod]
    public void ATableWithoutRowsIsNotWrittenAndNoEarlierOneIsLeft()
    {
        using var folder = new TempFolder();
        RunComparison.Write([Small(1, 50), Small(1, 60) with { Settings = [new("mask.threshold", "0.7")] }], folder.Path);
        Assert.HasCount(10, Directory.GetFiles(folder["tables"]));
        RunComparison.Write([Small(1, 50), Small(2, 60)], folder.Path);
        CollectionAssert.AreEquivalent(
            new[] { "accuracy.csv", "accuracy.md", "figures.csv", "figures.md", "runs.csv", "runs.md" },
            Directory.GetFiles(folder["tables"]).Select(file => Path.GetFileName(file)).ToArray());
    }

    [TestMethod]
    public void TopKIsHeadedByTheKOfItsPhase()
    {
        PhaseRecord Phase(int index, int classes, int k) => Small(1, 50).Phases[0] with { Index = index, ClassesSeen = classes, Scores = new Dictionary<string, ScoreRecord> { ["boosted"] = new(50, 90, k, null, 50) } };
        var table = Accuracy(Phase(0, 4, 4), Phase(1, 6, 5));
        CollectionAssert.AreEqual(new[] { "phase", "classes", "k", "boosted top-1", "boosted top-k", "boosted old", "boosted new" }, table.Columns.ToArray());
        CollectionAssert.AreEqual(new[] { "4", "5" }, table.Rows.Select(row => row[2]).ToArray());
        CollectionAssert.AreEqual(new[] { "phase", "classes", "boosted top-1", "boosted top-5", "boosted old", "boosted new" }, Accuracy(Phase(0, 6, 5), Phase(1, 8, 5)).Columns.ToArray());

        static ReportTable Accuracy(params PhaseRecord[] phases) => ReportTables.Of(Small(1, 50) with { Phases = phases }).First(table => table.Name == "accuracy");
    }

    [TestMethod]
    public void ThePapersFiguresAreThoseOfItsTables()
    {
        Assert.AreEqual(new PaperFigures(77.94, null), PaperFigures.Of("imagenet100-lfs-10-foster-cim"));
        Assert.AreEqual(new PaperFigures(59.48, 50.83), PaperFigures.Of("imagenet1000-lfs-10-5k-foster-cim"));
        Assert.IsNull(PaperFigures.Of("shapes"));
    }

    private static RunRecord Small(int seed, double average) => new()
    {
        Path = $"runs/{seed}",
        Experiment = "shapes",
        Seed = seed,
        Fingerprint = "0123456789abcdef",
        Status = RunStatus.Finished,
        State = "finished",
        PhaseCount = 1,
        Settings = [new("mask.threshold", "0.6"), new("seed", $"{seed}")],
        Facts = [],
        Phases = [new PhaseRecord(0, 2, new Dictionary<string, ScoreRecord> { ["boosted"] = new(average, 100, 2, null, average) }, 4, 2, 100, 200, 4, false, 0.5, null, null, 60)],
        Networks = [new NetworkRecord("boosted", average, average, 0, [[average]])],
        Epochs = [],
        Notes = [],
        PartSeconds = [],
        Gallery = [],
        Activations = [],
    };

    /// <summary>Ten phases of a hundred classes with an image for each; the images are noise, which no codec makes small.</summary>
    private static RunRecord Thousand()
    {
        var random = new Random(1);
        var phases = Enumerable.Range(0, 10).Select(i => new PhaseRecord(
            i, 100 * (i + 1), new Dictionary<string, ScoreRecord> { ["boosted"] = new(80 - i, 95, 5, i == 0 ? null : 70, 80) }, 20000, 19000, 1L << 30, 1L << 30, 20000, false, 0.4, null, null, 1e5)).ToList();
        byte[] Image()
        {
            var image = new RgbImage(96, 80);
            random.NextBytes(image.Pixels);
            for (var i = 0; i < image.Pixels.Length; i++)
                image.Pixels[i] = (byte)(128 + (image.Pixels[i] / 8));
            return ImageCodec.EncodePreview(image);
        }
        // A few dozen, in turn: the page holds every one of the three thousand anyway.
        byte[][] images = [.. Enumerable.Range(0, 48).Select(_ => Image())];
        byte[] At(int i) => images[i % images.Length];
        return Small(1, 75) with
        {
            Phases = phases,
            Networks = [new NetworkRecord("boosted", 75, 70, 9, [.. Enumerable.Range(1, 10).Select(row => (IReadOnlyList<double>)[.. Enumerable.Repeat(70.0, row)])])],
            Epochs = [.. Enumerable.Range(0, 3000).Select(i => new EpochRecord(i / 300, i % 300 < 170 ? "boosting" : "compression", i % 300, 300, 130000, 600, new Dictionary<string, double> { ["loss"] = 1.0 / (i + 1), ["accuracy"] = 50, ["mask.outer"] = 2 }))],
            Evaluation = new EvaluationRecord(
                9, 1000,
                new Dictionary<string, ConfusionRecord>
                {
                    ["boosted"] = new([.. Enumerable.Repeat(50, 1000)], [.. Enumerable.Repeat(30, 1000)], [.. Enumerable.Range(0, 20000).Select(i => (i / 20, (i * 37) % 1000, 2))]),
                },
                [.. Enumerable.Range(0, 1000).Select(i => new ClassRecord(i, $"n{i:D8}", 20, 19.5, 500000, 0.4))]),
            Gallery = [.. Enumerable.Range(0, 1000).Select(i => new GalleryImage
            {
                Label = i, ClassName = $"n{i:D8}", Source = $"train/n{i:D8}/image.jpg", Rank = 0, Height = 480, Width = 400, Box = new Box(50, 300, 60, 290), Cost = 0.5, ByteCount = 100000,
                Image = At(3 * i), Heatmap = At((3 * i) + 1), Stored = At((3 * i) + 2),
            })],
        };
    }
}
