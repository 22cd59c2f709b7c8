using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data.Folders;

[TestClass]
public sealed class ImageFolderTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void ListsImagesByClassAndName()
    {
        _folder.WriteEmpty(
            "train/b/2.jpg", "train/b/10.JPEG", "train/b/notes.txt", "train/B/x.png", "train/a/1.webp", "train/a/0.Bmp", "train/readme.md",
            "test/a/1.jpg", "test/B/1.jpg", "test/b/1.jpg", "val/a/1.jpg");
        var dataset = Open();
        Assert.AreEqual(Path.GetFileName(_folder.Path), dataset.Name);
        CollectionAssert.AreEqual(new[] { "B", "a", "b" }, dataset.ClassNames.ToArray());
        CollectionAssert.AreEqual(
            new[] { "0 train/B/x.png", "1 train/a/0.Bmp", "1 train/a/1.webp", "2 train/b/10.JPEG", "2 train/b/2.jpg" }, Text(dataset.Train));
        CollectionAssert.AreEqual(new[] { "0 test/B/1.jpg", "1 test/a/1.jpg", "2 test/b/1.jpg" }, Text(dataset.Test));
    }

    [TestMethod]
    public void ValidationImagesTestWhereThereIsNoTestFolder()
    {
        _folder.WriteEmpty("train/a/1.jpg", "val/a/7.jpg");
        CollectionAssert.AreEqual(new[] { "0 val/a/7.jpg" }, Text(Open().Test));
    }

    [TestMethod]
    public void HiddenEntriesDoNotCount()
    {
        _folder.WriteEmpty("train/a/1.jpg", "train/a/._1.jpg", "train/.cache/1.jpg", "test/a/1.jpg", "test/.cache/1.jpg");
        var dataset = Open();
        CollectionAssert.AreEqual(new[] { "a" }, dataset.ClassNames.ToArray());
        Assert.HasCount(1, dataset.Train);
    }

    [TestMethod]
    public void ImagesAreDecodedWhenAskedFor()
    {
        var image = new RgbImage(2, 3, [.. Enumerable.Range(0, 18).Select(value => (byte)(value * 9))]);
        _folder.Write("train/a/good.png", ImageCodec.EncodePng(image));
        _folder.Write("train/a/bad.png");
        _folder.Write("test/a/1.png");
        var dataset = Open();
        Assert.IsNull(dataset.Train[1].TrueBox);
        CollectionAssert.AreEqual(image.Pixels.ToArray(), dataset.Train[1].Load().Pixels.ToArray());
        var error = Assert.ThrowsExactly<DataException>(() => dataset.Train[0].Load());
        Assert.Contains(_folder["train/a/bad.png"], error.Message);
    }

    [TestMethod]
    public void ATrailingSlashChangesNothing()
    {
        _folder.WriteEmpty("train/a/1.jpg", "test/a/1.jpg");
        var dataset = (new ImageFolderDataset { Root = _folder.Path + Path.DirectorySeparatorChar }).Open();
        Assert.AreEqual(Path.GetFileName(_folder.Path), dataset.Name);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("  ")]
    public void AnEmptySettingIsNamed(string root)
    {
        var error = Assert.ThrowsExactly<ConfigurationException>(() => (new ImageFolderDataset { Root = root }).Open());
        Assert.AreEqual(
            "data.root is empty: an image-folder dataset is read from a folder that holds train and test (or val). Name that folder with --data DIR.",
            error.Message);
    }

    [TestMethod]
    public void AMissingFolderIsNamed() => Fails(
        new ImageFolderDataset { Root = _folder["nowhere"] },
        $"The folder {_folder["nowhere"]} (data.root) does not exist: an image-folder dataset needs the folder that holds train and test (or val).",
        "--data DIR");

    [TestMethod]
    public void AFileIsNoFolder()
    {
        var file = _folder.Write("images.zip");
        Fails(new ImageFolderDataset { Root = file }, $"The folder {file} (data.root) is a file, not a folder", "--data DIR");
    }

    [TestMethod]
    public void AFolderAboveIsRecognised()
    {
        _folder.WriteEmpty("birds/train/a/1.jpg", "birds/test/a/1.jpg");
        Fails($"{_folder.Path} has no folder train, but {_folder["birds/train"]} exists", $"Use --data {_folder["birds"]}.");
    }

    [TestMethod]
    public void ThePartItselfIsRecognised()
    {
        _folder.WriteEmpty("train/a/1.jpg", "test/a/1.jpg");
        Fails(
            new ImageFolderDataset { Root = _folder["train"] },
            $"{_folder["train"]} has no folder train, it holds class folders (a)",
            $"Use --data {_folder.Path}.");
    }

    [TestMethod]
    public void ClassFoldersWithoutPartsAreRecognised()
    {
        _folder.WriteEmpty("a/1.jpg", "b/1.jpg");
        Fails($"{_folder.Path} has no folder train, it holds class folders (a, b) itself", $"Move them to {_folder["train/<class>"]} and {_folder["test/<class>"]}.");
    }

    [TestMethod]
    public void AnUnrelatedFolderIsRefused()
    {
        _folder.WriteEmpty("documents/letter.txt");
        Fails($"{_folder.Path} has no folder train: images lie in {_folder["train/<class>"]}", "--data DIR");
    }

    [TestMethod]
    public void TestImagesAreNeeded()
    {
        _folder.WriteEmpty("train/a/1.jpg");
        Fails($"{_folder.Path} has a folder train but no test or val", $"Put them into {_folder["test/<class>"]}.");
    }

    [TestMethod]
    public void AnEmptyClassFolderIsNamed()
    {
        _folder.WriteEmpty("train/a/1.jpg", "test/a/1.jpg", "test/b/1.jpg");
        Directory.CreateDirectory(_folder["train/b"]);
        Fails($"The class folder {_folder["train/b"]} is empty: every class needs at least one image.", "Add its images");
    }

    [TestMethod]
    public void AClassFolderWithoutKnownExtensionsIsNamed()
    {
        _folder.WriteEmpty("train/a/1.jpg", "test/a/1.heic", "test/a/2.heic", "test/a/3.heic", "test/a/b/4.heic");
        Fails(
            $"The class folder {_folder["test/a"]} has no image: none of its files (1.heic, 2.heic, 3.heic and 1 more) ends in .jpg, .jpeg, .jpe, .jfif, .png,",
            "Convert");
    }

    [TestMethod]
    public void ImagesOfEveryEndingAndInFoldersBelowAClassAreUsedAndOtherFilesCounted()
    {
        string[] images = ["1.jpg", "1.jpe", "1.JFIF", "1.gif", "1.tif", "1.TIFF", "1.tga", "1.ppm", "1.pgm", "1.pbm", "1.pnm", "day1/1.jpg", "day1/more/2.png", "day2/1.jpg"];
        _folder.WriteEmpty([.. images.Select(name => $"train/a/{name}"), "train/a/1.heic", "train/a/day1/2.heic", "train/a/1.avif", "train/a/notes", "train/a/.hidden.tif", "train/a/.cache/1.jpg", "test/a/1.jpg", "test/a/x.txt"]);
        var dataset = Open();
        CollectionAssert.AreEqual(images.Select(name => $"0 train/a/{name}").Order(StringComparer.Ordinal).ToArray(), Text(dataset.Train));
        Assert.AreEqual("5 files are not used: 2 .heic, 1 without an ending, 1 .avif, 1 .txt", dataset.UnusedFiles.ToString());
        Assert.AreEqual(_folder["train/a/day1/more/2.png"], Path.GetFullPath(((CimCil.Data.Folders.FileImage)dataset.Train[^2]).FullPath));
        File.Delete(_folder["test/a/x.txt"]);
        foreach (var name in new[] { "1.heic", "day1/2.heic", "1.avif" })
            File.Delete(_folder[$"train/a/{name}"]);
        Assert.AreEqual("1 file is not used: 1 without an ending", Open().UnusedFiles.ToString());
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void EveryRealFolderCountsOnceAndALinkUpwardsLeadsNowhere()
    {
        _folder.WriteEmpty("train/apple/0.jpg", "train/apple/deep/1.jpg", "train/bus/0.jpg", "test/apple/0.jpg", "test/bus/0.jpg", "elsewhere/2.jpg");
        Directory.CreateSymbolicLink(_folder["train/bus/loop"], "..");
        Directory.CreateSymbolicLink(_folder["train/bus/root"], _folder.Path);
        Directory.CreateSymbolicLink(_folder["train/bus/apples"], "../apple");
        Directory.CreateSymbolicLink(_folder["train/apple/deep/again"], _folder["train/apple/deep"]);
        Directory.CreateSymbolicLink(_folder["train/bus/more"], "../../elsewhere");
        Directory.CreateSymbolicLink(_folder["train/bus/more2"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["train/bus/gone"], _folder["nowhere"]);
        CollectionAssert.AreEqual(new[] { "0 train/apple/0.jpg", "0 train/apple/deep/1.jpg", "1 train/bus/0.jpg", "1 train/bus/more/2.jpg" }, Text(Open().Train));
    }

    [TestMethod]
    public void ANameInAnotherUnicodeFormIsNamedAsThat()
    {
        if (OperatingSystem.IsMacOS())
            Assert.Inconclusive("This system makes both forms one.");
        _folder.WriteEmpty("train/caf\u00e9/1.jpg", "test/cafe\u0301/1.jpg");
        Fails($"{_folder["train"]} writes the class cafe\u0301 in another Unicode form than the test part", "convmv");
    }

    [TestMethod]
    public void ImagesWithoutClassFoldersAreRefused()
    {
        _folder.WriteEmpty("train/1.jpg", "test/a/1.jpg");
        Fails($"{_folder["train"]} holds images but no class folders", $"Sort the images into {_folder["train/<class>"]}.");
    }

    [TestMethod]
    public void APartWithoutAnythingIsRefused()
    {
        _folder.WriteEmpty("train/a/1.jpg");
        Directory.CreateDirectory(_folder["test"]);
        Fails($"{_folder["test"]} holds no class folders", $"{_folder["test/<class>"]}.");
    }

    [TestMethod]
    public void AClassThatCannotBeTestedIsNamed()
    {
        _folder.WriteEmpty("train/a/1.jpg", "train/b/1.jpg", "train/c/1.jpg", "test/a/1.jpg");
        Fails($"{_folder["test"]} lacks a folder for b, c (2 in all) that train has", "Add the folder");
    }

    [TestMethod]
    public void AClassThatCannotBeLearntIsNamed()
    {
        _folder.WriteEmpty("train/a/1.jpg", "test/a/1.jpg", "test/b/1.jpg");
        Fails($"{_folder["train"]} lacks a folder for b (1 in all) that the test part has", "Add the folder");
    }

    private Dataset Open() => (new ImageFolderDataset { Root = _folder.Path }).Open();

    private void Fails(string start, string fix) => Fails(new ImageFolderDataset { Root = _folder.Path }, start, fix);

    private static void Fails(DatasetConfig config, string start, string fix)
    {
        var error = Assert.ThrowsExactly<DataException>(() => config.Open());
        Assert.StartsWith(start, error.Message);
        Assert.Contains(fix, error.Message);
    }

    private static string[] Text(IEnumerable<DatasetImage> images) => [.. images.Select(image => $"{image.Class} {image.Name}")];
}
