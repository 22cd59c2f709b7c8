using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;

namespace CimCil.Tests.Exemplars;

/// <summary>A budget of bytes is the size of the file: never exceeded, and used.</summary>
[TestClass]
public sealed class ByteBudgetTests
{
    private const double LeastUse = 97;

    private static readonly ExemplarCodecs JpegHalves = new(PixelCodec.Jpeg(95), PixelCodec.Jpeg(75));

    [TestMethod]
    [DataRow("400 KiB", false)]
    [DataRow("400 KiB", true)]
    [DataRow("1 MiB", false)]
    public void TheFileOfShapesIsFullAndNoLargerThanItsBudget(string size, bool jpeg)
    {
        var dataset = (new ShapesDataset { TrainImagesPerClass = 100, TestImagesPerClass = 1 }).Open();
        var random = new RandomStream(7);
        Fill(Budget.Bytes(size), [4, 2, 2, 2], label => [.. dataset.Train.Where(image => image.Class == label).Select(image =>
            new CompressedImage(image, RandomBox(64, 64, random), 64, 64, 9, jpeg ? JpegHalves : ExemplarCodecs.Lossless))]);
    }

    [TestMethod]
    [DataRow("boxes", "1 MiB")]
    [DataRow("whole", "1 MiB")]
    [DataRow("original", "2 MiB")]
    public void TheFileOfPhotographsIsFullAndNoLargerThanItsBudget(string form, string size)
    {
        using var fixture = new StoreFixture();
        var paths = PhotoImages.Write(Path.Combine(fixture.Folder, "photos"), 20, 3);
        var random = new RandomStream(8);
        Fill(Budget.Bytes(size), [2, 1, 2], label => [.. Enumerable.Range(0, 60).Select(i =>
        {
            // A few files stand for many images: what counts here is their size.
            var image = new PhotoImages.FileOf(paths[(i + label) % paths.Length], label);
            return form switch
            {
                "boxes" => new CompressedImage(image, RandomBox(PhotoImages.Height, PhotoImages.Width, random), PhotoImages.Height, PhotoImages.Width, 4, JpegHalves),
                "whole" => CompressedImage.Whole(image, new ExemplarCodecs(PixelCodec.Jpeg(75), default)),
                _ => CompressedImage.Whole(image, new ExemplarCodecs(PixelCodec.Original, default)),
            };
        })]);
    }

    [TestMethod]
    public void ABudgetThatHoldsNothingIsAnError()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var plan = StoreFixture.PlanOf(0, StoreFixture.Exemplar(0, 1)) with { Budget = Budget.Bytes("1 KiB") };
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => store.CommitPhase(plan)).Message, "budget of 1 KiB");
        Assert.AreEqual(-1, store.Snapshot.LastPhase);
    }

    [TestMethod]
    public void AShareRuleDividesTheBytes()
    {
        var dataset = (new ShapesDataset { TrainImagesPerClass = 100, TestImagesPerClass = 1 }).Open();
        var usage = Fill(
            Budget.Bytes("400 KiB"), [2, 1], label => [.. dataset.Train.Where(image => image.Class == label).Select(image => CompressedImage.Whole(image))], new WeightedShares { Weights = [3, 1] });
        var bytes = usage.Classes.Select(one => (double)one.ByteCount).ToArray();
        Assert.AreEqual(3, bytes[0] / bytes[1], 0.5);
        Assert.AreEqual(3, bytes[0] / bytes[2], 0.5);
    }

    /// <summary>Runs phases, and after each measures the file itself.</summary>
    private static MemoryUsage Fill(Budget budget, int[] phases, Func<int, CompressedImage[]> imagesOf, ShareRule? shares = null)
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var random = new RandomStream(5);
        var memory = new MemoryConfig { Budget = budget, Shares = shares ?? new EqualShares() };
        var known = 0;
        for (var index = 0; index < phases.Length; index++)
        {
            var phase = new Phase(index, known, phases[index]);
            var before = store.Snapshot;
            var after = store.CommitPhase(MemoryPlan.For(memory, phase, before, Candidates(phase, imagesOf, random), workerCount: 2), workerCount: 2);
            known = phase.SeenClassCount;
            var file = new FileInfo(fixture.Path).Length;
            Assert.IsLessThanOrEqualTo((long)budget.Amount, file);
            Assert.AreEqual(file, after.Usage.FileByteCount);
            Assert.AreEqual(file, after.Phases[^1].FileByteCount);
            Assert.IsGreaterThanOrEqualTo(LeastUse, after.Phases[^1].UsedPercent, $"phase {index}");
            Console.WriteLine($"{budget} phase {index}: {after.Phases[^1].UsedPercent:F2} %, {after.Entries.Count} exemplars, pixels {100.0 * after.Usage.ByteCount / file:F1} % of the file");
            foreach (var label in before.Labels)
                CollectionAssert.AreEqual(before.OfClass(label).Take(after.CountOf(label)).ToArray(), after.OfClass(label).ToArray());
        }
        return store.Snapshot.Usage;
    }

    private static IEnumerable<ClassCandidates> Candidates(Phase phase, Func<int, CompressedImage[]> imagesOf, RandomStream random)
    {
        for (var label = phase.KnownClassCount; label < phase.SeenClassCount; label++)
        {
            var images = imagesOf(label);
            var features = FeatureRows.Of([.. Enumerable.Range(0, images.Length * 8).Select(_ => (float)random.NextNormal())], images.Length);
            yield return new ClassCandidates(label, $"class {label}", images, features);
        }
    }

    private static Box RandomBox(int height, int width, RandomStream random)
    {
        var (top, left) = (random.NextInt(height / 2), random.NextInt(width / 2));
        return new Box(top, top + 1 + random.NextInt(height - top), left, left + 1 + random.NextInt(width - left));
    }
}
