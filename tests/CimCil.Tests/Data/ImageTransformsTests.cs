using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class ImageTransformsTests
{
    [TestMethod]
    public void SizesAndPositionsRoundAsTorchvisions()
    {
        Assert.AreEqual((256, 341), ImageTransforms.ShorterSideSize(375, 500, 256));
        Assert.AreEqual((341, 256), ImageTransforms.ShorterSideSize(500, 375, 256));
        Assert.AreEqual((256, 256), ImageTransforms.ShorterSideSize(70, 70, 256));
        // Halves go to the even number: 58.5 to 58, 59.5 to 60.
        Assert.AreEqual(58, ImageTransforms.CentreSquare(341, 400, 224).Top);
        Assert.AreEqual(60, ImageTransforms.CentreSquare(343, 400, 224).Top);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageTransforms.CentreSquare(100, 50, 64));
    }

    [TestMethod]
    public void ResizedCropsLieInsideWithTheAskedAreasAndAspects()
    {
        var random = new RandomStream(3);
        var (smallest, largest, narrowest, widest) = (1.0, 0.0, 9.0, 0.0);
        for (var i = 0; i < 4000; i++)
        {
            var crop = ImageTransforms.DrawResizedCrop(300, 400, random);
            Assert.AreEqual(crop, crop.Intersect(Box.Whole(300, 400)));
            (smallest, largest) = (Math.Min(smallest, crop.ShareOf(300, 400)), Math.Max(largest, crop.ShareOf(300, 400)));
            var aspect = (double)crop.Width / crop.Height;
            (narrowest, widest) = (Math.Min(narrowest, aspect), Math.Max(widest, aspect));
        }
        Assert.IsTrue(smallest is > 0.075 and < 0.1 && largest is > 0.95 and <= 1, $"area {smallest} to {largest}");
        Assert.IsTrue(narrowest is > 0.74 and < 0.77 && widest is > 1.3 and < 1.35, $"aspect {narrowest} to {widest}");
    }

    [TestMethod]
    public void AStripThatNoDrawFitsShowsItsMiddle()
    {
        Assert.AreEqual(new Box(0, 3, 498, 502), ImageTransforms.DrawResizedCrop(3, 1000, new RandomStream(1)));
        Assert.AreEqual(new Box(498, 502, 0, 3), ImageTransforms.DrawResizedCrop(1000, 3, new RandomStream(1)));
    }

    [TestMethod]
    public void ShiftsReflectAtTheBorder()
    {
        var image = ImageAssert.Noise(9, 11);
        var shifted = new RgbImage();
        foreach (var (down, right) in new[] { (0, 0), (2, 3), (-2, -3), (-1, 4) })
        {
            ImageTransforms.Shift(image, down, right, shifted);
            for (var y = 0; y < 9; y++)
            {
                for (var x = 0; x < 11; x++)
                    Assert.AreEqual(At(image, Mirror(y - down, 9), Mirror(x - right, 11)), At(shifted, y, x), $"({y}, {x}) by ({down}, {right})");
            }
        }

        static int Mirror(int at, int length) => at < 0 ? -at : at >= length ? length - 2 - (at - length) : at;
        static (byte, byte, byte) At(RgbImage image, int y, int x) =>
            (image.Pixels[((y * image.Width) + x) * 3], image.Pixels[(((y * image.Width) + x) * 3) + 1], image.Pixels[(((y * image.Width) + x) * 3) + 2]);
    }

    [TestMethod]
    public void FlippingTwiceChangesNothing()
    {
        foreach (var width in new[] { 1, 6, 7 })
        {
            var (image, flipped) = (ImageAssert.Noise(4, width), ImageAssert.Noise(4, width));
            ImageTransforms.FlipHorizontally(flipped);
            CollectionAssert.AreEqual(image.Pixels[..3].ToArray(), flipped.Pixels.Slice((width - 1) * 3, 3).ToArray());
            ImageTransforms.FlipHorizontally(flipped);
            ImageAssert.AreEqual(image, flipped, "flipped twice");
        }
    }

    [TestMethod]
    public void SmallTrainingImagesOnlyFlipAndShift()
    {
        var image = ImageAssert.Noise(32, 32);
        var pipeline = ImagePipeline.ForTraining(new ShapesDataset { ImageSide = 32, Augmentation = Augmentation.FlipAndShift });
        var seen = new HashSet<string>();
        var allowed = new HashSet<string>();
        var (shifted, bytes, scratch) = (new RgbImage(), new byte[pipeline.ByteCount], new ImageScratch());
        foreach (var flip in new[] { false, true })
        {
            if (flip)
                ImageTransforms.FlipHorizontally(image);
            for (var at = 0; at < 25; at++)
            {
                ImageTransforms.Shift(image, (at / 5) - 2, (at % 5) - 2, shifted);
                ImageTransforms.WriteChannels(shifted, bytes);
                allowed.Add(Convert.ToBase64String(bytes));
            }
        }
        for (ulong seed = 0; seed < 1000; seed++)
        {
            pipeline.Transform(image, new RandomStream(seed), scratch, bytes);
            seen.Add(Convert.ToBase64String(bytes));
        }
        Assert.IsTrue(seen.SetEquals(allowed), $"{seen.Count} of {allowed.Count} variants");
    }

    [TestMethod]
    public void BoxImagesShowTheWholeImageAndTestImagesItsMiddle()
    {
        var image = ImageAssert.Noise(48, 80);
        var config = new ShapesDataset { ImageSide = 24, TestResize = 48 };
        var (bytes, expected, squashed) = (new byte[3 * 24 * 24], new byte[3 * 24 * 24], new RgbImage());

        ImagePipeline.ForBoxes(config).Transform(image, new RandomStream(1), new ImageScratch(), bytes);
        new Resampling().Resize(image, 24, 24, squashed);
        ImageTransforms.WriteChannels(squashed, expected);
        CollectionAssert.AreEqual(expected, bytes);

        ImagePipeline.ForTesting(config).Transform(image, new RandomStream(1), new ImageScratch(), bytes);
        ImageTransforms.Crop(image, new Box(12, 36, 28, 52), squashed);
        ImageTransforms.WriteChannels(squashed, expected);
        CollectionAssert.AreEqual(expected, bytes);
    }

    [TestMethod]
    public void ATestResizeBelowTheImageSideIsRefused()
    {
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => ImagePipeline.ForTesting(new ShapesDataset { ImageSide = 64, TestResize = 63 }));
        Assert.Contains("63", failure.Message);
        Assert.Contains("64", failure.Message);
    }
}
