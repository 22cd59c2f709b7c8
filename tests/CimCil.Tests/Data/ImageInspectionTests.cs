using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class ImageInspectionTests
{
    private static readonly RgbImage Image = ImageAssert.Noise(24, 20);

    /// <summary>A 2 x 1 bitmap with 24 bits per pixel.</summary>
    private static byte[] Bmp =>
    [
        (byte)'B', (byte)'M', 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0,
        0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0,
    ];

    private static IEnumerable<(string Name, byte[] Bytes)> WholeFiles =>
    [
        ("a.png", ImageCodec.EncodePng(Image)),
        ("a.webp", ImageCodec.EncodeWebPLossless(Image)),
        ("a.jpg", TestImages.CmykJpeg),
        ("a.bmp", Bmp),
        ("tiny.png", TestImages.Png(1, 1, 8, 0, [9])),
        ("junk behind the end.jpg", [.. TestImages.CmykJpeg, 1, 2, 3]),
    ];

    [TestMethod]
    public void WhatDecodesPassesAndWhatIsCutOffIsNamed()
    {
        using var folder = new TempFolder();
        foreach (var (name, bytes) in WholeFiles)
        {
            ImageCodec.InspectFile(folder.Write(name, bytes));
            for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 40))
            {
                var path = folder.Write($"cut-{name}", bytes.AsSpan(0, length));
                Assert.AreEqual(Failure(() => ImageCodec.Decode(File.ReadAllBytes(path), path)), Failure(() => ImageCodec.InspectFile(path)), $"{name} cut to {length}");
            }
        }
    }

    /// <summary>The ends of the file are as they should be, and what lies between is not.</summary>
    [TestMethod]
    public void DamageInsideAPngIsFoundAsDecodingFindsIt()
    {
        using var folder = new TempFolder();
        var whole = ImageCodec.EncodePng(Image);
        var foundCount = 0;
        for (var i = 40; i < whole.Length - 40; i += 7)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= 0x10;
            var path = folder.Write("damaged.png", damaged);
            var expected = Failure(() => ImageCodec.Decode(damaged, path));
            Assert.AreEqual(expected, Failure(() => ImageCodec.InspectFile(path)), $"byte {i}");
            foundCount += expected.Length > 0 ? 1 : 0;
        }
        Assert.IsGreaterThan(10, foundCount);
    }

    /// <summary>The checksums of the parts are right, and what is packed in them is not what the image needs.</summary>
    [TestMethod]
    public void PackedBytesThatAreWrongAreFoundAsDecodingFindsThem()
    {
        using var folder = new TempFolder();
        var whole = TestImages.Png(20, 24, 8, 2, [.. Image.Pixels]);
        var start = whole.AsSpan().IndexOf("IDAT"u8);
        var end = whole.AsSpan().IndexOf("IEND"u8) - 8;
        var foundCount = 0;
        for (var i = start + 4; i < end; i += 3)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= 0x21;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(damaged.AsSpan(end), System.IO.Hashing.Crc32.HashToUInt32(damaged.AsSpan(start, end - start)));
            var path = folder.Write("damaged.png", damaged);
            var expected = Failure(() => ImageCodec.Decode(damaged, path));
            Assert.AreEqual(expected, Failure(() => ImageCodec.InspectFile(path)), $"byte {i}");
            foundCount += expected.Length > 0 ? 1 : 0;
        }
        Assert.IsGreaterThan(10, foundCount);
        // Fewer rows than the header says, and a palette that is not there.
        foreach (var (name, bytes) in new[] { ("short.png", TestImages.Png(20, 24, 8, 2, [.. Image.Pixels[..(10 * 24 * 3)]])), ("bare.png", TestImages.Png(2, 2, 8, 3, [0, 0, 0, 0])) })
        {
            var path = folder.Write(name, bytes);
            Assert.AreEqual(Failure(() => ImageCodec.Decode(bytes, path)), Failure(() => ImageCodec.InspectFile(path)), name);
        }
    }

    /// <summary>What a PNG proves of itself is enough: none of these is decoded to be looked at.</summary>
    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(0, 16)]
    [DataRow(2, 8)]
    [DataRow(2, 16)]
    [DataRow(3, 2)]
    [DataRow(4, 8)]
    [DataRow(6, 16)]
    public void PngsOfEveryKindProveThemselves(int kind, int bits)
    {
        using var folder = new TempFolder();
        var channels = kind switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var row = ((13 * bits * channels) + 7) / 8;
        var path = folder.Write("a.png", TestImages.Png(7, 13, (byte)bits, (byte)kind, new byte[7 * row], kind == 3 ? [1, 2, 3] : null));
        using var file = File.OpenHandle(path);
        Assert.IsTrue(PngStructure.IsRight(file, RandomAccess.GetLength(file)));
    }

    /// <summary>Opening a pipe waits for someone who writes, and nobody does.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [Timeout(120_000)]
    public void APipeIsNoImageAndIsNotOpened()
    {
        using var folder = new TempFolder();
        var dataset = DatasetOf(folder, imagesPerClass: 2);
        var pipe = folder["train/a/1.png"];
        File.Delete(pipe);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            made.WaitForExit();
        var linked = folder["train/a/0.png"];
        File.Delete(linked);
        File.CreateSymbolicLink(linked, pipe);
        dataset = (new ImageFolderDataset { Root = folder.Path }).Open();
        foreach (var act in new Action[] { () => Inspect(dataset, CorruptImagePolicy.Stop, 1), () => dataset.Train[0].Load(), () => dataset.Train[1].ReadOriginal() })
            Assert.Contains("is empty, or a pipe, socket or device", Assert.ThrowsExactly<DataException>(act).Message);
        Assert.IsNotNull(ImageListFingerprint.Of(dataset.Train).Content);
    }

    /// <summary>Names that lead to each other are one image that cannot be read, like a link that leads nowhere.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void LinksInACircleAreImagesThatCannotBeRead()
    {
        using var folder = new TempFolder();
        DatasetOf(folder, imagesPerClass: 2);
        File.CreateSymbolicLink(folder["train/b/7.png"], folder["train/b/8.png"]);
        File.CreateSymbolicLink(folder["train/b/8.png"], folder["train/b/7.png"]);
        var dataset = (new ImageFolderDataset { Root = folder.Path }).Open();
        Assert.HasCount(6, dataset.Train);
        var refused = Assert.ThrowsExactly<DataException>(() => Inspect(dataset, CorruptImagePolicy.Stop, 1)).Message;
        StringAssert.Contains(refused, $"{folder["train/b/7.png"]} cannot be read");
        Inspect(dataset, CorruptImagePolicy.Skip, 1);
        Assert.IsNotNull(ImageListFingerprint.Of(dataset.Train).Content);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void TheFirstCorruptImageIsNamedHoweverManyWorkers(int workerCount)
    {
        using var folder = new TempFolder();
        var dataset = DatasetOf(folder, imagesPerClass: 40);
        File.WriteAllBytes(folder["test/b/3.png"], []);
        File.WriteAllBytes(folder["train/b/7.png"], [1, 2, 3]);
        File.Delete(folder["train/b/30.png"]);
        var failure = Assert.ThrowsExactly<DataException>(() => Inspect(dataset, CorruptImagePolicy.Stop, workerCount));
        StringAssert.Contains(failure.Message, folder["train/b/30.png"]);
    }

    [TestMethod]
    public void ProgressEndsWithAllImages()
    {
        using var folder = new TempFolder();
        var dataset = DatasetOf(folder, imagesPerClass: 3);
        (int Done, int Count) last = default;
        Inspect(dataset, CorruptImagePolicy.Stop, 2, (done, count) => last = (done, count));
        Assert.AreEqual((12, 12), last);
    }

    /// <summary>A class of which nothing is left would drop out of training, or of the accuracy, without a word.</summary>
    [TestMethod]
    [DataRow("train", "training images of class b")]
    [DataRow("test", "test images of class b")]
    public void WhereCorruptImagesAreSkippedOneOfEachClassAndPartMustBeLeft(string part, string words)
    {
        using var folder = new TempFolder();
        var dataset = DatasetOf(folder, imagesPerClass: 3);
        File.WriteAllBytes(folder[$"{part}/b/0.png"], []);
        File.WriteAllText(folder[$"{part}/b/1.png"], "<!DOCTYPE html>");
        Inspect(dataset, CorruptImagePolicy.Skip, 2);
        File.Delete(folder[$"{part}/b/2.png"]);
        var failure = Assert.ThrowsExactly<DataException>(() => Inspect(dataset, CorruptImagePolicy.Skip, 2)).Message;
        StringAssert.Contains(failure, $"Not one of the {words} can be used (3 in all)");
        StringAssert.Contains(failure, folder[$"{part}/b/0.png"]);
        Assert.DoesNotContain("data.onCorruptImage", failure, "that is what was chosen");
    }

    [TestMethod]
    [DataRow(CorruptImagePolicy.Stop)]
    [DataRow(CorruptImagePolicy.Skip)]
    public void AClassWithoutImagesInAPartIsRefused(CorruptImagePolicy policy)
    {
        using var folder = new TempFolder();
        var whole = DatasetOf(folder, imagesPerClass: 1);
        var dataset = whole with { Test = [.. whole.Test.Where(image => image.Class == 0)] };
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => Inspect(dataset, policy, 1)).Message, "Class b has no test image");
    }

    private static void Inspect(Dataset dataset, CorruptImagePolicy policy, int workerCount, Action<int, int>? report = null) =>
        ImageInspection.Inspect(dataset, policy, workerCount, report ?? ((_, _) => { }), CancellationToken.None);

    private static Dataset DatasetOf(TempFolder folder, int imagesPerClass)
    {
        var bytes = ImageCodec.EncodePng(Image);
        foreach (var part in new[] { "train/a", "train/b", "test/a", "test/b" })
        {
            for (var i = 0; i < imagesPerClass; i++)
                folder.Write($"{part}/{i}.png", bytes);
        }
        return (new ImageFolderDataset { Root = folder.Path }).Open();
    }

    private static string Failure(Action action)
    {
        try
        {
            action();
            return "";
        }
        catch (DataException failure)
        {
            return failure.Message;
        }
    }
}
