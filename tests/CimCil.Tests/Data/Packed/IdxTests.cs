using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data.Packed;

[TestClass]
public sealed class IdxTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    [DataRow("")]
    [DataRow(".gz")]
    public void ImagesAreSortedByClassAndHaveTheirPixels(string ending)
    {
        IdxFiles.Write(_folder, [1, 0, 1, 2], [2, 1, 0], ending);
        var dataset = Open();
        Assert.AreEqual(Path.GetFileName(_folder.Path), dataset.Name);
        CollectionAssert.AreEqual(new[] { "0", "1", "2" }, dataset.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { "0 train/00001", "1 train/00000", "1 train/00002", "2 train/00003" }, Text(dataset.Train));
        CollectionAssert.AreEqual(new[] { "0 test/00002", "1 test/00001", "2 test/00000" }, Text(dataset.Test));
        var image = dataset.Train[2].Load();
        Assert.AreEqual((2, 3), (image.Height, image.Width));
        CollectionAssert.AreEqual(new byte[] { 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 255, 255, 255 }, image.Pixels.ToArray());
        foreach (var one in dataset.Train.Concat(dataset.Test))
            one.Inspect();
        // What a memory keeps of it as it came.
        CollectionAssert.AreEqual(image.Pixels.ToArray(), ImageCodec.Decode(dataset.Train[2].ReadOriginal(), "png").Pixels.ToArray());
    }

    [TestMethod]
    public void ManyThreadsReadOnePackedFile()
    {
        IdxFiles.Write(_folder, [.. Enumerable.Range(0, 200).Select(i => (byte)(i % 3))], [0, 1, 2], ".gz");
        var dataset = Open();
        Parallel.ForEach(dataset.Train, image => Assert.AreEqual(int.Parse(image.Name[^5..]), image.Load().Pixels[0]));
    }

    [TestMethod]
    public void NamesComeFromTheDatasetOrAFile()
    {
        byte[] ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        IdxFiles.Write(_folder, ten, ten);
        var fashion = (IdxDataset.FashionMnist with { Root = _folder.Path }).Open();
        Assert.AreEqual("Fashion-MNIST", fashion.Name);
        Assert.AreEqual("Ankle boot", fashion.ClassNames[9]);
        var list = _folder.WriteLines("names.txt", [.. ten.Select(label => $" class {label} "), ""]);
        Assert.AreEqual("class 7", (Config() with { Classes = IdxClasses.FromFile, ClassListFile = list }).Open().ClassNames[7]);
        Fails(Config() with { Classes = IdxClasses.FromFile, ClassListFile = _folder["none.txt"] }, $"{_folder["none.txt"]} (data.classListFile) does not exist", "Correct the path");
        Fails(Config() with { Classes = IdxClasses.FromFile, ClassListFile = _folder.WriteLines("names.txt", "") }, $"{list} (data.classListFile) names no class", "Add the classes");
        Fails(Config() with { Classes = IdxClasses.FromFile, ClassListFile = _folder.WriteLines("names.txt", "a", "b") }, $"{_folder["train-images-idx3-ubyte"]} has an image (number 2) of class 2, but there are 2 classes, from 0", "add the missing ones");
        Assert.Contains("has two classes called a", Assert.ThrowsExactly<DataException>(() => (Config() with { Classes = IdxClasses.FromFile, ClassListFile = _folder.WriteLines("names.txt", [.. ten.Select(label => "a")]) }).Open()).Message);
        Assert.Contains("classListFile", string.Join('\n', (Config() with { Classes = IdxClasses.FromFile }).Validate()));
    }

    [TestMethod]
    public void TheFirstImagesOfAClassAreTaken()
    {
        IdxFiles.Write(_folder, [1, 0, 1, 0, 1, 0, 2], [0, 0, 0, 1, 2]);
        var dataset = (Config() with { TrainImagesPerClass = 2 }).Open();
        CollectionAssert.AreEqual(new[] { "0 train/00001", "0 train/00003", "1 train/00000", "1 train/00002", "2 train/00006" }, Text(dataset.Train));
        Assert.HasCount(5, dataset.Test);
    }

    [TestMethod]
    public void WrongCountsAreNamed()
    {
        IdxFiles.Write(_folder, [0, 1], [0, 1]);
        _folder.Write("train-labels-idx1-ubyte", IdxFiles.Labels([0, 1, 1]));
        Fails($"{_folder["train-images-idx3-ubyte"]} has 2 images and {_folder["train-labels-idx1-ubyte"]} 3 labels", "download both again");
        IdxFiles.Write(_folder, [0, 1], [0, 2]);
        Fails($"{_folder["t10k-images-idx3-ubyte"]} has an image (number 1) of class 2, but there are 2 classes, from 0", "different datasets");
        IdxFiles.Write(_folder, [0, 2], [0, 2]);
        Fails($"{_folder["train-images-idx3-ubyte"]} has no image of 1 (1 in all)", "every class needs training and test images");
        IdxFiles.Write(_folder, [0, 1], [1]);
        Fails($"{_folder["t10k-images-idx3-ubyte"]} has no image of 0 (1 in all)", "--data DIR");
        IdxFiles.Write(_folder, [0, 10], [0]);
        Fails(IdxDataset.FashionMnist with { Root = _folder.Path }, $"{_folder["train-images-idx3-ubyte"]} has an image (number 1) of class 10, but there are 10 classes", "set data.classes to numbers");
    }

    [TestMethod]
    public void MissingFilesAreNamedWithWhereToGetThem()
    {
        Fails($"{_folder.Path} has no train-images-idx3-ubyte", "dataset-fashion-mnist");
        IdxFiles.Write(_folder, [0, 1], [0, 1]);
        File.Delete(_folder["t10k-labels-idx1-ubyte"]);
        Fails($"{_folder.Path} has no t10k-labels-idx1-ubyte", "--data DIR");
        using var above = new TempFolder();
        Directory.CreateDirectory(above["MNIST/raw"]);
        File.Copy(_folder["train-images-idx3-ubyte"], above["MNIST/raw/train-images-idx3-ubyte"]);
        Fails(Config() with { Root = above["MNIST"] }, $"{above["MNIST"]} has no train-images-idx3-ubyte", $"Use --data {above["MNIST/raw"]}.");
        Assert.StartsWith("data.root is empty: an IDX dataset is read", Assert.ThrowsExactly<ConfigurationException>(() => new IdxDataset().Open()).Message);
    }

    [TestMethod]
    public void OtherFilesAreNamed()
    {
        IdxFiles.Write(_folder, [0, 1], [0, 1]);
        const string File = "train-images-idx3-ubyte";
        foreach (var (bytes, expected) in new (byte[], string)[]
        {
            ([], "is empty, or a pipe, socket or device: a dataset lies in files"),
            ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], "is no IDX file: it begins with 01020304"),
            (IdxFiles.Head(0x0D03, 1, 2, 3), "holds numbers of type 0D in 3 dimensions"),
            (IdxFiles.Labels([0, 1]), "holds numbers of type 08 in 1 dimensions"),
            ([0, 0, 8, 3, 0, 0, 0, 1], "is cut off in its head: it must be 16 bytes long"),
            (IdxFiles.Head(0x0803, 0, 28, 28), "says that it holds [0, 28, 28] numbers"),
            (IdxFiles.Head(0x0803, -1, 28, 28), "says that it holds [4294967295, 28, 28] numbers"),
            (IdxFiles.Head(0x0803, int.MaxValue, int.MaxValue, int.MaxValue), "numbers: each must be positive, and all together below 2 GiB"),
            (IdxFiles.Images([0, 1])[..^1], "holds 27 bytes, but 2 images of 2 x 3 pixels take 28"),
            ([.. IdxFiles.Images([0, 1]), 0], "holds 29 bytes, but 2 images of 2 x 3 pixels take 28"),
        })
        {
            _folder.Write(File, bytes);
            Fails($"{_folder[File]} ", expected);
        }
    }

    [TestMethod]
    public void DamagedPackedFilesAreNamed()
    {
        IdxFiles.Write(_folder, [0, 1], [0, 1], ".gz");
        const string File = "train-images-idx3-ubyte.gz";
        var whole = IdxFiles.Packed(IdxFiles.Images([0, 1]));
        _folder.Write(File, whole[..^1]);
        Fails($"{_folder[File]} unpacks to the 28 bytes that 2 images of 2 x 3 pixels take, but its end, which says how many they are and proves them, is another: the file is cut off or damaged", "download the dataset again");
        _folder.Write(File, IdxFiles.Packed(IdxFiles.Images([0, 1, 1]))[..^9]);
        Fails($"{_folder[File]} ", "the file is cut off or damaged");
        _folder.Write(File, IdxFiles.Packed(IdxFiles.Images([0, 1])[..^6]));
        Fails($"{_folder[File]} unpacks to 22 bytes, but 2 images of 2 x 3 pixels take 28: the file is cut off or damaged", "download the dataset again");
        _folder.Write(File, IdxFiles.Packed([.. IdxFiles.Images([0, 1]), 0]));
        Fails($"{_folder[File]} unpacks to more than 28 bytes, but 2 images of 2 x 3 pixels take 28", "download the dataset again");
        _folder.Write(File, "PK no gzip, and longer than a head"u8);
        Fails($"{_folder[File]} is no gzip file, though its name ends in .gz: it begins with 504B, and such a file with 1F8B", "Take .gz off its name if it is unpacked");
        // It says that it holds a gigabyte, and has as many bytes as a hundred can be packed into.
        byte[] vast = [.. IdxFiles.Packed([.. IdxFiles.Head(0x0803, 1 << 20, 32, 32), .. new byte[100_000]])[..^4], .. BitConverter.GetBytes((1 << 30) + 16)];
        _folder.Write(File, vast);
        Fails($"{_folder[File]} does not unpack to its end, but 1048576 images of 32 x 32 pixels take 1073741840", "the file is cut off or damaged");

        // A number in the middle is another one: the checksum tells.
        var changed = IdxFiles.Images([0, 1]);
        changed[^1] ^= 1;
        _folder.Write(File, [.. IdxFiles.Packed(changed)[..^8], .. whole[^8..]]);
        var dataset = Open();
        foreach (var read in new Action[] { () => dataset.Train[0].Load(), () => dataset.Train[1].Inspect() })
            Assert.AreEqual($"{_folder[File]} is a damaged gzip file: its content does not unpack to what its checksum says. Unpack or download the dataset again.", Assert.ThrowsExactly<DataException>(read).Message);
        var finding = DatasetCheck.Run(Config(), 2, (_, _) => { }, CancellationToken.None).Single(finding => finding.Thing == "images").Message;
        Assert.AreEqual(2, finding.Split("does not unpack").Length, "said once for both images");
        Assert.StartsWith("2 of 4 images cannot be read", finding);
    }

    /// <summary>As of <c>cat a.gz b.gz</c> or of a packer that works in blocks: the file's last bytes tell of the last member alone.</summary>
    [TestMethod]
    public void PackedFilesOfSeveralMembersAreRead()
    {
        IdxFiles.Write(_folder, [0, 1], [0, 1], ".gz");
        const string File = "train-images-idx3-ubyte.gz";
        var images = IdxFiles.Images([0, 1]);
        foreach (var cut in new[] { 5, images.Length - 1, images.Length })
        {
            byte[] members = [.. IdxFiles.Packed(images[..cut]), .. IdxFiles.Packed(images[cut..])];
            _folder.Write(File, members);
            var dataset = Open();
            dataset.Train[1].Inspect();
            Assert.AreEqual(1, dataset.Train[1].Load().Pixels[1]);
            // The last member is cut off.
            _folder.Write(File, members[..^1]);
            Fails($"{_folder[File]} ", "the file is cut off or damaged");
        }
    }

    [TestMethod]
    public void AFileThatShrinksLaterIsNamed()
    {
        IdxFiles.Write(_folder, [0, 1], [0, 1]);
        var dataset = Open();
        File.WriteAllBytes(_folder["train-images-idx3-ubyte"], IdxFiles.Images([0, 1])[..20]);
        Assert.Contains("was longer when the dataset was listed", Assert.ThrowsExactly<DataException>(() => dataset.Train[1].Load()).Message);
        File.Delete(_folder["train-images-idx3-ubyte"]);
        Assert.Contains("cannot be read", Assert.ThrowsExactly<DataException>(() => dataset.Train[1].Load()).Message);
    }

    /// <summary>Opening a pipe waits for someone who writes, and nobody does.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [Timeout(120_000)]
    public void APipeIsNotOpened()
    {
        foreach (var name in new[] { "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "train-labels-idx1-ubyte.gz" })
        {
            IdxFiles.Write(_folder, [0, 1], [0, 1]);
            File.Delete(_folder[name.Replace(".gz", "", StringComparison.Ordinal)]);
            using (var made = System.Diagnostics.Process.Start("mkfifo", [_folder[name]]))
                made.WaitForExit();
            Fails($"{_folder[name]} is empty, or a pipe, socket or device: a dataset lies in files", "download the dataset again");
            File.Delete(_folder[name]);
        }
        // Between listing and reading too.
        IdxFiles.Write(_folder, [0, 1], [0, 1]);
        var dataset = Open();
        File.Delete(_folder["train-images-idx3-ubyte"]);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_folder["train-images-idx3-ubyte"]]))
            made.WaitForExit();
        Assert.Contains("is empty, or a pipe", Assert.ThrowsExactly<DataException>(() => dataset.Train[0].Load()).Message);
        Assert.IsNotNull(ImageListFingerprint.Of(dataset.Train).Content);
    }

    [TestMethod]
    public void OfAPlainAndAPackedFileTheOneThatIsReadIsNamed()
    {
        IdxFiles.Write(_folder, [0, 1], [0, 1]);
        Assert.IsEmpty(Open().Remarks);
        _folder.Write("train-images-idx3-ubyte.gz", IdxFiles.Packed(IdxFiles.Images([1, 0])));
        Assert.AreEqual($"{_folder["train-images-idx3-ubyte"]} is read, and train-images-idx3-ubyte.gz beside it is not", Open().Remarks.Single().Message);
    }

    [TestMethod]
    public void ACheckRecognisesTheFolder()
    {
        IdxFiles.Write(_folder, [0, 1], [0, 1]);
        Assert.AreEqual(new IdxDataset { Root = _folder.Path }, DatasetCheck.Recognise(_folder.Path));
        var findings = DatasetCheck.Run(Config(), 2, (_, _) => { }, CancellationToken.None);
        Assert.IsFalse(findings.Any(finding => finding.Kind == FindingKind.Bad));
        // As many training as test images are not swapped lists.
        byte[] ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        byte[] tenThousand = [.. Enumerable.Range(0, 1000).SelectMany(_ => ten)];
        IdxFiles.Write(_folder, tenThousand, tenThousand);
        findings = DatasetCheck.Run(IdxDataset.FashionMnist with { Root = _folder.Path, TrainImagesPerClass = 1000 }, 2, (_, _) => { }, CancellationToken.None);
        Assert.IsFalse(findings.Any(finding => finding.Thing is "lists" or "counts"), string.Join('\n', findings));
    }

    private IdxDataset Config() => new() { Root = _folder.Path };

    private Dataset Open() => Config().Open();

    private void Fails(string start, string fix) => Fails(Config(), start, fix);

    private static void Fails(DatasetConfig config, string start, string fix)
    {
        var error = Assert.ThrowsExactly<DataException>(() => config.Open());
        Assert.StartsWith(start, error.Message);
        Assert.Contains(fix, error.Message);
    }

    private static string[] Text(IEnumerable<DatasetImage> images) => [.. images.Select(image => $"{image.Class} {image.Name}")];
}
