using System.Globalization;
using System.Text.Json;
using CimCil.Data;

namespace CimCil.Tests.Data;

/// <summary>Golden folder 04_bbxblur: the reference's compression outside the box, by Pillow.</summary>
[TestClass]
public sealed class BoxCompressionParityTests
{
    private const string Folder = "04_bbxblur";

    private static readonly JsonElement Info = Golden.Json($"{Folder}/info.json");

    [TestMethod]
    public void ParityOfEveryCompressedImage()
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        var compressed = new RgbImage();
        foreach (var @case in Info.GetProperty("cases").EnumerateArray())
        {
            var file = @case.GetProperty("file").GetString()!;
            var image = Image(@case.GetProperty("image").GetInt32());
            var box = BoxOf(@case.GetProperty("box"));
            var ratio = @case.GetProperty("compress_ratio").GetDouble();
            var (height, width) = (@case.GetProperty("h").GetInt32(), @case.GetProperty("w").GetInt32());
            var size = @case.GetProperty("compressed_hw");

            Assert.AreEqual((height, width), (image.Height, image.Width), file);
            Assert.AreEqual((size[0].GetInt32(), size[1].GetInt32()), BoxCompression.CompressedSize(height, width, ratio), file);
            Assert.AreEqual(@case.GetProperty("compress_rate").GetDouble(), BoxCompression.Cost(box, height, width, ratio), 1e-14, file);

            var expected = Golden.Array($"{Folder}/{file}");
            BoxCompression.Compress(image, box, ratio, compressed);
            ImageAssert.AreEqual(expected, compressed, file);

            var background = BoxCompression.Downsample(image, ratio);
            Assert.AreEqual((size[0].GetInt32(), size[1].GetInt32()), (background.Height, background.Width), file);
            ImageAssert.AreEqual(expected, BoxCompression.Restore(background, BoxCompression.Crop(image, box), box, height, width), file + " restored");
            read.Add($"{Folder}/{file}");
        }
        CollectionAssert.AreEquivalent(Golden.Files(Folder, "out_*.npy").ToList(), read.ToList(), "Every golden image is compared.");
    }

    [TestMethod]
    public void ParityOfTheNearestRule()
    {
        var rules = Info.GetProperty("nearest_rule_check");
        foreach (var entry in Info.GetProperty("nearest_source_index").EnumerateObject())
        {
            var (inSize, outSize) = SizesOf(entry.Name);
            var expected = entry.Value.EnumerateArray().Select(index => index.GetInt32()).ToArray();
            CollectionAssert.AreEqual(expected, BoxCompression.NearestIndex(inSize, outSize), entry.Name);
        }
        foreach (var entry in rules.EnumerateObject())
        {
            // What is known of sizes without a stored vector is which of three rules picks the same pixels as Pillow.
            var (inSize, outSize) = SizesOf(entry.Name);
            var ours = BoxCompression.NearestIndex(inSize, outSize);
            var multiplied = Enumerable.Range(0, outSize).Select(j => (int)((j + 0.5) * ((double)inSize / outSize))).ToArray();
            var exact = Enumerable.Range(0, outSize).Select(j => (int)(((2L * j) + 1) * inSize / (2L * outSize))).ToArray();
            Assert.IsTrue(entry.Value.GetProperty("accumulated_double_matches").GetBoolean(), entry.Name);
            Assert.AreEqual(entry.Value.GetProperty("multiplied_double_matches").GetBoolean(), ours.SequenceEqual(multiplied), entry.Name);
            Assert.AreEqual(entry.Value.GetProperty("exact_integer_matches").GetBoolean(), ours.SequenceEqual(exact), entry.Name);
        }
    }

    [TestMethod]
    public void ParityOfBoxesThatAreInvertedOrReachOutside()
    {
        // The box's own numbers are the key. The size of the image is not stored; the public set used image 0.
        var image = Image(0);
        const double Ratio = 4;
        foreach (var entry in Info.GetProperty("inverted_or_oob_boxes").EnumerateObject())
        {
            var sides = entry.Name.Trim('(', ')').Split(',').Select(side => int.Parse(side, CultureInfo.InvariantCulture)).ToArray();
            var box = new Box(sides[0], sides[1], sides[2], sides[3]);
            var inside = box.Intersect(Box.Whole(image.Height, image.Width));

            // The reference lets a box that reaches outside cost more than a whole image; ours counts the pixels that exist.
            var share = inside.ShareOf(image.Height, image.Width);
            Assert.AreEqual(share + ((1 - share) / Ratio), BoxCompression.Cost(box, image.Height, image.Width, Ratio), entry.Name);

            var (expected, actual) = (new RgbImage(), new RgbImage());
            BoxCompression.Compress(image, inside, Ratio, expected);
            BoxCompression.Compress(image, box, Ratio, actual);
            Assert.IsTrue(expected.Pixels.SequenceEqual(actual.Pixels), entry.Name);
        }
    }

    [TestMethod]
    public void ParityOfDecodedPngs()
    {
        var files = Golden.Files(Folder, "*.png");
        Assert.IsNotEmpty(files);
        foreach (var file in files)
        {
            var image = new RgbImage();
            ImageCodec.LoadFile(Golden.File(file), image);
            ImageAssert.AreEqual(Golden.Array(Path.ChangeExtension(file, ".npy")), image, file);
        }
    }

    private static RgbImage Image(int index) => ImageAssert.ToImage(Golden.Array($"{Folder}/image_{index}.npy"));

    private static Box BoxOf(JsonElement box) => new(box[0].GetInt32(), box[1].GetInt32(), box[2].GetInt32(), box[3].GetInt32());

    private static (int InSize, int OutSize) SizesOf(string name)
    {
        var sizes = name.Split("->");
        return (int.Parse(sizes[0], CultureInfo.InvariantCulture), int.Parse(sizes[1], CultureInfo.InvariantCulture));
    }
}
