using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Tests.PyBridge;

namespace CimCil.Tests.Data;

/// <summary>Files that Pillow writes give the pixels that Pillow reads, and none of them passes when its end is missing.</summary>
[TestClass]
public sealed class PillowTests
{
    private static readonly TempFolder Folder = new();

    [ClassInitialize]
    public static void Make(TestContext _)
    {
        PythonTorch.Require();
        PythonTorch.Run("images.py", "make", Folder.Path);
    }

    [ClassCleanup]
    public static void DeleteFolder() => Folder.Dispose();

    [TestMethod]
    public void EveryFormatGivesThePixelsOfPillow()
    {
        string[] paths = [.. Directory.GetFiles(Folder.Path).Where(path => !path.EndsWith(".npy", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.HasCount(41, paths);
        foreach (var path in paths)
        {
            var expected = NpyArray.Read($"{path}.npy");
            var image = new RgbImage();
            ImageCodec.LoadFile(path, image, ExifRotation.Apply);
            CollectionAssert.AreEqual(expected.Shape, new long[] { image.Height, image.Width, 3 }, path);
            // Two decoders of JPEG round in their own way.
            var tolerance = path.EndsWith(".jfif", StringComparison.Ordinal) ? 3 : 0;
            var largest = expected.Data.Zip(image.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Max();
            Assert.IsLessThanOrEqualTo(tolerance, largest, path);
            ImageCodec.InspectFile(path);
        }
    }

    [TestMethod]
    public void FilesThatAreCutOffAreRefused()
    {
        foreach (var path in Directory.GetFiles(Folder.Path).Where(path => Path.GetExtension(path).ToLowerInvariant() is ".tif" or ".tiff" or ".tga" or ".ppm" or ".pgm" or ".pbm"))
        {
            var bytes = File.ReadAllBytes(path);
            // Behind the pixels of a TIFF lie tables and further pages, behind those of a TGA a footer that nobody needs.
            var most = Path.GetFileName(path) is "pages.tif" ? bytes.Length / 3 : bytes.Length - (Path.GetExtension(path).StartsWith(".p", StringComparison.Ordinal) ? 0 : 26);
            for (var length = 0; length < most; length += Math.Max(1, bytes.Length / 50))
            {
                var failure = Assert.ThrowsExactly<DataException>(() => ImageCodec.Decode(bytes.AsSpan(0, length), "some.tif"), $"{path} cut to {length} of {bytes.Length}");
                Assert.StartsWith("some.tif ", failure.Message);
                Assert.Contains(ImageCodec.Fix, failure.Message);
            }
        }
    }

    [TestMethod]
    public void DamagedFilesGivePixelsOrTheOrdinaryMessageInBoundedMemory()
    {
        string[] paths = [.. Directory.GetFiles(Folder.Path).Where(path => Path.GetExtension(path).ToLowerInvariant() is ".tif" or ".tiff" or ".tga" or ".ppm" or ".pgm" or ".pbm").Order(StringComparer.Ordinal)];
        var refusedCount = 0;
        for (var i = 0; i < 4000; i++)
        {
            var random = new Random(i);
            var bytes = File.ReadAllBytes(paths[i % paths.Length]);
            for (var changes = 1 + random.Next(3); changes > 0; changes--)
                bytes[random.Next(random.Next(2) == 0 ? bytes.Length : Math.Min(bytes.Length, 64))] = (byte)random.Next(256);
            try
            {
                ImageCodec.Decode(bytes, "some.tif");
            }
            catch (DataException failure)
            {
                Assert.StartsWith("some.tif ", failure.Message);
                refusedCount++;
            }
        }
        Assert.IsGreaterThan(100, refusedCount);
        Assert.IsLessThan(4000, refusedCount);
    }
}
