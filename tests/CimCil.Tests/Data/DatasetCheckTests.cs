using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Tests.Data.Folders;

namespace CimCil.Tests.Data;

/// <summary>What the check says of ImageNet's classes; the rest of it is tested where it is used, at the command line.</summary>
[TestClass]
public sealed class DatasetCheckTests
{
    /// <summary>All of ImageNet, for all tests; its two thousand files are written once.</summary>
    private static TempFolder _imageNet = null!;

    private readonly TempFolder _folder = new();
    private readonly Stack<(string Name, string Other)> _renamed = [];

    private static IReadOnlyList<string> Classes => ImageNetTree.Classes;

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        _imageNet = new TempFolder();
        ImageNetTree.Write(_imageNet.Path, Classes);
    }

    [ClassCleanup]
    public static void DeleteImageNet() => _imageNet.Dispose();

    [TestCleanup]
    public void Delete()
    {
        while (_renamed.TryPop(out var names))
            Move(names.Other, names.Name);
        _folder.Dispose();
    }

    [TestMethod]
    public void TheWholeImageNetGivesBothKnownLists()
    {
        Assert.IsInstanceOfType<ImageNetDataset>(DatasetCheck.Recognise(_imageNet.Path));
        Assert.AreEqual(Finding.Good("class list", "ImageNet-1000, SHA-256 385e0240499426c022b773be1ae4da780f057b89c9694c7f47199f62746b6edd"), ClassList(Config(ImageNetClasses.All)));
        Assert.AreEqual(
            Finding.Good("class list", "LUCIR's ImageNet-100 (seed 1993), SHA-256 fce943fa2f5b5888cc86d3850a8466c0de2d45e7593b3637534ff1e6b73db6f9"), ClassList(Config(ImageNetClasses.Lucir100)));
    }

    [TestMethod]
    public void AReplacedClassIsNamedWithItsFix()
    {
        // The hognose snake, which LUCIR draws.
        Rename(Classes[54], "n99999999");
        const string Why = "the 1000 class folders are not the 1000 of ImageNet-1000: n99999999 stands where n01729322 belongs";
        IsBad(Config(ImageNetClasses.All), Why);
        IsBad(Config(ImageNetClasses.Lucir100), $"the classes drawn are not those of LUCIR's ImageNet-100 (seed 1993), because {Why}");
    }

    [TestMethod]
    public void AClassThatIsNotDrawnMayBeAnother()
    {
        // Its place stays the same, so that the others keep theirs.
        Rename(Classes[8], "n01514860");
        Assert.AreEqual(FindingKind.Good, ClassList(Config(ImageNetClasses.Lucir100)).Kind);
        IsBad(Config(ImageNetClasses.All), "n01514860 stands where n01514859 belongs");
    }

    [TestMethod]
    public void FoldersThatAreNoClassesOfImageNetAreNamed()
    {
        foreach (var (i, name) in new[] { "a", "b", "c", "d", "e" }.Index())
            Rename(Classes[i], name);
        IsBad(Config(ImageNetClasses.All), "the 1000 class folders are not the 1000 of ImageNet-1000: a, b, c and 2 more (5 in all) are no WordNet ids");
    }

    [TestMethod]
    public void AMissingClassIsNamedOnceAndAnywhere()
    {
        Rename(Classes[0], ".hidden");
        const string Why = "the 999 class folders are not the 1000 of ImageNet-1000: n01440764 is missing";
        IsBad(DatasetCheck.Recognise(_imageNet.Path), Why);
        Assert.AreEqual(1, Check(Config(ImageNetClasses.All)).Count(finding => finding.Kind == FindingKind.Bad));
        var layout = Check(Config(ImageNetClasses.Lucir100)).Single();
        Assert.Contains("has 999 class folders (n01440764 is missing): the rule data.classes = Lucir100", layout.Message);
    }

    [TestMethod]
    public void APublishedSubsetIsRecognised()
    {
        ImageNetTree.Write(_folder.Path, Classes.Take(100));
        var subset = DatasetCheck.Recognise(_folder.Path);
        Assert.AreEqual(FindingKind.Good, ClassList(subset).Kind);
        Assert.StartsWith("the first hundred classes of ImageNet-1000 (ImageNet-100 of PODNet and DER), SHA-256 e685f52fed1378fd", ClassList(subset).Message);
        Assert.IsFalse(Check(subset).Any(finding => finding.Kind == FindingKind.Bad));
        IsBad(new ImageNetDataset { Root = _folder.Path }, "ImageNet-1000 has 1000 classes, and here are 100: the first hundred classes");
        var list = _folder.WriteLines("classes.txt", [.. Classes.Take(100)]);
        Assert.AreEqual(ClassList(subset), ClassList(Config(ImageNetClasses.FromFile, list)));
    }

    [TestMethod]
    public void AnUnknownHundredIsLookedAt()
    {
        ImageNetTree.Write(_folder.Path, Classes.Skip(100).Take(100));
        var list = _folder.WriteLines("classes.txt", [.. Classes.Skip(100).Take(100)]);
        foreach (var config in new[] { DatasetCheck.Recognise(_folder.Path), Config(ImageNetClasses.FromFile, list) })
            IsLookedAt(config, "100 WordNet ids that are none of the known ImageNet-100 lists (of LUCIR, of PODNet and DER, of CMC); SHA-256 ");
    }

    [TestMethod]
    public void AHundredButForOneIsLookedAt()
    {
        ImageNetTree.Write(_folder.Path, Classes.Skip(1).Take(100));
        IsLookedAt(DatasetCheck.Recognise(_folder.Path), $"almost the first hundred classes of ImageNet-1000 (ImageNet-100 of PODNet and DER), but {Classes[100]} stands where n01440764 belongs; SHA-256 ");
    }

    /// <summary>Told by the counts alone, so that a dataset of twelve images shows it as well as Food-101.</summary>
    [TestMethod]
    public void SwappedListsAreNamed()
    {
        Assert.AreEqual(new KnownDataset("Food-101", 101, 75750, 25250), new Food101Dataset().Known);
        var findings = Check(new PublishedDataset { TrainCount = 3, TestCount = 9 });
        Assert.Contains(
            Finding.Bad("lists", "the training part has the 3 images that Twelve tests with, and the other way round: the lists are swapped", "Exchange the training and the test list or folder."), findings);
        foreach (var (train, test, kind) in new[] { (9, 3, FindingKind.Good), (3, 3, FindingKind.Warning), (9, 9, FindingKind.Warning) })
            Assert.AreEqual(kind, Check(new PublishedDataset { TrainCount = train, TestCount = test }).Where(finding => finding.Thing is "lists" or "counts").Select(finding => finding.Kind).SingleOrDefault(FindingKind.Good), $"{train}, {test}");
    }

    private void Rename(string name, string other)
    {
        Move(name, other);
        _renamed.Push((name, other));
    }

    private static void Move(string name, string other)
    {
        foreach (var part in new[] { "train", "val" })
            Directory.Move(_imageNet[$"{part}/{name}"], _imageNet[$"{part}/{other}"]);
    }

    private static void IsBad(DatasetConfig config, string message)
    {
        var finding = ClassList(config);
        Assert.AreEqual(FindingKind.Bad, finding.Kind);
        Assert.Contains(message, finding.Message);
        Assert.StartsWith("Unpack the archives of ILSVRC2012 again", finding.Fix);
    }

    private static void IsLookedAt(DatasetConfig config, string message)
    {
        var finding = ClassList(config);
        Assert.AreEqual(FindingKind.Warning, finding.Kind);
        Assert.StartsWith(message, finding.Message);
        Assert.StartsWith("Results are not comparable with published ones", finding.Fix);
        Assert.Contains("data.classes = FromFile", finding.Fix);
        Assert.Contains("data.classes = Lucir100", finding.Fix);
    }

    private static ImageNetDataset Config(ImageNetClasses classes, string list = "") => new() { Root = _imageNet.Path, Classes = classes, ClassListFile = list };

    private static Finding ClassList(DatasetConfig config) => Check(config).Single(finding => finding.Thing == "class list");

    private static IReadOnlyList<Finding> Check(DatasetConfig config) => DatasetCheck.Run(config, 2, (_, _) => { }, CancellationToken.None);
}

/// <summary>A dataset of three classes that was published with nine training and three test images, or what somebody has of it.</summary>
[ConfigSection("published-for-tests")]
public sealed partial record PublishedDataset : DatasetConfig
{
    /// <summary>Training images that are there.</summary>
    [NotNegative]
    public int TrainCount { get; init; }

    /// <summary>Test images that are there.</summary>
    [NotNegative]
    public int TestCount { get; init; }

    internal override KnownDataset? Known => new("Twelve", 3, 9, 3);

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => new("twelve", ["a", "b", "c"], Images("train", TrainCount), Images("test", TestCount));

    private static DatasetImage[] Images(string part, int count) => [.. Enumerable.Range(0, count).Select(i => new Drawn($"{part}/{i}", i % 3))];

    private sealed class Drawn(string name, int datasetClass) : DatasetImage
    {
        public override string Name => name;

        public override int Class => datasetClass;

        public override void LoadInto(RgbImage image)
        {
            image.Reshape(2, 2);
            image.Pixels.Fill((byte)datasetClass);
        }
    }
}
