using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Tests.Data.Folders;
using CimCil.Tests.Data.Packed;

namespace CimCil.Tests.Data;

/// <summary>A dataset is known again by its classes and by the names, sizes and content of its images, wherever they lie.</summary>
[TestClass]
public sealed class DatasetFingerprintTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void TheSameImagesElsewhereAreTheSame()
    {
        Write("one");
        Write("other/place");
        var (one, other) = (Of("one"), Of("other/place"));
        Assert.IsTrue(one.HasTheImagesOf(other));
        CollectionAssert.AreEqual(one.Classes.ToArray(), other.Classes.ToArray());
        Assert.AreEqual((9, 4), (one.Train.Count, one.Test.Count));
        // 0, 1 and 2 bytes of each of the classes a, b and c; 3 of a, 2 of b, 1 of c.
        Assert.AreEqual(9, one.Train.ByteCount);
    }

    [TestMethod]
    [DataRow("gone")]
    [DataRow("added")]
    [DataRow("renamed")]
    [DataRow("larger")]
    [DataRow("larger, and another smaller by as much")]
    [DataRow("moved to another class")]
    [DataRow("moved to the test part")]
    public void AnyChangeOfTheListIsSeen(string change)
    {
        Write("data");
        var before = Of("data");
        var file = _folder["data/train/b/1.png"];
        switch (change)
        {
            case "gone":
                File.Delete(file);
                break;
            case "added":
                _folder.Write("data/train/b/new.png", [1]);
                break;
            case "renamed":
                File.Move(file, _folder["data/train/b/9.png"]);
                break;
            case "larger, and another smaller by as much":
                File.WriteAllBytes(file, new byte[2]);
                File.WriteAllBytes(_folder["data/train/b/2.png"], []);
                break;
            case "larger":
                File.AppendAllText(file, "x");
                break;
            case "moved to another class":
                File.Move(file, _folder["data/train/c/9.png"]);
                break;
            default:
                File.Move(file, _folder["data/test/b/9.png"]);
                break;
        }
        Assert.IsFalse(Of("data").HasTheImagesOf(before));
    }

    /// <summary>Images of a format without compression, or of one size, are told apart by nothing but what is in them.</summary>
    [TestMethod]
    [DataRow(1, 0)]
    [DataRow(3 * ImageContent.PieceLength, (3 * ImageContent.PieceLength) - 1)]
    [DataRow(100_000, 0)]
    [DataRow(100_000, ImageContent.PieceLength - 1)]
    [DataRow(100_000, 50_000)]
    [DataRow(100_000, 99_999)]
    public void OtherContentOfTheSameSizeIsSeen(int length, int changed)
    {
        Write("data");
        var file = _folder.Write("data/train/b/1.png", new byte[length]);
        var before = Of("data");
        var bytes = new byte[length];
        bytes[changed] = 1;
        File.WriteAllBytes(file, bytes);
        var after = Of("data");
        Assert.IsFalse(after.HasTheImagesOf(before));
        Assert.IsTrue(after.Train.HasTheListOf(before.Train));
        Assert.IsTrue(after.Test.Matches(before.Test));
    }

    [TestMethod]
    public void AFingerprintWithoutContentIsComparedByItsList()
    {
        Write("data");
        var now = Of("data");
        var older = now with { Train = now.Train with { Content = null }, Test = now.Test with { Content = null } };
        Assert.IsTrue(now.SeesContent);
        Assert.IsFalse(older.SeesContent);
        Assert.IsTrue(now.HasTheImagesOf(older));
        Assert.IsTrue(older.HasTheImagesOf(now));
        File.Delete(_folder["data/train/b/1.png"]);
        Assert.IsFalse(Of("data").HasTheImagesOf(older));
    }

    /// <summary>Of many files some are looked at, and some of every class however unequal they are.</summary>
    [TestMethod]
    public void NoMoreThanSomeFilesAreRead()
    {
        var looked = new System.Collections.Concurrent.ConcurrentBag<int>();
        DatasetImage[] images = [.. Enumerable.Range(0, 50_000).Select(i => new Watched(i < 10 ? 0 : 1 + (i % 99), i, looked))];
        Assert.IsNotNull(ImageListFingerprint.Of(images).Content);
        Assert.IsLessThanOrEqualTo(ImageContent.MostImages, looked.Count);
        Assert.HasCount(100, looked.Select(i => images[i].Class).Distinct());
        CollectionAssert.IsSubsetOf(Enumerable.Range(0, 10).ToArray(), looked);
        Assert.AreEqual(looked.Count, looked.Distinct().Count());
    }

    [TestMethod]
    public void OtherPixelsOfAPackedFileAreSeen()
    {
        IdxFiles.Write(_folder, [0, 1, 1], [1, 0]);
        ImageListFingerprint Train() => ImageListFingerprint.Of(new IdxDataset { Root = _folder.Path, Classes = IdxClasses.Numbers }.Open().Train);
        var before = Train();
        Assert.AreEqual(before, Train());
        var file = _folder["train-images-idx3-ubyte"];
        var bytes = File.ReadAllBytes(file);
        // The same pixels in a packed file are the same images.
        _folder.Write("train-images-idx3-ubyte.gz", IdxFiles.Packed(bytes));
        File.Delete(file);
        Assert.AreEqual(before, Train());
        bytes[^1]++;
        _folder.Write("train-images-idx3-ubyte.gz", IdxFiles.Packed(bytes));
        Assert.IsFalse(Train().Matches(before));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void ALinkHasTheSizeOfItsFile()
    {
        Write("data");
        Write("linked");
        foreach (var file in Directory.GetFiles(_folder["linked"], "*.png", SearchOption.AllDirectories))
        {
            File.Delete(file);
            File.CreateSymbolicLink(file, Path.Combine(_folder["data"], Path.GetRelativePath(_folder["linked"], file)));
        }
        Assert.IsTrue(Of("linked").HasTheImagesOf(Of("data")));
        File.Delete(_folder["data/train/b/1.png"]);
        Assert.IsFalse(Of("linked").HasTheImagesOf(Of("data")), "a link that leads nowhere is still listed");
    }

    [TestMethod]
    public void TheListsOfFood101AreSeen()
    {
        foreach (var id in new[] { "pie/1", "pie/2", "pie/3", "rice/1", "rice/2", "rice/3" })
            _folder.Write($"food/images/{id}.jpg", [1, 2, 3]);
        ImageListFingerprint Train(params string[] train)
        {
            _folder.WriteLines("food/meta/train.txt", train);
            _folder.WriteLines("food/meta/test.txt", "pie/3", "rice/3");
            return ImageListFingerprint.Of(new Food101Dataset { Root = _folder["food"] }.Open().Train);
        }

        var before = Train("pie/1", "pie/2", "rice/1", "rice/2");
        Assert.AreEqual((4, 12), (before.Count, before.ByteCount));
        Assert.AreEqual(before, Train("rice/2", "pie/2", "pie/1", "rice/1"), "the order of the lines decides nothing");
        Assert.AreNotEqual(before, Train("pie/1", "rice/1", "rice/2"));
    }

    [TestMethod]
    public void AnotherClassListIsOtherClasses()
    {
        ImageNetTree.Write(_folder["imagenet"], ImageNetTree.Classes.Take(3));
        IReadOnlyList<string> Classes(params string[] listed) => Fingerprint(new ImageNetDataset
        {
            Root = _folder["imagenet"],
            Classes = ImageNetClasses.FromFile,
            ClassListFile = _folder.WriteLines("classes.txt", listed),
        }.Open()).Classes;
        string[] all = [.. ImageNetTree.Classes.Take(3)];
        CollectionAssert.AreEqual(all[..2], Classes(all[0], all[1]).ToArray());
        CollectionAssert.AreEqual(all[1..], Classes(all[1], all[2]).ToArray());
    }

    /// <summary>Drawn images have no files: their names are all there is, and the same on every machine.</summary>
    [TestMethod]
    public void DrawnImagesAreKnownByTheirNames()
    {
        var dataset = new ShapesDataset { ClassCount = 2, TrainImagesPerClass = 3, TestImagesPerClass = 1 };
        var one = Fingerprint(dataset.Open());
        Assert.AreEqual(new ImageListFingerprint(6, 0, "d8948a286b747e56b26959cee8eaa337"), one.Train);
        Assert.IsTrue(one.HasTheImagesOf(Fingerprint(dataset.Open())));
        Assert.IsFalse(one.HasTheImagesOf(Fingerprint((dataset with { TestImagesPerClass = 2 }).Open())));
    }

    [TestMethod]
    public void ClassesAreInTheOrderOfTheirLabels()
    {
        Write("data");
        var dataset = Open("data");
        var plan = new PhasePlan { Classes = 3, FirstPhase = 2, ClassesPerPhase = 1, ClassOrder = ClassOrder.Shuffled };
        var classes = new ClassSequence(plan, 3);
        CollectionAssert.AreEqual(classes.Order.Select(one => dataset.ClassNames[one]).ToArray(), DatasetFingerprint.Of(dataset, classes).Classes.ToArray());
    }

    [TestMethod]
    public void TwoClassesOfOneNameAreRefused() =>
        Assert.Contains("two classes called white", Assert.ThrowsExactly<DataException>(() => new NoiseDataset { SecondClass = "white" }.Open()).Message);

    private sealed class Watched(int datasetClass, int place, System.Collections.Concurrent.ConcurrentBag<int> looked) : DatasetImage
    {
        public override string Name => $"{place}";

        public override int Class => datasetClass;

        public override long? ByteCount => 1;

        public override byte[] ReadOriginal()
        {
            looked.Add(place);
            return [1];
        }

        public override void LoadInto(RgbImage image) => throw new NotSupportedException();
    }

    private void Write(string root)
    {
        foreach (var (name, size) in new[] { ("a", 0), ("b", 1), ("c", 2) })
        {
            for (var i = 0; i < 3; i++)
                _folder.Write($"{root}/train/{name}/{i}.png", new byte[size]);
            _folder.Write($"{root}/test/{name}/0.png", new byte[size]);
        }
        _folder.Write($"{root}/test/a/below/1.png", [1]);
    }

    private Dataset Open(string root) => new ImageFolderDataset { Root = _folder[root] }.Open();

    private DatasetFingerprint Of(string root) => Fingerprint(Open(root));

    private static DatasetFingerprint Fingerprint(Dataset dataset)
    {
        var count = dataset.ClassNames.Count;
        return DatasetFingerprint.Of(dataset, new ClassSequence([.. Enumerable.Range(0, count)], [new Phase(0, 0, count)]));
    }
}
