using System.Text;
using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Data.Folders;

/// <summary>Datasets with a folder per part and in it a folder per class: <c>train/&lt;class&gt;/*</c> and the same for testing.</summary>
internal static class ImageFolderSource
{
    private const string Train = "train";

    /// <summary>Lists a dataset whose test part is called <c>test</c> or, without such a folder, <c>val</c>.</summary>
    public static Dataset Open(ImageFolderDataset config)
    {
        var root = DatasetFolder.Root(config.Root, "an image-folder dataset", "train and test (or val)");
        var test = TestPart(root, ["test", "val"]);
        var classes = ClassesOf(root, Train);
        RequireFolders(root, Train, ClassesOf(root, test), classes);
        var dataset = Open(Path.GetFileName(root) is { Length: > 0 } name ? name : root, root, test, classes, config.ExifRotation);
        return test == "test" && Directory.Exists(Path.Combine(root, "val"))
            ? dataset with { Remarks = [Finding.Warning("parts", $"{root} has the folders test and val: test is the test part, and val is not used", "Name the folder val test, without the other, to test with it."), .. dataset.Remarks] }
            : dataset;
    }

    /// <summary>Lists the given classes, whose folders are in the training part.</summary>
    /// <exception cref="DataException">A class has no folder in the test part, or no image.</exception>
    public static Dataset Open(string name, string root, string test, IReadOnlyList<string> classes, ExifRotation rotation)
    {
        RequireFolders(root, test, classes, ClassesOf(root, test));
        var unused = new List<string>();
        IReadOnlyList<DatasetImage> Part(string part)
        {
            var tree = new FolderTree();
            foreach (var className in classes)
                tree.Reserve(Path.Combine(root, part, className));
            return [.. classes.SelectMany((className, i) => DatasetFolder.ImagesOfClass(tree, root, $"{part}/{className}", i, rotation, unused))];
        }

        return new Dataset(name, classes, Part(Train), Part(test))
        {
            UnusedFiles = UnusedFiles.Of(unused),
            Remarks = [.. new[] { Train, test }.SelectMany(part => Loose(root, part)), .. Twins(classes)],
        };
    }

    /// <summary>Images that lie beside the class folders.</summary>
    private static IEnumerable<Finding> Loose(string root, string part)
    {
        string[] loose = [.. FolderTree.FilesIn(Path.Combine(root, part)).Select(file => file.Name).Where(ImageFormats.IsImage).Order(StringComparer.Ordinal)];
        if (loose.Length > 0)
            yield return Finding.Warning("loose images", $"{Counted.Of(loose.Length, "image lies", "images lie")} directly in {Path.Combine(root, part)} ({DatasetFolder.Few(loose)}) and {(loose.Length == 1 ? "is" : "are")} not used", "The class of an image is the name of its folder: sort them into the folders of their classes.");
    }

    /// <summary>Classes whose names look the same.</summary>
    private static IEnumerable<Finding> Twins(IReadOnlyList<string> classes) =>
        classes.GroupBy(name => name.Normalize()).Where(same => same.Count() > 1).Select(same => Finding.Bad(
            "classes", $"{same.Count()} classes are called {same.Key}, in different Unicode forms of the same letters ({string.Join(" and ", same.Select(Bytes))})",
            "If they are one class, move the images into one of the folders, in every part; some systems and archives change the form."));

    /// <summary>The classes of the training part, sorted.</summary>
    public static IReadOnlyList<string> TrainClassesOf(string root) => ClassesOf(root, Train);

    /// <summary>The name of the test part: the first of the candidates that is there.</summary>
    /// <exception cref="DataException">There is no training part or no test part; the message says where they may be.</exception>
    public static string TestPart(string root, IReadOnlyList<string> candidates)
    {
        if (!Directory.Exists(Path.Combine(root, Train)))
            throw new DataException(WhyNoTrainPart(root, candidates));
        return candidates.FirstOrDefault(part => Directory.Exists(Path.Combine(root, part)))
            ?? throw new DataException(
                $"{root} has a folder train but no {string.Join(" or ", candidates)}: a dataset needs test images of its own. "
                + $"Put them into {Path.Combine(root, candidates[0], "<class>")}.");
    }

    private static string[] ClassesOf(string root, string part)
    {
        var path = Path.Combine(root, part);
        if (DatasetFolder.FoldersIn(path) is { Length: > 0 } classes)
            return classes;
        var found = DatasetFolder.HoldsImages(path) ? "holds images but no class folders" : "holds no class folders";
        throw new DataException($"{path} {found}: the class of an image is the name of its folder. Sort the images into {Path.Combine(path, "<class>")}.");
    }

    /// <summary>Every one of <paramref name="classes"/> has a folder in a part.</summary>
    private static void RequireFolders(string root, string part, IReadOnlyList<string> classes, IReadOnlyList<string> folders)
    {
        string[] missing = [.. classes.Except(folders, StringComparer.Ordinal)];
        if (missing.Length == 0)
            return;
        var other = part == Train ? "the test part" : Train;
        if (missing.Select(name => (name, Twin: folders.FirstOrDefault(folder => folder.Normalize() == name.Normalize()))).FirstOrDefault(pair => pair.Twin is not null) is { Twin: not null } same)
        {
            throw new DataException(
                $"{Path.Combine(root, part)} writes the class {same.name} in another Unicode form than {other}: the folder looks the same, but its name is other bytes ({Bytes(same.Twin)}, not {Bytes(same.name)}). "
                + $"Some systems and archives change the form. Rename the folders of both parts to one form, for example with convmv -f utf8 -t utf8 --nfc -r --notest {TypedPath.Of(root)}.");
        }
        throw new DataException(
            $"{Path.Combine(root, part)} lacks a folder for {DatasetFolder.Few(missing)} ({missing.Length} in all) that {other} has: "
            + "every class needs training and test images. Add the folder with its images, or remove the class from both parts.");
    }

    private static string Bytes(string name) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name));

    private static string WhyNoTrainPart(string root, IReadOnlyList<string> testParts)
    {
        var start = $"{root} has no folder train";
        var layout = $"{Path.Combine(root, Train, "<class>")} and {Path.Combine(root, testParts[0], "<class>")}";
        string[] folders = DatasetFolder.FoldersIn(root);
        if (folders.FirstOrDefault(folder => Directory.Exists(Path.Combine(root, folder, Train))) is { } deeper)
            return $"{start}, but {Path.Combine(root, deeper, Train)} exists: data.root is the folder that holds train. Use --data {TypedPath.Of(Path.Combine(root, deeper))}.";
        // A look into the first folders tells class folders from anything else; there may be thousands.
        string[] classes = [.. folders.Take(8).Where(folder => DatasetFolder.HoldsImages(Path.Combine(root, folder)))];
        if (classes.Length == 0)
            return $"{start}: images lie in {layout}. Name the folder that holds train with --data DIR.";
        var parent = Path.GetDirectoryName(root);
        if (parent is not null && Path.GetFileName(root) is var name && (name == Train || testParts.Contains(name)))
            return $"{start}, it holds class folders ({DatasetFolder.Few(classes)}): data.root is the folder above. Use --data {TypedPath.Of(parent)}.";
        return $"{start}, it holds class folders ({DatasetFolder.Few(classes)}) itself: training and test images lie apart. Move them to {layout}.";
    }
}
