using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data.Packed;

[TestClass]
public sealed class CifarTests
{
    private const int Area = 32 * 32;

    private static readonly string[] Ten = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void Cifar10HasItsImagesAndClasses()
    {
        WriteTen();
        var dataset = Config(CifarClasses.Cifar10).Open();
        Assert.AreEqual("CIFAR-10", dataset.Name);
        CollectionAssert.AreEqual(Ten, dataset.ClassNames.ToArray());
        Assert.HasCount(20, dataset.Train);
        Assert.HasCount(10, dataset.Test);
        // Image 13 lies in the fourth file of four each; its class is 3.
        var image = dataset.Train.Single(image => image.Name == "train/00013");
        Assert.AreEqual(3, image.Class);
        var pixels = image.Load();
        Assert.AreEqual((32, 32), (pixels.Height, pixels.Width));
        CollectionAssert.AreEqual(new byte[] { 13, 113, 213, 13, 113, 213 }, pixels.Pixels[..6].ToArray());
        CollectionAssert.AreEqual(new byte[] { 14, 113, 213 }, pixels.Pixels[^3..].ToArray());
    }

    [TestMethod]
    public void Cifar100HasFineAndCoarseClasses()
    {
        WriteHundred();
        var fine = Config(CifarClasses.Cifar100).Open();
        Assert.AreEqual("CIFAR-100", fine.Name);
        Assert.AreEqual("fine 42", fine.ClassNames[42]);
        Assert.AreEqual("train/00042", fine.Train.Single(image => image.Class == 42).Name);
        Assert.AreEqual(42, fine.Train.Single(image => image.Class == 42).Load().Pixels[0]);
        var coarse = Config(CifarClasses.Cifar100Coarse).Open();
        Assert.AreEqual("coarse 2", coarse.ClassNames[2]);
        CollectionAssert.AreEqual(new[] { "train/00002", "train/00022", "train/00042", "train/00062", "train/00082" }, coarse.Train.Where(image => image.Class == 2).Select(image => image.Name).ToArray());
        Assert.HasCount(40, (Config(CifarClasses.Cifar100Coarse) with { TrainImagesPerClass = 2 }).Open().Train);
    }

    [TestMethod]
    public void DamagedFilesAreNamed()
    {
        WriteTen();
        _folder.Write("data_batch_2.bin", Records(1, 4, 5)[..^1]);
        Fails(CifarClasses.Cifar10, $"{_folder["data_batch_2.bin"]} has 12291 bytes: an image of CIFAR-10 and its labels take 3073", "Unpack cifar-10-binary.tar.gz again");
        _folder.Write("data_batch_2.bin");
        Fails(CifarClasses.Cifar10, $"{_folder["data_batch_2.bin"]} is empty, or a pipe, socket or device", "download the dataset again");
        _folder.Write("data_batch_2.bin", Records(1, 3, 5));
        Fails(CifarClasses.Cifar10, $"{_folder["data_batch_2.bin"]} has 3 images, and {_folder["data_batch_1.bin"]} 4", "have as many each");
        _folder.Write("data_batch_2.bin", Records(1, 4, 8));
        Fails(CifarClasses.Cifar10, $"{_folder["data_batch_2.bin"]} has an image (number 2) of class 10: CIFAR-10 has classes from 0 to 9", "another dataset");
        WriteTen();
        _folder.WriteLines("batches.meta.txt", [.. Ten.Take(9)]);
        Fails(CifarClasses.Cifar10, $"{_folder["batches.meta.txt"]} names 9 classes: CIFAR-10 has 10", "Unpack cifar-10-binary.tar.gz again");
        _folder.WriteLines("batches.meta.txt", [.. Ten, "one more"]);
        Fails(CifarClasses.Cifar10, $"{_folder["batches.meta.txt"]} names more classes: CIFAR-10 has 10", "a name per line");
        WriteTen();
        _folder.Write("test_batch.bin", Records(1, 9, 0));
        Fails(CifarClasses.Cifar10, $"{_folder["test_batch.bin"]} has no image of truck (1 in all)", "every class needs");
    }

    /// <summary>Nothing but their length tells the one file from the other; they hold no images here.</summary>
    [TestMethod]
    public void PartsThatHaveEachOthersNameAreNoticed()
    {
        WriteHundred();
        Resize("train.bin", 10_000);
        Resize("test.bin", 50_000);
        Fails(CifarClasses.Cifar100, $"{_folder["train.bin"]} has 10000 images and {_folder["test.bin"]} 50000", "Unpack cifar-100-binary.tar.gz again");

        void Resize(string name, int count)
        {
            using var file = File.OpenWrite(_folder[name]);
            file.SetLength(count * 3074L);
        }
    }

    [TestMethod]
    public void MissingFilesAreNamedWithWhereToGetThem()
    {
        WriteTen();
        Fails(CifarClasses.Cifar100, $"{_folder.Path} has no train.bin, but the files of CIFAR-10", "Use --set data.classes=Cifar10.");
        Assert.AreEqual(CifarClasses.Cifar10, ((CifarDataset)new Experiments.Shapes().With("data.kind", "cifar").With("data.classes", "Cifar10").Data).Classes);
        using var above = new TempFolder();
        Directory.CreateDirectory(above["data"]);
        Fails(Config(CifarClasses.Cifar10) with { Root = above["data"] }, $"{above["data"]} has no data_batch_1.bin: the binary version", "Download cifar-10-binary.tar.gz");
        foreach (var file in Directory.GetFiles(_folder.Path))
            File.Copy(file, above[$"data/{Path.GetFileName(file)}"]);
        Fails(Config(CifarClasses.Cifar10) with { Root = above.Path }, $"{above.Path} has no data_batch_1.bin, but {above["data"]} holds CIFAR-10", $"Use --data {above["data"]}.");
        Fails(Config(CifarClasses.Cifar100) with { Root = above.Path }, $"{above.Path} has no train.bin, but {above["data"]} holds CIFAR-10", $"Use --data {above["data"]} and --set data.classes=Cifar10, or download cifar-100-binary.tar.gz");
        using var python = new TempFolder();
        python.WriteEmpty("data_batch_1", "batches.meta");
        Fails(Config(CifarClasses.Cifar10) with { Root = python.Path }, $"{python.Path} has no data_batch_1.bin, but files of the version for Python", "Download cifar-10-binary.tar.gz");
        using var packed = new TempFolder();
        packed.WriteEmpty("test_batch.bin.gz", "batches.meta.txt");
        Fails(Config(CifarClasses.Cifar10) with { Root = packed.Path }, $"{packed.Path} has no data_batch_1.bin, but test_batch.bin.gz", "Unpack all of them.");
        packed.WriteEmpty("cifar-10-binary.tar.gz");
        Fails(Config(CifarClasses.Cifar10) with { Root = packed.Path }, $"{packed.Path} has no data_batch_1.bin, but cifar-10-binary.tar.gz", "Unpack it");
        Assert.StartsWith("data.root is empty: CIFAR-100 is read", Assert.ThrowsExactly<ConfigurationException>(() => new CifarDataset().Open()).Message);
    }

    [TestMethod]
    public void ACheckRecognisesTheFolder()
    {
        WriteTen();
        Assert.AreEqual(Config(CifarClasses.Cifar10), DatasetCheck.Recognise(_folder.Path));
        using var hundred = new TempFolder();
        WriteHundred(hundred);
        Assert.AreEqual(new CifarDataset { Root = hundred.Path }, DatasetCheck.Recognise(hundred.Path));
        var findings = DatasetCheck.Run(Config(CifarClasses.Cifar10), 2, (_, _) => { }, CancellationToken.None);
        Assert.Contains("CIFAR-10 has 50000 training and 10000 test images as published; here are 20 and 10", findings.Single(finding => finding.Thing == "counts").Message);
    }

    /// <summary>What is wrong with files is said of a folder above them, and where some are missing, too.</summary>
    [TestMethod]
    public void ACheckLooksIntoTheFolderBelow()
    {
        using var above = new TempFolder();
        WriteTen();
        Directory.CreateDirectory(above["cifar-10-batches-bin"]);
        foreach (var file in Directory.GetFiles(_folder.Path))
            File.Copy(file, above[$"cifar-10-batches-bin/{Path.GetFileName(file)}"]);
        var place = above["cifar-10-batches-bin"];
        Assert.AreEqual(Config(CifarClasses.Cifar10) with { Root = place }, DatasetCheck.Recognise(above.Path));
        var findings = Check();
        Assert.AreEqual("folder", findings[0].Thing);
        Assert.Contains($"--data {place}", findings[0].Fix);
        Assert.Contains("all 30 images decode", findings.Single(finding => finding.Thing == "images").Message);
        File.Delete(above["cifar-10-batches-bin/data_batch_3.bin"]);
        Assert.Contains($"{place} has no data_batch_3.bin, but other files of CIFAR-10", Check()[1].Message);
        Assert.Contains("has no data_batch_3.bin, but other files of CIFAR-10: all of data_batch_1.bin, ", Assert.ThrowsExactly<DataException>(() => (Config(CifarClasses.Cifar10) with { Root = place }).Open()).Message);
        above.Write("cifar-10-batches-bin/data_batch_3.bin", Records(1, 4, 10, 10)[..^7]);
        Assert.Contains("an image of CIFAR-10 and its labels take 3073", Check()[1].Message);
        using var hundred = new TempFolder();
        hundred.Write("cifar-100-binary/train.bin", Records(2, 100, 0));
        Assert.AreEqual(new CifarDataset { Root = hundred["cifar-100-binary"] }, DatasetCheck.Recognise(hundred.Path));
        using var idx = new TempFolder();
        idx.WriteEmpty("MNIST/raw/other", "raw/t10k-labels-idx1-ubyte");
        Assert.AreEqual(new IdxDataset { Root = idx["raw"] }, DatasetCheck.Recognise(idx.Path));

        IReadOnlyList<Finding> Check() => DatasetCheck.Run(above.Path, 2, (_, _) => { }, CancellationToken.None);
    }

    private void WriteTen()
    {
        for (var file = 1; file <= 5; file++)
            _folder.Write($"data_batch_{file}.bin", Records(1, 4, (file - 1) * 4, 10));
        _folder.Write("test_batch.bin", Records(1, 10, 0));
        _folder.WriteLines("batches.meta.txt", [.. Ten, ""]);
    }

    private void WriteHundred() => WriteHundred(_folder);

    private static void WriteHundred(TempFolder folder)
    {
        folder.Write("train.bin", Records(2, 100, 0));
        folder.Write("test.bin", Records(2, 100, 0));
        folder.WriteLines("fine_label_names.txt", [.. Enumerable.Range(0, 100).Select(i => $"fine {i}")]);
        folder.WriteLines("coarse_label_names.txt", [.. Enumerable.Range(0, 20).Select(i => $"coarse {i}")]);
    }

    /// <summary>Images whose planes are filled with their number, that and 100, and that and 200; the last red pixel is one more.</summary>
    private static byte[] Records(int labelCount, int count, int first, int classCount = 100)
    {
        var bytes = new List<byte>();
        for (var i = first; i < first + count; i++)
        {
            if (labelCount == 2)
                bytes.Add((byte)(i % 20));
            bytes.Add((byte)(i % classCount));
            byte[] planes = [.. Enumerable.Range(0, 3).SelectMany(plane => Enumerable.Repeat((byte)(i + (100 * plane)), Area))];
            planes[Area - 1]++;
            bytes.AddRange(planes);
        }
        return [.. bytes];
    }

    private CifarDataset Config(CifarClasses classes) => new() { Root = _folder.Path, Classes = classes };

    private void Fails(CifarClasses classes, string start, string fix) => Fails(Config(classes), start, fix);

    private static void Fails(DatasetConfig config, string start, string fix)
    {
        var error = Assert.ThrowsExactly<DataException>(() => config.Open());
        Assert.StartsWith(start, error.Message);
        Assert.Contains(fix, error.Message);
    }
}
