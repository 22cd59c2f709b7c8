using System.Buffers.Binary;
using System.IO.Hashing;
using CimCil.Configuration;
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
            var image = ImageAssert.Noise(height, width);
            ImageAssert.AreEqual(image, ImageCodec.Decode(ImageCodec.EncodePng(image), "png"), "PNG");
            ImageAssert.AreEqual(image, ImageCodec.Decode(ImageCodec.EncodeWebPLossless(image), "webp"), "WebP");
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
        var image = ImageCodec.Decode(TestImages.CmykJpeg, "cmyk");
        Assert.AreEqual((16, 24), (image.Height, image.Width));
        AssertPixel(image, 0, 0, [0, 0, 0]);
        AssertPixel(image, 7, 11, [109, 112, 109]);
        AssertPixel(image, 15, 23, [230, 240, 228]);
    }

    [TestMethod]
    public void TheExifOrientationIsNotApplied()
    {
        var upright = ImageCodec.Decode(TestImages.CmykJpeg, "upright");
        ImageAssert.AreEqual(upright, ImageCodec.Decode(TestImages.WithTurnedOrientation(TestImages.CmykJpeg), "turned"), "EXIF");
    }

    [TestMethod]
    [DataRow(2, "BA/DC/FE")]
    [DataRow(3, "FE/DC/BA")]
    [DataRow(4, "EF/CD/AB")]
    [DataRow(5, "ACE/BDF")]
    [DataRow(6, "ECA/FDB")]
    [DataRow(7, "FDB/ECA")]
    [DataRow(8, "BDF/ACE")]
    public void AnOrientationTurnsAndMirrors(int number, string expected)
    {
        var image = ImageOf("AB/CD/EF");
        Orientation.Apply(number, image);
        ImageAssert.AreEqual(ImageOf(expected), image, expected);
        var upright = ImageOf("AB/CD/EF");
        Orientation.Apply(1, upright);
        Orientation.Apply(9, upright);
        ImageAssert.AreEqual(ImageOf("AB/CD/EF"), upright, "upright");
    }

    [TestMethod]
    public void TheExifRotationIsAppliedOnRequest()
    {
        var turned = TestImages.WithTurnedOrientation(TestImages.CmykJpeg);
        var (expected, image) = (ImageCodec.Decode(TestImages.CmykJpeg, "upright"), new RgbImage());
        Orientation.Apply(6, expected);
        ImageCodec.DecodeInto(turned, "turned", image, ExifRotation.Apply);
        ImageAssert.AreEqual(expected, image, "EXIF");
        Assert.IsTrue(ImageCodec.IsTurned(turned));
        Assert.IsFalse(ImageCodec.IsTurned(TestImages.CmykJpeg));
        Assert.IsFalse(ImageCodec.IsTurned("no image"u8));
    }

    [TestMethod]
    [DataRow("P6 2 1 255 ABCDEF", "ABCDEF")]
    [DataRow("P6\n# a comment 7 7\n2 1\n255\nABCDEF", "ABCDEF")]
    [DataRow("P5 2 1 255 AB", "AAABBB")]
    [DataRow("P3 2 1 255 65 66 67 68 69 70", "ABCDEF")]
    [DataRow("P2 2 1 255 65 66", "AAABBB")]
    [DataRow("P2 2 1 1000 256 999", "AAA\u00ff\u00ff\u00ff")]
    [DataRow("P2 2 1 6 1 6", "***\u00ff\u00ff\u00ff", DisplayName = "42.5 is rounded to the even 42, as Python does")]
    [DataRow("P3 2 1 100 26 100 0 26 26 200", "B\u00ff\0BB\u00ff", DisplayName = "more than the largest value counts as it")]
    [DataRow("P5 2 1 100 \u001a\u0064", "BBB\u00ff\u00ff\u00ff")]
    [DataRow("P5 2 1 1000 \u0001\0\u0003\u00e8", "AAA\u00ff\u00ff\u00ff")]
    [DataRow("P6 1 1 65535 \u0041\u0041\u00ff\u00ff\0\u00ff", "A\u00ff\u0001")]
    public void NetpbmIsRead(string file, string pixels)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(file);
        ImageAssert.AreEqual(new RgbImage(1, pixels.Length / 3, System.Text.Encoding.Latin1.GetBytes(pixels)), ImageCodec.Decode(bytes, "a.ppm"), file);
        Assert.Contains("truncated", Assert.ThrowsExactly<DataException>(() => ImageCodec.Decode(bytes.AsSpan(0, bytes.Length - (file[1] is '2' or '3' ? 3 : 1)), "a.ppm")).Message);
    }

    [TestMethod]
    [DataRow("P5 1 1 0 A")]
    [DataRow("P6 -3 2 255 ABCDEFABCDEFABCDEF", DisplayName = "a negative width")]
    [DataRow("P5 1 1 -255 A", DisplayName = "a negative largest value")]
    [DataRow("P2 2 1 255 65 -66", DisplayName = "a negative value")]
    [DataRow("P2 2 1 255 65 x 66", DisplayName = "a letter among values")]
    [DataRow("P5 1 1 65536 AAA")]
    public void NumbersThatNetpbmHasNotAreRefused(string file) =>
        Assert.StartsWith("a.ppm ", Assert.ThrowsExactly<DataException>(() => ImageCodec.Decode(System.Text.Encoding.ASCII.GetBytes(file), "a.ppm")).Message);

    /// <summary>Values of 0 to 1, of 0 to 255 or of degrees look alike: whoever takes them for one of these is wrong in silence.</summary>
    [TestMethod]
    [DataRow(1, null)]
    [DataRow(2, "signed")]
    [DataRow(3, "floating-point")]
    public void ATiffOfNumbersWithoutARangeIsRefused(int sampleFormat, string? kind)
    {
        short bits = (short)(sampleFormat == 3 ? 32 : 16);
        (short Tag, short Type, int Value)[] entries =
            [(256, 3, 1), (257, 3, 1), (258, 3, bits), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 3, 1), (279, 4, bits / 8), (339, 3, sampleFormat)];
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("II*\0"u8);
        writer.Write(12);
        writer.Write(sampleFormat == 3 ? BitConverter.SingleToInt32Bits(128f) : 0x4142);
        writer.Write((short)entries.Length);
        foreach (var (tag, type, value) in entries)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(1);
            writer.Write(value);
        }
        writer.Write(0);
        if (kind is null)
            ImageAssert.AreEqual(new RgbImage(1, 1, [0x41, 0x41, 0x41]), ImageCodec.Decode(stream.ToArray(), "a.tif"), "unsigned");
        else
            StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => ImageCodec.Decode(stream.ToArray(), "a.tif")).Message, $"a.tif is a TIFF of {kind} numbers");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(73)]
    [DataRow(80)]
    public void TgaIsReadWhateverLengthItsNoteHas(int noteLength)
    {
        byte[] header = [(byte)noteLength, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 24, 0x20];
        byte[] file = [.. header, .. new byte[noteLength], 3, 2, 1, 6, 5, 4];
        ImageAssert.AreEqual(new RgbImage(1, 2, [1, 2, 3, 4, 5, 6]), ImageCodec.Decode(file, "a.tga"), "TGA");
        Assert.Contains("truncated", Assert.ThrowsExactly<DataException>(() => ImageCodec.Decode(file.AsSpan(0, file.Length - 1), "a.tga")).Message);
    }

    [TestMethod]
    [DataRow("P6 60000 60000 255 ABC")]
    [DataRow("P6 999999999 999999999 255 ABC")]
    [DataRow("P5 0 5 255 ")]
    public void SizesThatAFileCannotHoldAreRefused(string file)
    {
        var before = GC.GetTotalAllocatedBytes();
        Assert.ThrowsExactly<DataException>(() => ImageCodec.Decode(System.Text.Encoding.ASCII.GetBytes(file), "a.ppm"));
        Assert.IsLessThan(64L << 20, GC.GetTotalAllocatedBytes() - before);
    }

    [TestMethod]
    public void AnImageHasAPixel() => Assert.Contains(
        "says that it has 5 x 0 pixels: an image of this format has from 1 to ", Assert.ThrowsExactly<DataException>(() => ImageCodec.Decode("P5 0 5 255 "u8, "a.pgm")).Message);

    [TestMethod]
    public void AFewBytesCannotAskForGigabytes()
    {
        // The head of a PNG of 20,000 x 20,000 pixels, its checksum right, and of a BMP and a GIF of such a size.
        byte[] png = ImageCodec.EncodePng(new RgbImage(1, 1));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 20_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 20_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32.HashToUInt32(png.AsSpan(12, 17)));
        byte[] bmp = [.. "BM"u8, .. new byte[52], .. new byte[8]];
        (bmp[10], bmp[14], bmp[26], bmp[28]) = (54, 40, 1, 24);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 20_000);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), 20_000);
        foreach (var (name, file) in new[] { ("a.png", png), ("a.bmp", bmp) })
        {
            var before = GC.GetTotalAllocatedBytes();
            Assert.Contains("says that it has 20000 x 20000 pixels, which is more than its bytes can hold", Assert.ThrowsExactly<DataException>(() => ImageCodec.Decode(file, name)).Message, name);
            Assert.IsLessThan(64L << 20, GC.GetTotalAllocatedBytes() - before);
        }
        // Flat images pack well, and are images.
        Assert.AreEqual(6000, ImageCodec.Decode(ImageCodec.EncodeWebPLossless(new RgbImage(5000, 6000)), "flat.webp").Width);
    }

    private static RgbImage ImageOf(string rows)
    {
        var lines = rows.Split('/');
        return new RgbImage(lines.Length, lines[0].Length, [.. lines.SelectMany(line => line.SelectMany(letter => new[] { (byte)letter, (byte)(letter + 100), (byte)7 }))]);
    }

    [TestMethod]
    public void IncompleteOrForeignBytesAreRefusedByName()
    {
        var png = ImageCodec.EncodePng(ImageAssert.Noise(40, 40));
        var webP = ImageCodec.EncodeWebPLossless(ImageAssert.Noise(40, 40));
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
            Assert.Contains("--set data.onCorruptImage=skip", failure.Message);
        }
    }

    [TestMethod]
    public void FilesAreReadIntoTheSameImage()
    {
        var path = Path.Combine(Path.GetTempPath(), $"cimcil-{Guid.NewGuid():N}.png");
        var (small, large, loaded) = (ImageAssert.Noise(5, 7), ImageAssert.Noise(31, 9), new RgbImage());
        try
        {
            foreach (var image in new[] { large, small })
            {
                File.WriteAllBytes(path, ImageCodec.EncodePng(image));
                ImageCodec.LoadFile(path, loaded);
                ImageAssert.AreEqual(image, loaded, "file");
            }
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Contains(path, Assert.ThrowsExactly<DataException>(() => ImageCodec.LoadFile(path, loaded)).Message);
    }

    private static void AssertDecodes(byte[] rgb, byte[] encoded, string what) =>
        ImageAssert.AreEqual(new RgbImage(2, 2, rgb), ImageCodec.Decode(encoded, what), what);

    private static void AssertPixel(RgbImage image, int y, int x, byte[] rgb) =>
        CollectionAssert.AreEqual(rgb, image.Pixels.Slice(((y * image.Width) + x) * 3, 3).ToArray(), $"({y}, {x})");
}
