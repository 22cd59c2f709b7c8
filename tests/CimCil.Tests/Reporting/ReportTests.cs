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
        Assert.AreEqual("### A <title>\n\n| name | a,b |\n| --- | ---: |\n| say \"x\" | 1\\|2 |\n", table.ToMarkdown());
        StringAssert.Contains(table.ToHtml(), "A &lt;title&gt;");
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

    /// <summary>Ten phases of a hundred classes with a image for each; the images are noise, which no codec makes small.</summary>
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
                Image = Image(), Heatmap = Image(), Stored = Image(),
            })],
        };
    }
}
