using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data.Folders;

[TestClass]
public sealed class Food101Tests
{
    private readonly TempFolder _folder = new();

    [TestInitialize]
    public void WriteTwoClasses()
    {
        _folder.WriteLines("meta/train.txt", "waffles/7", "waffles/10", "", "apple_pie/3");
        _folder.WriteLines("meta/test.txt", "apple_pie/4", "waffles/2");
        _folder.WriteEmpty(
            "images/waffles/7.jpg", "images/waffles/10.jpg", "images/waffles/2.jpg", "images/waffles/99.jpg", "images/apple_pie/3.jpg", "images/apple_pie/4.jpg");
    }

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void ALayoutOfTrainAndTestFoldersIsRecognised()
    {
        using var folder = new TempFolder();
        folder.WriteEmpty("train/pie/1.jpg", "test/pie/2.jpg");
        var error = Assert.ThrowsExactly<DataException>(() => new Food101Dataset { Root = folder.Path }.Open());
        Assert.Contains("--set data.kind=image-folder", error.Message);
    }

    [TestMethod]
    public void ListsWhatTheMetaFilesName()
    {
        var dataset = (Config()).Open();
        Assert.AreEqual("Food-101", dataset.Name);
        CollectionAssert.AreEqual(new[] { "apple_pie", "waffles" }, dataset.ClassNames.ToArray());
        CollectionAssert.AreEqual(
            new[] { "0 images/apple_pie/3.jpg", "1 images/waffles/10.jpg", "1 images/waffles/7.jpg" }, Text(dataset.Train));
        CollectionAssert.AreEqual(new[] { "0 images/apple_pie/4.jpg", "1 images/waffles/2.jpg" }, Text(dataset.Test));
    }

    [TestMethod]
    public void MissingImagesAreCounted()
    {
        File.Delete(_folder["images/waffles/10.jpg"]);
        Directory.Delete(_folder["images/apple_pie"], recursive: true);
        Fails($"{_folder["images/waffles/10.jpg"]} does not exist, though meta lists it (3 listed images are missing in all)", "Unpack the archive again");
    }

    [TestMethod]
    [DataRow("waffles")]
    [DataRow("waffles/")]
    [DataRow("/7")]
    [DataRow("images/waffles/7")]
    [DataRow("../7")]
    public void ALineWithoutClassAndImageIsNamed(string line)
    {
        _folder.WriteLines("meta/train.txt", "waffles/7", line);
        Fails($"{_folder["meta/train.txt"]}, line 2: \"{line}\" is not <class>/<id>", "Correct the line");
    }

    [TestMethod]
    public void ARepeatedLineIsNamed()
    {
        _folder.WriteLines("meta/train.txt", "waffles/7", "apple_pie/3", "waffles/7");
        Fails($"{_folder["meta/train.txt"]}, line 3: waffles/7 is listed a second time", "Remove the line");
    }

    [TestMethod]
    public void AnImageOfBothPartsIsNamed()
    {
        _folder.WriteLines("meta/test.txt", "apple_pie/4", "waffles/7");
        Fails($"{_folder["meta/train.txt"]} and meta/test.txt both list waffles/7", "Remove it from one of them");
    }

    [TestMethod]
    public void AnEmptyListIsRefused()
    {
        _folder.WriteLines("meta/test.txt", "");
        Fails($"{_folder["meta/test.txt"]} lists no image", "Unpack the archive again");
    }

    [TestMethod]
    public void AClassOfOnePartIsNamed()
    {
        _folder.WriteLines("meta/test.txt", "waffles/2");
        Fails($"{_folder["meta/test.txt"]} lists no image of apple_pie (1 in all), which meta/train.txt has", "Add its images");
        _folder.WriteLines("meta/train.txt", "apple_pie/3");
        _folder.WriteLines("meta/test.txt", "waffles/2", "apple_pie/4");
        Fails($"{_folder["meta/train.txt"]} lists no image of waffles (1 in all), which meta/test.txt has", "Add its images");
    }

    [TestMethod]
    public void MissingPartsAreNamed()
    {
        Directory.Move(_folder["images"], _folder["photographs"]);
        Fails($"{_folder.Path} has no folder images: Food-101 is a folder with images, meta/train.txt and meta/test.txt", "--data DIR");
        File.Delete(_folder["meta/test.txt"]);
        Fails($"{_folder.Path} has no meta/test.txt", "--data DIR");
        File.Delete(_folder["meta/train.txt"]);
        Fails($"{_folder.Path} has no meta/train.txt", "--data DIR");
    }

    [TestMethod]
    public void TheWrongLevelIsRecognised()
    {
        var error = Assert.ThrowsExactly<DataException>(() => (new Food101Dataset { Root = _folder["images"] }).Open());
        Assert.Contains($"Use --data {_folder.Path}.", error.Message);

        using var above = new TempFolder();
        above.WriteLines("food-101/meta/train.txt", "a/1");
        error = Assert.ThrowsExactly<DataException>(() => (new Food101Dataset { Root = above.Path }).Open());
        Assert.Contains($"Use --data {above["food-101"]}.", error.Message);
    }

    [TestMethod]
    public void AnEmptySettingIsNamed()
    {
        var error = Assert.ThrowsExactly<ConfigurationException>(() => (new Food101Dataset()).Open());
        Assert.StartsWith("data.root is empty: Food-101 is read from a folder that holds meta and images.", error.Message);
    }

    private Food101Dataset Config() => new() { Root = _folder.Path };

    private void Fails(string start, string fix)
    {
        var error = Assert.ThrowsExactly<DataException>(() => (Config()).Open());
        Assert.StartsWith(start, error.Message);
        Assert.Contains(fix, error.Message);
    }

    private static string[] Text(IEnumerable<DatasetImage> images) => [.. images.Select(image => $"{image.Class} {image.Name}")];
}
