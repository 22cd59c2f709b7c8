using CimCil.Data;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class BoxCompressionTests
{
    [TestMethod]
    public void ASideNeverShrinksToNothing()
    {
        Assert.AreEqual((1, 32), BoxCompression.CompressedSize(2, 96, 9));
        var image = ImageAssert.Noise(2, 96);
        var restored = BoxCompression.Restore(BoxCompression.Downsample(image, 9), null, Box.Empty, 2, 96);
        var compressed = new RgbImage();
        BoxCompression.Compress(image, Box.Empty, 9, compressed);
        ImageAssert.AreEqual(compressed, restored, "strip");
    }

    [TestMethod]
    public void RatioOneAndTheWholeBoxKeepTheImage()
    {
        var image = ImageAssert.Noise(33, 21);
        var compressed = new RgbImage();
        BoxCompression.Compress(image, Box.Empty, 1, compressed);
        ImageAssert.AreEqual(image, compressed, "ratio 1");
        BoxCompression.Compress(image, Box.Whole(33, 21), 16, compressed);
        ImageAssert.AreEqual(image, compressed, "whole box");
        Assert.AreEqual(1.0, BoxCompression.Cost(Box.Whole(33, 21), 33, 21, 16));
        Assert.AreEqual(1.0 / 16, BoxCompression.Cost(Box.Empty, 33, 21, 16));
    }

    [TestMethod]
    public void ImpossibleArgumentsAreRefused()
    {
        var image = ImageAssert.Noise(8, 8);
        Assert.ThrowsExactly<ArgumentException>(() => BoxCompression.Compress(image, Box.Empty, 4, image));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BoxCompression.Downsample(image, 0.5));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BoxCompression.Cost(Box.Empty, 8, 8, double.NaN));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => BoxCompression.NearestIndex(0, 4));
        Assert.ThrowsExactly<ArgumentException>(() => BoxCompression.Restore(image, image, new Box(0, 4, 0, 4), 16, 16));
    }

    [TestMethod]
    [DataRow(9.0, 1.5625)]
    [DataRow(4.0, 4.0)]
    [DataRow(16.0, 2.0)]
    public void ACompressedForegroundIsWhatIsStoredOfIt(double background, double foreground)
    {
        var image = new RgbImage(61, 47);
        var random = new CimCil.Foundation.RandomStream(3);
        foreach (ref var value in image.Pixels)
            value = (byte)random.NextInt(256);
        foreach (var box in new[] { new Box(5, 40, 3, 44), Box.Whole(61, 47), new Box(60, 61, 46, 47), Box.Empty })
        {
            var ratios = new CompressionRatios(background, foreground);
            var (compressed, restored) = (new RgbImage(), new RgbImage());
            BoxCompression.Compress(image, box, ratios, compressed);
            var crop = BoxCompression.Crop(image, box, foreground);
            BoxCompression.Restore(BoxCompression.Downsample(image, background), crop, foreground, box, 61, 47, restored);
            ImageAssert.AreEqual(compressed, restored, $"{box}");
            if (crop is not null)
                Assert.AreEqual(BoxCompression.CompressedSize(box.Height, box.Width, foreground), (crop.Height, crop.Width));
            var share = box.ShareOf(61, 47);
            Assert.AreEqual((share / foreground) + ((1 - share) / background), BoxCompression.Cost(box, 61, 47, ratios), 1e-12);
        }
    }
}
