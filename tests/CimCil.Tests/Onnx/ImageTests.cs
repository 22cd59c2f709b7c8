using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Onnx;

namespace CimCil.Tests.Onnx;

/// <summary>Folders of images, their labels, files of boxes and memories, without tensors.</summary>
[TestClass]
public sealed class ImageTests
{
    private static readonly string[] Classes = ["cat", "dog, big", "é"];

    [TestMethod]
    public void ImagesAreListedByNameWithTheClassOfTheirFolder()
    {
        using var folder = new TempFolder();
        folder.WriteEmpty("é/2.png", "cat/b.JPG", "cat/a.webp", "x/dog, big/1.bmp", "cat/notes.txt", "cat/.hidden.png", ".git/cat/c.png");
        var images = ImageFolder.List(folder.Path, LabelSource.Parse("folders"), Classes);
        CollectionAssert.AreEqual(new[] { "cat/a.webp 0", "cat/b.JPG 0", "x/dog, big/1.bmp 1", "é/2.png 2" }, images.Select(entry => $"{entry.Image.Name} {entry.Label}").ToArray());
        Assert.IsTrue(ImageFolder.List(folder.Path, LabelSource.Parse("predicted"), Classes).All(entry => entry.Label is null));
    }

    /// <summary>As in the folders that experiments train on.</summary>
    [TestMethod]
    public void AFolderOfAClassMayHaveFolders()
    {
        using var folder = new TempFolder();
        folder.WriteEmpty("cat/1.png", "cat/old/more/2.png", "cat/é/3.png");
        int?[] Labels(string path) => [.. ImageFolder.List(path, LabelSource.Parse("folders"), Classes).Select(entry => entry.Label)];
        CollectionAssert.AreEqual(new int?[] { 0, 0, 2 }, Labels(folder.Path));
        CollectionAssert.AreEqual(new int?[] { 0, 0, 2 }, Labels(folder["cat"]), "the folder that was named is one of them");
        Assert.Contains("lies in a folder 'more', which is no class", Assert.ThrowsExactly<DataException>(() => Labels(folder["cat/old"])).Message);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void EveryFolderIsLookedThroughOnceAndResultsAreNoImages()
    {
        using var folder = new TempFolder();
        folder.WriteEmpty("in/cat/1.png", "in/cat/2.TIF", "in/masks/images/cat/1.png", "in/masks/overlay/cat/1.png", "in/memory.db", "in/memory.db.jpg", "beside.jpg");
        Directory.CreateSymbolicLink(folder["in/cat/loop"], "..");
        Directory.CreateSymbolicLink(folder["in/up"], folder.Path);
        string[] List(string? output) => [.. ImageFolder.List(folder["in"], LabelSource.Parse("predicted"), Classes, output: output).Select(entry => entry.Image.Name)];
        CollectionAssert.AreEqual(new[] { "cat/1.png", "cat/2.TIF", "memory.db.jpg" }, List(folder["in/masks"]));
        CollectionAssert.AreEqual(new[] { "cat/1.png", "cat/2.TIF", "masks/images/cat/1.png", "masks/overlay/cat/1.png" }, List(folder["in/memory.db"]));
        Assert.HasCount(5, List(null));
        Assert.HasCount(5, List(folder["out"]));
        foreach (var output in new[] { folder["in"], folder["in/"] })
            Assert.Contains("another folder with --out", Assert.ThrowsExactly<ConfigurationException>(() => List(output)).Message);
        Assert.ThrowsExactly<ConfigurationException>(() => ImageFolder.List(folder["in/masks/images"], LabelSource.Parse("predicted"), Classes, output: folder["in/masks"]));
    }

    [TestMethod]
    public void LabelsComeFromAFile()
    {
        using var folder = new TempFolder();
        folder.WriteEmpty("1.png", "a/2.png", "a/3, last.png");
        var csv = folder.WriteLines("labels.csv", "image,class", "1.png,cat", "a\\2.png,\"dog, big\"", "", "\"a/3, last.png\",2");
        var images = ImageFolder.List(folder.Path, LabelSource.Parse(csv), Classes);
        CollectionAssert.AreEqual(new int?[] { 0, 1, 2 }, images.Select(entry => entry.Label).ToArray());
    }

    [TestMethod]
    [DataRow("1.png,bird", "line 1: the model knows no class 'bird'")]
    [DataRow("1.png,3", "label 3 is out of range: the model knows 3 classes, labels 0 to 2")]
    [DataRow("1.png,-1", "label -1 is out of range")]
    [DataRow("1.png", "has 1 column or an empty one")]
    [DataRow("1.png,cat|1.png,cat", "line 2 names 1.png again")]
    [DataRow("2.png,cat", "has no line for 1.png")]
    [DataRow("1.png,cat|2.png,cat", "names 2.png")]
    public void AWrongLineIsNamed(string lines, string expected)
    {
        using var folder = new TempFolder();
        folder.WriteEmpty("1.png");
        var csv = folder.WriteLines("labels.csv", lines.Split('|'));
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => ImageFolder.List(folder.Path, LabelSource.Parse(csv), Classes)).Message, expected);
    }

    [TestMethod]
    public void AFolderThatIsNoClassAndAnEmptyOneAreErrors()
    {
        using var folder = new TempFolder();
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => ImageFolder.List(folder.Path, LabelSource.Parse("folders"), Classes)).Message, "holds no image");
        folder.WriteEmpty("cats/1.png");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => ImageFolder.List(folder.Path, LabelSource.Parse("folders"), Classes)).Message, "'cats'");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => LabelSource.Parse("guess")).Message, "predicted");
    }

    [TestMethod]
    public void AnInterruptedFileOfBoxesIsGoneOnWith()
    {
        using var folder = new TempFolder();
        var model = Model(folder);
        MaskedImage[] images = [.. Enumerable.Range(0, 3).Select(i => new MaskedImage(new ImageFile(folder.Path, $"{i}.png"), i, 30, 40, new Box(1, 2 + i, 3, 9), i == 1))];
        using (var file = Open(folder, model))
            file.Add(images);
        var whole = File.ReadAllBytes(folder["boxes.jsonl"]);
        File.WriteAllBytes(folder["boxes.jsonl"], whole[..^5]);
        using (var file = Open(folder, model))
        {
            Assert.AreEqual("0.png 1.png", string.Join(' ', file.Found.Select(image => image.Image.Name)));
            Assert.AreEqual(images[1].Box, file.Found[1].Box);
            Assert.IsTrue(file.Found[1].IsFlat);
            file.Add(images[2..]);
        }
        CollectionAssert.AreEqual(whole, File.ReadAllBytes(folder["boxes.jsonl"]));
    }

    [TestMethod]
    public void AFileOfOtherBoxesIsRefusedAndStays()
    {
        using var folder = new TempFolder();
        var model = Model(folder);
        Open(folder, model).Dispose();
        var before = File.ReadAllBytes(folder["boxes.jsonl"]);
        Assert.ThrowsExactly<ConfigurationException>(() => BoxFile.Open(folder["boxes.jsonl"], folder.Path, ExifRotation.Apply, model, LabelSource.Parse("folders"), 0.6, 4));
        Assert.ThrowsExactly<ConfigurationException>(() => BoxFile.Open(folder["boxes.jsonl"], folder.Path, ExifRotation.Ignore, model, LabelSource.Parse("folders"), 0.7, 4));
        CollectionAssert.AreEqual(before, File.ReadAllBytes(folder["boxes.jsonl"]));
        File.AppendAllText(folder["boxes.jsonl"], "{\"image\":1}\n");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Open(folder, model)).Message, "line 2");
        File.WriteAllText(folder["boxes.jsonl"], "a list of groceries\n");
        Assert.ThrowsExactly<ConfigurationException>(() => Open(folder, model));
        Assert.AreEqual("a list of groceries\n", File.ReadAllText(folder["boxes.jsonl"]));
    }

    [TestMethod]
    public void AMemoryIsFilledWithinItsBudgetByHerding()
    {
        using var folder = new TempFolder();
        var model = Model(folder);
        var images = Draw(folder);
        var loading = new Loading(new RandomStreams(0), 1, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        var options = new MaskSessionOptions { Provider = ProviderChoice.Cpu, ThreadCount = 1 };
        using var masker = new ImageMasker(model, LabelSource.Parse("folders"), 0.6, options, loading, _ => { });
        MaskedImage[] masked = [.. masker.Find(images).SelectMany(step => step)];
        Assert.HasCount(12, masked);
        var memory = new MemoryConfig { Budget = Budget.ImagesPerClass(2) };
        var usage = new MemoryFiller(model, memory, 4, options, loading).Fill(folder["memory.db"], masked, (_, _) => { });
        using var store = ExemplarStore.OpenReadOnly(folder["memory.db"]);
        Assert.AreEqual(usage.ExemplarCount, store.Snapshot.Entries.Count);
        Assert.IsTrue(usage.Classes.All(one => one.ImageEquivalents <= 2 + 1e-9 && one.ExemplarCount >= 2), "each class has its share");
        Assert.AreEqual("a", store.Snapshot.Entries[0].ClassName);
        Assert.IsFalse(File.Exists(folder["memory.db.partial"]));
        Assert.ThrowsExactly<ConfigurationException>(() => new MemoryFiller(model, memory, 4, options, loading).Fill(folder["memory.db"], masked, (_, _) => { }));
    }

    private static BoxFile Open(TempFolder folder, MaskModel model) =>
        BoxFile.Open(folder["boxes.jsonl"], folder.Path, ExifRotation.Ignore, model, LabelSource.Parse("folders"), 0.6, 4);

    private static MaskModel Model(TempFolder folder)
    {
        using var network = MaskModels.Random(NetworkConfig.Small, 1, 3, seed: 2);
        OnnxExporter.Write(folder["mask.onnx"], MaskNetwork.Of(network), MaskModels.Info(3, 64) with { ClassNames = ["a", "b", "c"] }, new ExportOptions());
        return MaskModel.Open(folder["mask.onnx"]);
    }

    private static IReadOnlyList<(ImageFile Image, int? Label)> Draw(TempFolder folder)
    {
        var shapes = (new ShapesDataset { Side = 48, ClassCount = 3, TrainImagesPerClass = 4, TestImagesPerClass = 1 }).Open();
        for (var i = 0; i < shapes.Train.Count; i++)
            folder.Write($"images/{"abc"[shapes.Train[i].Class]}/{i}.png", ImageCodec.EncodePng(shapes.Train[i].Load()));
        return ImageFolder.List(folder["images"], LabelSource.Parse("folders"), ["a", "b", "c"]);
    }
}
