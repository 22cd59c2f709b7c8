using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CsCheck;

namespace CimCil.Tests.Exemplars;

/// <summary>Codecs that lose something lose it before features are computed, so that the store replays what the network saw.</summary>
[TestClass]
public sealed class LossyCodecTests
{
    private static readonly Gen<PixelCodec> Codecs = Gen.OneOf<PixelCodec>(
        PixelCodec.Jpeg(95), PixelCodec.Jpeg(30), PixelCodec.WebP(90), PixelCodec.WebP(20), PixelCodec.Png, PixelCodec.WebPLossless);

    [TestMethod]
    public void TheStoreReplaysThePixelsThatFeaturesAreComputedOn() =>
        Gen.Select(Gen.ULong, Codecs, Codecs).Sample((seed, foreground, background) =>
        {
            using var fixture = new StoreFixture();
            NewExemplar[] exemplars = [.. Enumerable.Range(0, 4).Select(i => StoreFixture.Exemplar(0, seed + (ulong)i, 4, new ExemplarCodecs(foreground, background)))];
            exemplars[3] = new NewExemplar(CompressedImage.Whole(exemplars[3].Image.Source, exemplars[3].Image.Codecs), 0, "class 0");
            var seen = exemplars.Select(StoreFixture.Expected).ToArray();
            var measured = exemplars.Select(exemplar => exemplar.Image.MeasureByteCount()).ToArray();
            using var store = fixture.Create();
            var snapshot = store.CommitPhase(StoreFixture.PlanOf(0, exemplars), workerCount: 2);
            for (var i = 0; i < exemplars.Length; i++)
            {
                CollectionAssert.AreEqual(seen[i], StoreFixture.Pixels(snapshot.Images[i]));
                Assert.AreEqual(measured[i], snapshot.Entries[i].ByteCount);
            }
        }, iter: 30, threads: 1);

    [TestMethod]
    public void LossyHalvesDifferFromTheOriginalAndLosslessOnesDoNot()
    {
        var image = PhotoImages.Draw(new RandomStream(4));
        var box = new Box(100, 250, 120, 330);
        var exact = StoreFixture.Expected(StoreFixture.Exemplar(0, image, box, 4, "a"));
        var lossy = StoreFixture.Expected(StoreFixture.Exemplar(0, image, box, 4, "a", new ExemplarCodecs(PixelCodec.Png, PixelCodec.Jpeg(75))));
        var differing = Enumerable.Range(0, exact.Length).Where(i => exact[i] != lossy[i]).Select(i => i / 3).ToArray();
        Assert.IsNotEmpty(differing);
        Assert.IsFalse(differing.Any(at => at / PhotoImages.Width is >= 100 and < 250 && at % PhotoImages.Width is >= 120 and < 330), "the foreground is lossless");
        Assert.IsLessThan(8.0, differing.Average(at => Math.Abs(exact[at * 3] - lossy[at * 3])));
    }

    [TestMethod]
    public void OriginalsAreKeptToTheByte()
    {
        using var fixture = new StoreFixture();
        var path = PhotoImages.Write(Path.Combine(fixture.Folder, "photos"), 1, 2).Single();
        var image = new PhotoImages.FileOf(path, 0);
        using var store = fixture.Create();
        var snapshot = store.CommitPhase(StoreFixture.PlanOf(0, new NewExemplar(CompressedImage.Whole(image, new ExemplarCodecs(PixelCodec.Original, default)), 0, "class 0")));
        CollectionAssert.AreEqual(File.ReadAllBytes(path), store.ReadHalves(snapshot.Entries[0]).Foreground);
        CollectionAssert.AreEqual(StoreFixture.Pixels(image), StoreFixture.Pixels(snapshot.Images[0]));
        Assert.AreEqual(PixelCodec.Original, snapshot.Entries[0].ForegroundCodec);
    }

    /// <summary>What lies under the box does not show, whatever it is painted with, and costs less than the image there.</summary>
    [TestMethod]
    [DataRow("jpeg:75")]
    [DataRow("webp:75")]
    [DataRow("webp-lossless")]
    public void TheBackgroundUnderTheBoxCostsLittle(string codec)
    {
        Assert.IsTrue(PixelCodec.TryParse(codec, out var background));
        var (codecs, box) = (new ExemplarCodecs(PixelCodec.Png, background), new Box(60, 300, 60, 440));
        var (omitted, all) = (0L, 0L);
        foreach (var seed in new ulong[] { 1, 2, 3 })
        {
            var image = PhotoImages.Draw(new RandomStream(seed));
            omitted += EncodedHalves.Encode(image, new StoreFixture.DrawnImage(image, 0, "a"), box, 4, codecs).Background!.Length;
            all += EncodedHalves.Encode(image, new StoreFixture.DrawnImage(image, 0, "a"), Box.Empty, 4, codecs).Background!.Length;
        }
        Console.WriteLine($"{codec}: {omitted} of {all} bytes");
        Assert.IsLessThan(0.66 * all, omitted);
    }

    [TestMethod]
    public void ImagesTooLargeForACodecAreRefused()
    {
        var image = new StoreFixture.DrawnImage(new RgbImage(1, 17000), 0, "long.png");
        var error = Assert.ThrowsExactly<DataException>(() => CompressedImage.Whole(image, new ExemplarCodecs(PixelCodec.WebP(50), default)).MeasureByteCount());
        StringAssert.Contains(error.Message, "long.png");
        StringAssert.Contains(error.Message, "png");
    }
}
