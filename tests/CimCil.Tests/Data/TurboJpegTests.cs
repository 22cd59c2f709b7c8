using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using SkiaSharp;

namespace CimCil.Tests.Data;

/// <summary>The system's libturbojpeg and SkiaSharp's libjpeg-turbo give the same pixels, and of a damaged file the same verdict.</summary>
[TestClass]
public sealed class TurboJpegTests
{
    [TestInitialize]
    public void Require()
    {
        if (TurboJpeg.IsFound)
            return;
        const string Missing = "libturbojpeg is missing (Debian: apt install libturbojpeg0)";
        if (Environment.GetEnvironmentVariable("CIMCIL_REQUIRE_TURBOJPEG") == "1")
            Assert.Fail(Missing);
        Assert.Inconclusive(Missing);
    }

    [TestMethod]
    [DataRow(SKJpegEncoderDownsample.Downsample420)]
    [DataRow(SKJpegEncoderDownsample.Downsample422)]
    [DataRow(SKJpegEncoderDownsample.Downsample444)]
    public void PixelsAreTheSame(SKJpegEncoderDownsample sampling)
    {
        foreach (var (height, width) in new[] { (1, 1), (7, 5), (16, 16), (33, 47), (120, 161) })
        {
            foreach (var quality in new[] { 5, 50, 88, 100 })
            {
                var file = Encode(height, width, sampling, quality);
                var (turbo, skia) = (new RgbImage(), new RgbImage());
                Assert.IsTrue(TurboJpeg.TryDecode(file, "image", turbo));
                ImageCodec.DecodeWithSkia(file, "image", skia, ExifRotation.Ignore);
                Assert.AreEqual((skia.Height, skia.Width), (turbo.Height, turbo.Width));
                CollectionAssert.AreEqual(skia.Pixels.ToArray(), turbo.Pixels.ToArray(), $"{height} x {width}, quality {quality}");
            }
        }
    }

    [TestMethod]
    public void ADamagedFileHasTheVerdictOfSkia()
    {
        var whole = Encode(60, 80, SKJpegEncoderDownsample.Downsample420, 80);
        var (refused, turbo, skia) = (0, new RgbImage(), new RgbImage());
        for (var i = 0; i < 600; i++)
        {
            var random = new Random(i);
            var bytes = i % 3 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 3 > 0)
                bytes[random.Next(i % 3 == 1 ? 700 : bytes.Length)] = (byte)random.Next(256);
            var (ours, theirs) = (Verdict(() => ImageCodec.DecodeInto(bytes, "image", turbo)), Verdict(() => ImageCodec.DecodeWithSkia(bytes, "image", skia, ExifRotation.Ignore)));
            if (bytes.Length > 0)
                Assert.AreEqual(theirs, ours, $"case {i}");
            refused += ours is null ? 0 : 1;
        }
        Assert.IsGreaterThan(100, refused);
    }

    [TestMethod]
    public void OtherFormatsAreLeftToOthers()
    {
        Assert.IsFalse(TurboJpeg.TryDecode(ImageCodec.EncodePng(new RgbImage(3, 4)), "image", new RgbImage()));
        Assert.IsFalse(TurboJpeg.TryDecode([], "image", new RgbImage()));
    }

    private static string? Verdict(Action decode)
    {
        try
        {
            decode();
            return null;
        }
        catch (DataException failure)
        {
            return failure.Message;
        }
    }

    private static byte[] Encode(int height, int width, SKJpegEncoderDownsample sampling, int quality)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var random = new Random(height * width);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(x * 3), (byte)(y * 5), (byte)random.Next(256)));
        }
        using var data = bitmap.PeekPixels()!.Encode(new SKJpegEncoderOptions(quality, sampling, SKJpegEncoderAlphaOption.Ignore))!;
        return data.ToArray();
    }
}
