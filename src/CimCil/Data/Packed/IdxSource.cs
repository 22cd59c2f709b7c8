using System.Globalization;
using CimCil.Configuration;
using CimCil.Data.Folders;
using CimCil.Foundation;

namespace CimCil.Data.Packed;

/// <summary>Datasets in the layout of MNIST (LeCun, Cortes and Burges): images and labels of each part in a file of the IDX format.</summary>
internal static class IdxSource
{
    private const string Layout = "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (or these with .gz)";

    private const string Images = "images";
    private const string Labels = "labels";
    private static readonly string[] Train = ["train"];
    private static readonly string[] Test = ["t10k", "test"];

    private static IEnumerable<(string[] Beginnings, string What, int DimensionCount)> Roles =>
        from beginnings in new[] { Train, Test } from role in new[] { (Images, 3), (Labels, 1) } select (beginnings, role.Item1, role.Item2);

    /// <summary>The classes of Fashion-MNIST by label.</summary>
    public static IReadOnlyList<string> FashionMnist { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Reads the labels and the heads of the image files.</summary>
    public static Dataset Open(IdxDataset config)
    {
        var root = DatasetFolder.Root(config.Root, "an IDX dataset", Layout);
        var (train, trainLabels) = Part(root, "train", Train);
        var (test, testLabels) = Part(root, "test", Test);
        var classes = ClassesOf(config, trainLabels);
        foreach (var (part, labels) in new[] { (train, trainLabels), (test, testLabels) })
        {
            if (Array.FindIndex(labels, label => label >= classes.Count) is >= 0 and var place)
                throw new DataException($"{part.Files[0].Path} has an image (number {place}) of class {labels[place]}, but there are {classes.Count} classes, from 0: {WhereClassesComeFrom(config)}.");
        }
        return new Dataset(
            config.Classes == IdxClasses.FashionMnist ? "Fashion-MNIST" : Path.GetFileName(root) is { Length: > 0 } name ? name : root,
            classes, train.ImagesOf(trainLabels, classes, config.TrainImagesPerClass), test.ImagesOf(testLabels, classes, perClass: 0))
        {
            Remarks = [.. Roles.SelectMany(role => Twins(root, role.Beginnings, role.What, role.DimensionCount))],
        };
    }

    /// <summary>Whether a folder holds such a dataset, or a part of one.</summary>
    public static bool IsOne(string folder) => Roles.Any(role => Find(folder, role.Beginnings, role.What, role.DimensionCount).Any());

    private static (PackedPart Part, byte[] Labels) Part(string root, string name, string[] beginnings)
    {
        var (images, size) = IdxHead.Open(Require(root, beginnings, Images, 3), 3);
        var (labels, count) = IdxHead.Open(Require(root, beginnings, Labels, 1), 1);
        if (count[0] != size[0])
            throw new DataException($"{images.Path} has {Counted.Of(size[0], "image")} and {labels.Path} {Counted.Of(count[0], "label")}: each image has one. They are of different datasets, or one is damaged; unpack or download both again.");
        var content = new byte[count[0]];
        labels.Read(IdxHead.LengthOf(1), content);
        return (new PackedPart(name, [images], IdxHead.LengthOf(3), LabelLength: 0, PlaneCount: 1, size[1], size[2]), content);
    }

    private static PackedFile Require(string root, string[] beginnings, string what, int dimensionCount)
    {
        if (Find(root, beginnings, what, dimensionCount).FirstOrDefault() is { } path)
            return new PackedFile(path);
        var start = $"{root} has no {beginnings[0]}-{what}-idx{dimensionCount}-ubyte";
        if (DatasetFolder.FoldersIn(root).Select(folder => Path.Combine(root, folder)).FirstOrDefault(IsOne) is { } deeper)
            throw new DataException($"{start}, but {deeper} holds such files: data.root is the folder that they lie in. Use --data {deeper}.");
        throw new DataException(
            $"{start}: an IDX dataset is {Layout}. Name their folder with --data DIR. Fashion-MNIST comes with Debian's package dataset-fashion-mnist "
            + "(apt install dataset-fashion-mnist, into /usr/share/datasets/fashion-mnist) or from github.com/zalandoresearch/fashion-mnist.");
    }

    /// <summary>The files that may be meant, the one that is taken first.</summary>
    private static IEnumerable<string> Find(string root, string[] beginnings, string what, int dimensionCount) =>
        (from beginning in beginnings
         from joint in new[] { "-", "." }
         from ending in new[] { "", ".gz" }
         select Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{beginning}-{what}{joint}idx{dimensionCount}-ubyte{ending}"))).Where(File.Exists);

    /// <summary>Of several files for one thing, such as a plain and a packed one, only the first is read.</summary>
    private static IEnumerable<Finding> Twins(string root, string[] beginnings, string what, int dimensionCount)
    {
        if (Find(root, beginnings, what, dimensionCount).ToList() is [var first, .. { Count: > 0 } others])
            yield return Finding.Warning("files", $"{first} is read, and {DatasetFolder.Few([.. others.Select(path => Path.GetFileName(path))])} beside it {(others.Count == 1 ? "is" : "are")} not", "Remove the one that is not meant.");
    }

    private static IReadOnlyList<string> ClassesOf(IdxDataset config, byte[] labels) => config.Classes switch
    {
        IdxClasses.Numbers => [.. Enumerable.Range(0, labels.Max() + 1).Select(label => label.ToString(CultureInfo.InvariantCulture))],
        IdxClasses.FashionMnist => FashionMnist,
        IdxClasses.FromFile => Listed(config.ClassListFile),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Classes, "Not a choice of names."),
    };

    private static string WhereClassesComeFrom(IdxDataset config) => config.Classes switch
    {
        IdxClasses.Numbers => "those of the training part; the parts are of different datasets, or one is damaged",
        IdxClasses.FashionMnist => "the ten of Fashion-MNIST; name its folder with --data DIR, or set data.classes to numbers",
        _ => $"those that {Path.GetFullPath(config.ClassListFile)} names; add the missing ones in the order of their labels",
    };

    private static IReadOnlyList<string> Listed(string file)
    {
        if (string.IsNullOrWhiteSpace(file))
            throw new ConfigurationException("data.classListFile is empty: data.classes = FromFile needs a text file with the name of a class per line. Name it, or set data.classes to Numbers or FashionMnist.");
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
            throw new DataException($"{path} (data.classListFile) does not exist: it names the classes in the order of their labels, one per line. Correct the path.");
        string[] names = [.. FileContent.Lines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length > 0 ? names : throw new DataException($"{path} (data.classListFile) names no class: one name per line is needed. Add the classes.");
    }
}
