using System.IO.Hashing;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Data.Shapes;
using CimCil.Foundation;

namespace CimCil.Tests.Data.Shapes;

[TestClass]
public sealed class ShapesTests
{
    private static readonly ShapesDataset Small = new() { TrainImagesPerClass = 20, TestImagesPerClass = 10 };

    [TestMethod]
    public void ClassesAndImagesAreInTheirNaturalOrder()
    {
        var dataset = Small.Open();
        CollectionAssert.AreEqual(
            new[]
            {
                "disk-stripes", "disk-checker", "disk-dots", "disk-rings", "square-stripes",
                "square-checker", "square-dots", "square-rings", "triangle-stripes", "triangle-rings",
            },
            dataset.ClassNames.ToArray());
        Assert.HasCount(200, dataset.Train);
        Assert.HasCount(100, dataset.Test);
        CollectionAssert.AreEqual(Enumerable.Range(0, 200).Select(i => i / 20).ToArray(), dataset.Train.Select(image => image.Class).ToArray());
        Assert.AreEqual("shapes/train/disk-stripes/17", dataset.Train[17].Name);
        Assert.AreEqual("shapes/test/triangle-rings/9", dataset.Test[^1].Name);
    }

    [TestMethod]
    public void FewerClassesAreTheFirstOnes()
    {
        var dataset = (Small with { ClassCount = 3 }).Open();
        CollectionAssert.AreEqual(new[] { "disk-stripes", "disk-checker", "disk-dots" }, dataset.ClassNames.ToArray());
        Assert.HasCount(60, dataset.Train);
    }

    [TestMethod]
    [DataRow(64, 1, 0xFC785B872629654FUL)]
    [DataRow(64, 2, 0x15293E2E42DDB801UL)]
    [DataRow(96, 1, 0xA5FACB07FEA7A4B7UL)]
    public void ImagesAreTheSameBytesOnEveryMachine(int side, int seed, ulong expected)
    {
        var dataset = (Small with { Side = side, DrawingSeed = seed }).Open();
        var hash = new XxHash3();
        foreach (var image in dataset.Train.Where((_, i) => i % 7 == 0).Concat(dataset.Test.Where((_, i) => i % 7 == 0)))
        {
            hash.Append(image.Load().Pixels);
            var box = image.TrueBox!.Value;
            hash.Append([(byte)box.Top, (byte)box.Bottom, (byte)box.Left, (byte)box.Right]);
        }
        Assert.AreEqual(expected, hash.GetCurrentHashAsUInt64(), $"0x{hash.GetCurrentHashAsUInt64():X}");
    }

    /// <summary>The settings that say how hard the images are have the values that were fixed before they were settings.</summary>
    [TestMethod]
    public void TheDefaultsAreTheImagesThatWereDrawnBeforeTheyWereSettings()
    {
        var named = Small with { SmallestObject = 0.5, LargestObject = 0.65, TexturePeriod = 4.0 / 64, MostStrokes = 2, MostDistractors = 2 };
        Assert.AreEqual(Small, named);
    }

    [TestMethod]
    [DataRow(0.3, 0.4)]
    [DataRow(0.7, 0.8)]
    [DataRow(0.2, 0.2)]
    public void ObjectsAreAsLargeAsAskedFor(double smallest, double largest)
    {
        const int Side = 128;
        var images = (Small with { Side = Side, SmallestObject = smallest, LargestObject = largest, ClassCount = 4 }).Open().Train;
        // Disks alone: the true box is a square of the diameter, and a pixel that an edge touches belongs to it.
        foreach (var image in images)
        {
            var box = image.TrueBox!.Value;
            Assert.AreEqual(box.Width, box.Height, 1.0, image.Name);
            Assert.IsInRange(smallest * Side, (largest * Side) + 2, Math.Max(box.Width, box.Height), image.Name);
        }
        var widths = images.Select(image => (double)image.TrueBox!.Value.Width / Side).ToList();
        Assert.AreEqual(((smallest + largest) / 2) + (0.9 / Side), widths.Average(), 0.01, "all sizes are equally likely");
    }

    /// <summary>Each setting changes the images by itself, and an object's place and size stay where they were as long as nothing before them is drawn otherwise.</summary>
    [TestMethod]
    public void EachSettingChangesWhatItNames()
    {
        double Roughness(ShapesDataset config) => config.Open().Train.Average(image => ContrastOf(image.Load(), image.TrueBox!.Value).Outside);
        Assert.IsGreaterThan(1.2 * Roughness(Small with { MostStrokes = 0 }), Roughness(Small with { MostStrokes = 12 }), "strokes have edges");
        Assert.IsGreaterThan(1.2 * Roughness(Small with { MostDistractors = 1, MostStrokes = 0 }), Roughness(Small with { MostDistractors = 20, MostStrokes = 0 }), "so have distractors");

        var (coarse, fine) = (Small with { TexturePeriod = 0.2 }, Small with { TexturePeriod = 0.0625 });
        double Inside(ShapesDataset config) => config.Open().Train.Average(image => ContrastOf(image.Load(), image.TrueBox!.Value).Inside);
        Assert.IsGreaterThan(1.8 * Inside(coarse), Inside(fine), "a fine texture has more edges");
        CollectionAssert.AreEqual(coarse.Open().Train.Select(image => image.TrueBox).ToArray(), fine.Open().Train.Select(image => image.TrueBox).ToArray());
    }

    [TestMethod]
    public void TheSmallestObjectIsNotLargerThanTheLargest()
    {
        var problems = new ShapesDataset { SmallestObject = 0.6, LargestObject = 0.4 }.Validate();
        Assert.AreEqual(
            "smallestObject is 0.6 of 0.4 at most: the smallest object is no larger than the largest one. Set smallestObject to 0.4 or less, or largestObject to 0.6 or more.", $"{problems.Single()}");
        Assert.IsEmpty(new ShapesDataset { SmallestObject = 0.4, LargestObject = 0.4 }.Validate());
    }

    [TestMethod]
    public void AImageDependsOnItsSeedPartClassAndIndexAlone()
    {
        var dataset = Small.Open();
        var longer = (Small with { TrainImagesPerClass = 30, ClassCount = 5 }).Open();
        var image = dataset.Train[(3 * 20) + 4].Load();
        CollectionAssert.AreEqual(image.Pixels.ToArray(), longer.Train[(3 * 30) + 4].Load().Pixels.ToArray());

        DatasetImage[] others =
        [
            dataset.Test[(3 * 10) + 4], // the other part
            dataset.Train[(2 * 20) + 4], // another class
            dataset.Train[(3 * 20) + 5], // another index
            (Small with { DrawingSeed = 2 }).Open().Train[(3 * 20) + 4],
        ];
        foreach (var other in others)
            CollectionAssert.AreNotEqual(image.Pixels.ToArray(), other.Load().Pixels.ToArray(), other.Name);
    }

    [TestMethod]
    public void EveryImageIsDifferent()
    {
        var dataset = Small.Open();
        var hashes = dataset.Train.Concat(dataset.Test).Select(image => XxHash3.HashToUInt64(image.Load().Pixels)).ToHashSet();
        Assert.HasCount(300, hashes);
    }

    [TestMethod]
    public void AKeptImageIsNotTheCallersImage()
    {
        var image = Small.Open().Train[0];
        var first = image.Load();
        byte[] pixels = [.. first.Pixels];
        first.Pixels.Clear();
        CollectionAssert.AreEqual(pixels, image.Load().Pixels.ToArray());
    }

    [TestMethod]
    public void ImagesThatAreDrawnAgainAreTheSame()
    {
        var painter = new ShapesPainter(new ShapesDataset { Side = 48, DrawingSeed = 5 });
        var kept = new ShapesImage(painter, "train", 6, 3, ImageCache.Keep);
        var again = new ShapesImage(painter, "train", 6, 3, ImageCache.DrawAgain);
        for (var i = 0; i < 2; i++)
        {
            CollectionAssert.AreEqual(kept.Load().Pixels.ToArray(), again.Load().Pixels.ToArray());
            Assert.AreEqual(kept.TrueBox, again.TrueBox);
        }
    }

    [TestMethod]
    public void ThreadsThatDrawAtOnceSeeTheSameImages()
    {
        var few = Small with { TrainImagesPerClass = 4 };
        var expected = few.Open().Train.Select(image => XxHash3.HashToUInt64(image.Load().Pixels)).ToArray();
        var shared = few.Open().Train;
        var loads = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4)
            .Select(_ => shared.Select(image => XxHash3.HashToUInt64(image.Load().Pixels)).ToArray());
        foreach (var hashes in loads)
            CollectionAssert.AreEqual(expected, hashes);
    }

    [TestMethod]
    [DataRow(64)]
    [DataRow(128)]
    public void TheObjectTakesThreeTenthsOfTheImage(int side)
    {
        var images = (Small with { Side = side }).Open().Train;
        var shares = images.Select(image => image.TrueBox!.Value.ShareOf(side, side)).ToArray();
        Assert.AreEqual(0.30, shares.Average(), 0.02);
        Assert.IsGreaterThan(0.1, shares.Min());
        Assert.IsLessThan(0.5, shares.Max());
    }

    [TestMethod]
    public void TheTrueBoxIsTheBoxOfTheTexture()
    {
        // Only the object has strong contrast between neighbours all over, so nearly all of it lies in the box.
        foreach (var image in Small.Open().Train)
        {
            var pixels = image.Load();
            var box = image.TrueBox!.Value;
            Assert.AreEqual(box, box.Intersect(Box.Whole(64, 64)), image.Name);
            var (inside, outside) = ContrastOf(pixels, box);
            Assert.IsGreaterThan(2 * outside, inside, image.Name);
        }
    }

    [TestMethod]
    [DataRow((int)Outline.Disk)]
    [DataRow((int)Outline.Square)]
    [DataRow((int)Outline.Triangle)]
    public void PaintReportsTheTightBoxOfThePixelsItChanges(int outline)
    {
        const int Side = 40;
        var grey = new Colour(0.4, 0.4, 0.4);
        var white = new Colour(1, 1, 1);
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var random = new RandomStream(seed);
            var canvas = new Canvas(Side);
            canvas.Fill((_, _) => 0, new Colours(grey, grey));
            var before = canvas.ToBytes(new(seed)); // the same noise before and after
            var figure = Figure.Draw((Outline)outline, 9.3, Side, random);
            var box = canvas.Paint(figure.BoundsIn(Side), figure.Contains, (_, _) => 0, new Colours(white, white));
            var after = canvas.ToBytes(new(seed));

            int[] changed = [.. Enumerable.Range(0, Side * Side).Where(pixel => before[pixel * 3] != after[pixel * 3])];
            var expected = new Box(
                changed.Min() / Side, (changed.Max() / Side) + 1, changed.Min(pixel => pixel % Side), changed.Max(pixel => pixel % Side) + 1);
            Assert.AreEqual(expected, box);
            Assert.AreEqual(AreaOf((Outline)outline, 9.3), changed.Sum(pixel => (after[pixel * 3] - before[pixel * 3]) / (0.6 * 255)), 6.0);
        }
    }

    private static double AreaOf(Outline outline, double radius) => radius * radius * outline switch
    {
        Outline.Disk => Math.PI,
        Outline.Square => 2,
        _ => 3 * Math.Sqrt(3) / 4,
    };

    /// <summary>Mean difference of a pixel from its right and lower neighbours, inside a box and outside of it.</summary>
    private static (double Inside, double Outside) ContrastOf(RgbImage image, Box box)
    {
        var (inside, insideCount, outside, outsideCount) = (0.0, 0, 0.0, 0);
        for (var row = 0; row + 1 < image.Height; row++)
        {
            for (var column = 0; column + 1 < image.Width; column++)
            {
                var at = ((row * image.Width) + column) * 3;
                var difference = Math.Abs(image.Pixels[at] - image.Pixels[at + 3])
                    + Math.Abs(image.Pixels[at] - image.Pixels[at + (image.Width * 3)]);
                // Pixels whose neighbours lie across the box's edge belong to neither.
                if (row >= box.Top && row + 1 < box.Bottom && column >= box.Left && column + 1 < box.Right)
                    (inside, insideCount) = (inside + difference, insideCount + 1);
                else if (row + 1 < box.Top || row >= box.Bottom || column + 1 < box.Left || column >= box.Right)
                    (outside, outsideCount) = (outside + difference, outsideCount + 1);
            }
        }
        return (inside / insideCount, outside / outsideCount);
    }
}
