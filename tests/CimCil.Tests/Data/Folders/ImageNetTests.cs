using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data.Folders;

[TestClass]
public sealed class ImageNetTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void ListsTrainingAndValidationImages()
    {
        WriteClasses(3);
        _folder.WriteEmpty("test/ILSVRC2012_test_00000001.JPEG"); // the test images without labels
        var dataset = (Config(ImageNetClasses.All)).Open();
        Assert.AreEqual("ImageNet-3", dataset.Name);
        CollectionAssert.AreEqual(new[] { "n00000", "n00001", "n00002" }, dataset.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { "val/n00000/1.JPEG", "val/n00001/1.JPEG", "val/n00002/1.JPEG" }, Names(dataset.Test));
    }

    [TestMethod]
    public void ParityOfTheClassesThatLucirDraws()
    {
        WriteClasses(1000);
        var dataset = (Config(ImageNetClasses.Lucir100)).Open();
        Assert.AreEqual("ImageNet-100", dataset.Name);
        Assert.HasCount(100, dataset.ClassNames);
        // NumPy 1.24.2: seed(1993), sort(choice(1000, 100, replace=False)).
        CollectionAssert.AreEqual(new[] { 7, 11, 14, 44, 54, 62 }, dataset.ClassNames.Take(6).Select(Number).ToArray());
        Assert.AreEqual(3290170, dataset.ClassNames.Select((name, i) => Number(name) * (i + 1)).Sum());
        CollectionAssert.AreEqual(dataset.ClassNames.Select(name => $"train/{name}/1.JPEG").ToArray(), Names(dataset.Train));
        CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToArray(), dataset.Test.Select(image => image.Class).ToArray());
    }

    [TestMethod]
    public void ASubsetLooksAtItsOwnClassesOnly()
    {
        WriteClasses(4);
        Directory.Delete(_folder["val/n00001"], recursive: true);
        var list = _folder.WriteLines("classes.txt", "# two of them", "", "  n00003  ", "n00000 # the first");
        var dataset = (Config(ImageNetClasses.FromFile, list)).Open();
        Assert.AreEqual("ImageNet-2", dataset.Name);
        CollectionAssert.AreEqual(new[] { "n00000", "n00003" }, dataset.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { "train/n00000/1.JPEG", "train/n00003/1.JPEG" }, Names(dataset.Train));
    }

    [TestMethod]
    public void LucirNeedsTheWholeImageNet()
    {
        WriteClasses(5);
        Fails(Config(ImageNetClasses.Lucir100), $"{_folder["train"]} has 5 class folders: the rule data.classes = Lucir100 draws 100 of all 1000", "set data.classes to FromFile");
    }

    [TestMethod]
    public void UnknownClassesAreNamed()
    {
        WriteClasses(2);
        var list = _folder.WriteLines("classes.txt", "n00001", "n1", "n2", "n3", "n4");
        Fails(Config(ImageNetClasses.FromFile, list), $"{list} (data.classListFile) lists n1, n2, n3 and 1 more (4 in all), which {_folder["train"]} does not have", "such as n00000");
    }

    [TestMethod]
    public void AListWithoutClassesIsRefused()
    {
        WriteClasses(2);
        var list = _folder.WriteLines("classes.txt", "# none", "");
        Fails(Config(ImageNetClasses.FromFile, list), $"{list} (data.classListFile) lists no class", "Add the classes");
    }

    [TestMethod]
    public void ARepeatedClassIsNamed()
    {
        WriteClasses(2);
        var list = _folder.WriteLines("classes.txt", "n00001", "n00000", "n00001");
        Fails(Config(ImageNetClasses.FromFile, list), $"{list} (data.classListFile) lists n00001 2 times", "Remove the repetition");
    }

    [TestMethod]
    public void AMissingListIsNamed()
    {
        WriteClasses(2);
        Fails(Config(ImageNetClasses.FromFile, _folder["none.txt"]), $"{_folder["none.txt"]} (data.classListFile) does not exist", "Correct the path");
        var error = Assert.ThrowsExactly<ConfigurationException>(() => (Config(ImageNetClasses.FromFile)).Open());
        Assert.StartsWith("data.classListFile is empty: data.classes = FromFile needs a text file", error.Message);
    }

    [TestMethod]
    public void AListedClassWithoutValidationImagesIsNamed()
    {
        WriteClasses(3);
        Directory.Delete(_folder["val/n00002"], recursive: true);
        var list = _folder.WriteLines("classes.txt", "n00002");
        Fails(Config(ImageNetClasses.FromFile, list), $"{_folder["val"]} lacks a folder for n00002", "Add the folder");
        Fails(Config(ImageNetClasses.All), $"{_folder["val"]} lacks a folder for n00002", "Add the folder");
    }

    [TestMethod]
    public void UnsortedValidationImagesAreRecognised()
    {
        _folder.WriteEmpty("train/n00000/1.JPEG", "val/ILSVRC2012_val_00000001.JPEG");
        Fails(Config(ImageNetClasses.All), $"{_folder["val"]} holds images but no class folders", $"Sort the images into {_folder["val/<class>"]}.");
    }

    [TestMethod]
    public void ADeeperFolderIsRecognised()
    {
        _folder.WriteEmpty("CLS-LOC/train/n00000/1.JPEG", "CLS-LOC/val/n00000/1.JPEG");
        Fails(Config(ImageNetClasses.All), $"{_folder.Path} has no folder train, but {_folder["CLS-LOC/train"]} exists", $"Use --data {_folder["CLS-LOC"]}.");
    }

    [TestMethod]
    public void ValidationImagesAreNeeded()
    {
        _folder.WriteEmpty("train/n00000/1.JPEG", "test/n00000/1.JPEG");
        Fails(Config(ImageNetClasses.All), $"{_folder.Path} has a folder train but no val", "Put them into");
    }

    private void WriteClasses(int count)
    {
        for (var i = 0; i < count; i++)
            _folder.WriteEmpty($"train/n{i:D5}/1.JPEG", $"val/n{i:D5}/1.JPEG");
    }

    private ImageNetDataset Config(ImageNetClasses classes, string list = "") => new() { Root = _folder.Path, Classes = classes, ClassListFile = list };

    private static void Fails(DatasetConfig config, string start, string fix)
    {
        var error = Assert.ThrowsExactly<DataException>(() => config.Open());
        Assert.StartsWith(start, error.Message);
        Assert.Contains(fix, error.Message);
    }

    private static int Number(string name) => int.Parse(name[1..]);

    private static string[] Names(IEnumerable<DatasetImage> images) => [.. images.Select(image => image.Name)];
}
