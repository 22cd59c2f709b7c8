using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Data.Folders;

/// <summary>What the datasets on disk have in common: hidden entries do not count, and names are sorted by code point on every machine.</summary>
internal static class DatasetFolder
{
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };

    /// <summary>The full path of the folder that a section names.</summary>
    /// <param name="root">The setting <c>data.root</c>.</param>
    /// <param name="dataset">The dataset for messages, such as <c>Food-101</c>.</param>
    /// <param name="layout">What the folder holds, such as <c>meta and images</c>.</param>
    /// <exception cref="ConfigurationException">The setting is empty.</exception>
    /// <exception cref="DataException">There is no such folder.</exception>
    public static string Root(string root, string dataset, string layout)
    {
        if (string.IsNullOrWhiteSpace(root))
        {
            throw new ConfigurationException(
                $"data.root is empty: {dataset} is read from a folder that holds {layout}. Name that folder with --data DIR.");
        }
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        if (Directory.Exists(path))
            return path;
        var what = File.Exists(path) ? "is a file, not a folder" : "does not exist";
        throw new DataException($"The folder {path} (data.root) {what}: {dataset} needs the folder that holds {layout}. Name it with --data DIR.");
    }

    /// <summary>The names of the visible folders in a folder, sorted.</summary>
    public static string[] FoldersIn(string path) => SortedNames(Directory.EnumerateDirectories(path, "*", Visible));

    /// <summary>Whether a folder directly holds an image.</summary>
    public static bool HoldsImages(string path) => Directory.EnumerateFiles(path, "*", Visible).Any(file => IsVisible(file) && ImageFormats.IsImage(file));

    /// <summary>The images of one class and of the folders in its folder, sorted by name; there is at least one.</summary>
    /// <param name="tree">The folders of the part, those of its classes reserved.</param>
    /// <param name="root">The dataset's folder.</param>
    /// <param name="folder">The class's folder from there, with forward slashes.</param>
    /// <param name="datasetClass">The class.</param>
    /// <param name="rotation">Whether images are turned as they say.</param>
    /// <param name="unused">Takes the names of files that are no images.</param>
    /// <exception cref="DataException">There is no image.</exception>
    public static IEnumerable<FileImage> ImagesOfClass(FolderTree tree, string root, string folder, int datasetClass, ExifRotation rotation, List<string> unused)
    {
        var path = Path.Combine(root, folder);
        var files = tree.FilesBelow(path);
        unused.AddRange(files.Select(file => file.Name).Where(name => !ImageFormats.IsImage(name)));
        ListedFile[] images = [.. files.Where(file => ImageFormats.IsImage(file.Name))];
        return images.Length > 0
            ? images.Select(file => new FileImage(root, folder, file, datasetClass, rotation))
            : throw new DataException(WhyNoImages(path, [.. files.Select(file => file.Name)]));
    }

    /// <summary>Names for a message: the first few, and how many more there are.</summary>
    public static string Few(IReadOnlyCollection<string> names) =>
        names.Count <= 3 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more";

    private static string WhyNoImages(string path, string[] files) => files.Length > 0
        ? $"The class folder {path} has no image: none of its files ({Few(files)}) ends in {ImageFormats.EndingList}. Convert the images to one of these formats, or remove the folder."
        : $"The class folder {path} is empty: every class needs at least one image. Add its images, or remove the folder in every part.";

    private static string[] SortedNames(IEnumerable<string> paths)
    {
        string[] names = [.. paths.Where(IsVisible).Select(path => Path.GetFileName(path))];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    // Also on Windows, where a leading dot does not hide a file: macOS leaves ._photo.jpg beside photo.jpg on foreign disks.
    private static bool IsVisible(string path) => !Path.GetFileName(path.AsSpan()).StartsWith('.');
}
