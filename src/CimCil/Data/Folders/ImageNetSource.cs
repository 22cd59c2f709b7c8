using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Data.Folders;

/// <summary>
/// ImageNet-1000, <c>train/&lt;wnid&gt;</c> and <c>val/&lt;wnid&gt;</c>, or a subset of its classes. A subset is in its natural order, that is
/// sorted by name as if the other folders were not there, whatever order it was drawn or listed in: the order in which classes arrive is
/// the phase plan's business.
/// </summary>
internal static class ImageNetSource
{
    private const int AllCount = 1000;
    private const int LucirCount = 100;
    private const uint LucirSeed = 1993;

    /// <summary>Lists the training images and the validation images (ImageNet's own test images have no labels).</summary>
    public static Dataset Open(ImageNetDataset config)
    {
        var root = DatasetFolder.Root(config.Root, "ImageNet", "train and val");
        var test = ImageFolderSource.TestPart(root, ["val"]);
        var folders = ImageFolderSource.TrainClassesOf(root);
        IReadOnlyList<string> classes = config.Classes switch
        {
            ImageNetClasses.All => folders,
            ImageNetClasses.Lucir100 => DrawAsLucir(root, folders),
            ImageNetClasses.FromFile => Listed(config.ClassListFile, root, folders),
            _ => throw new ArgumentOutOfRangeException(nameof(config), config.Classes, "Not a choice of classes."),
        };
        return ImageFolderSource.Open($"ImageNet-{classes.Count}", root, test, classes, config.ExifRotation);
    }

    /// <summary>NumPy's <c>seed(1993)</c> and <c>choice(1000, 100, replace=False)</c> over the sorted class folders (Hou et al., LUCIR, CVPR 2019).</summary>
    private static IReadOnlyList<string> DrawAsLucir(string root, IReadOnlyList<string> folders)
    {
        if (folders.Count != AllCount)
        {
            var which = KnownClassList.ImageNet1000.ChangeOf(folders) is { } change ? $" ({change})" : "";
            throw new DataException(
                $"{Path.Combine(root, "train")} has {folders.Count} class folders{which}: the rule data.classes = Lucir100 draws {LucirCount} of all {AllCount} "
                + "classes of ImageNet. Name the whole ImageNet with --data DIR; if these folders are the subset, set data.classes to FromFile and list them in data.classListFile.");
        }
        return [.. new NumPyRandom(LucirSeed).ChooseDistinct(AllCount, LucirCount).Order().Select(i => folders[i])];
    }

    private static IReadOnlyList<string> Listed(string file, string root, IReadOnlyList<string> folders)
    {
        if (string.IsNullOrWhiteSpace(file))
        {
            throw new ConfigurationException(
                "data.classListFile is empty: data.classes = FromFile needs a text file with one class folder name per line. "
                + "Name it, or set data.classes to All or Lucir100.");
        }
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
            throw new DataException($"{path} (data.classListFile) does not exist: it lists the classes to use, one folder name per line. Correct the path.");
        string[] names = [.. FileContent.Lines(path).Select(line => line.Split('#')[0].Trim()).Where(name => name.Length > 0)];
        if (names.Length == 0)
            throw new DataException($"{path} (data.classListFile) lists no class: one folder name per line is needed. Add the classes.");
        if (names.CountBy(name => name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice, Value: var times })
            throw new DataException($"{path} (data.classListFile) lists {twice} {times} times: a class is listed once. Remove the repetition.");
        string[] unknown = [.. names.Except(folders, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new DataException(
                $"{path} (data.classListFile) lists {DatasetFolder.Few(unknown)} ({unknown.Length} in all), which {Path.Combine(root, "train")} does not have: "
                + $"a line is the name of a class folder, such as {folders[0]}. Correct the list, or name another folder with --data DIR.");
        }
        return [.. names.Order(StringComparer.Ordinal)];
    }
}
