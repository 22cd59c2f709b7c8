using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class ImageCodecTests
{
    [TestMethod]
    public void EncodersLoseNothing()
    {
        foreach (var (height, width) in new[] { (1, 1), (1, 300), (37, 53) })
        {
            var picture = PictureAssert.Noise(height, width);
            PictureAssert.AreEqual(picture, ImageCodec.Decode(ImageCodec.EncodePng(picture), "png"), "PNG");
            PictureAssert.AreEqual(picture, ImageCodec.Decode(ImageCodec.EncodeWebPLossless(picture), "webp"), "WebP");
        }
    }

    [TestMethod]
    public void GrayIsRepeatedAndTheHighPartOf16BitsKept()
    {
        byte[] rgb = [0, 0, 0, 200, 200, 200, 7, 7, 7, 255, 255, 255];
        AssertDecodes(rgb, TestImages.Png(2, 2, 8, 0, [0, 200, 7, 255]), "gray");
        AssertDecodes(rgb, TestImages.Png(2, 2, 16, 0, [0, 255, 200, 200, 7, 0, 255, 1]), "16-bit gray");
        AssertDecodes(rgb, TestImages.Png(2, 2, 8, 4, [0, 9, 200, 255, 7, 0, 255, 100]), "gray and alpha");
        AssertDecodes([0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0], TestImages.Png(2, 2, 1, 0, [0b0100_0000, 0b1000_0000]), "1 bit");
    }

    [TestMethod]
    public void ColoursStayWhateverTheirAlpha()
    {
        byte[] rgb = [250, 10, 30, 1, 2, 3, 99, 98, 97, 0, 255, 128];
        AssertDecodes(rgb, TestImages.Png(2, 2, 8, 6, [250, 10, 30, 0, 1, 2, 3, 1, 99, 98, 97, 128, 0, 255, 128, 255]), "alpha");
        AssertDecodes(rgb, TestImages.Png(2, 2, 8, 3, [0, 1, 2, 3], rgb), "palette");
        AssertDecodes(rgb, TestImages.Png(2, 2, 8, 3, [0, 1, 2, 3], rgb, [0, 7]), "palette with alpha");
        AssertDecodes(rgb, TestImages.Png(2, 2, 16, 2, [.. rgb.SelectMany(value => new byte[] { value, 200 })]), "16-bit RGB");
    }

    [TestMethod]
    public void CmykBecomesRgbAsPillowMakesIt()
    {
        var picture = ImageCodec.Decode(TestImages.CmykJpeg, "cmyk");
        Assert.AreEqual((16, 24), (picture.Height, picture.Width));
        AssertPixel(picture, 0, 0, [0, 0, 0]);
        AssertPixel(picture, 7, 11, [109, 112, 109]);
        AssertPixel(picture, 15, 23, [230, 240, 228]);
    }

    [TestMethod]
    public void TheExifOrientationIsNotApplied()
    {
        var upright = ImageCodec.Decode(TestImages.CmykJpeg, "upright");
        PictureAssert.AreEqual(upright, ImageCodec.Decode(TestImages.WithTurnedOrientation(TestImages.CmykJpeg), "turned"), "EXIF");
    }

    [TestMethod]
    public void IncompleteOrForeignBytesAreRefusedByName()
    {
        var png = ImageCodec.EncodePng(PictureAssert.Noise(40, 40));
        var webP = ImageCodec.EncodeWebPLossless(PictureAssert.Noise(40, 40));
        var flipped = (byte[])png.Clone();
        flipped[png.Length / 2] ^= 0x55;
        foreach (var (bytes, word) in new[]
        {
            (TestImages.TruncatedJpeg, "truncated"), (png[..(png.Length / 2)], "truncated"), (webP[..(webP.Length / 2)], "truncated"),
            (flipped, "damaged"), (TestImages.CmykJpeg[..12], "header"), ("not an image"u8.ToArray(), "header"), ([], "empty"),
        })
        {
            var failure = Assert.ThrowsExactly<DataException>(() => ImageCodec.Decode(bytes, "folder/some.jpg"));
            Assert.Contains("folder/some.jpg", failure.Message);
            Assert.Contains(word, failure.Message);
            Assert.Contains("OnCorruptImage", failure.Message);
        }
    }

    [TestMethod]
    public void FilesAreReadIntoTheSamePicture()
    {
        var path = Path.Combine(Path.GetTempPath(), $"cimcil-{Guid.NewGuid():N}.png");
        var (small, large, loaded) = (PictureAssert.Noise(5, 7), PictureAssert.Noise(31, 9), new RgbImage());
        try
        {
            foreach (var picture in new[] { large, small })
            {
                File.WriteAllBytes(path, ImageCodec.EncodePng(picture));
                ImageCodec.LoadFile(path, loaded);
                PictureAssert.AreEqual(picture, loaded, "file");
            }
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Contains(path, Assert.ThrowsExactly<DataException>(() => ImageCodec.LoadFile(path, loaded)).Message);
    }

    private static void AssertDecodes(byte[] rgb, byte[] encoded, string what) =>
        PictureAssert.AreEqual(new RgbImage(2, 2, rgb), ImageCodec.Decode(encoded, what), what);

    private static void AssertPixel(RgbImage picture, int y, int x, byte[] rgb) =>
        CollectionAssert.AreEqual(rgb, picture.Pixels.Slice(((y * picture.Width) + x) * 3, 3).ToArray(), $"({y}, {x})");
}
