using CimCil.Configuration;
using CimCil.Configuration.Schema;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>The images of a folder and those below it, with their labels.</summary>
internal static class ImageFolder
{
    /// <summary>Lists the images in the order of their names, by code point, on every machine. Links to folders are followed, every folder once.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="labels">Where their classes come from.</param>
    /// <param name="classNames">The classes by label.</param>
    /// <param name="rotation">Whether images are turned as they say.</param>
    /// <param name="output">Where results go: what is there, or begins with its name, is no image to work on. Null for nowhere.</param>
    /// <param name="note">Is told of folders that are left out because they hold results of an earlier call.</param>
    /// <returns>At least one image; the label is null where it will be predicted.</returns>
    /// <exception cref="DataException">There is no such folder or no image in it, a folder cannot be listed, or an image has no class of the model.</exception>
    /// <exception cref="ConfigurationException">Results would go among the images, or where images lie.</exception>
    public static IReadOnlyList<(ImageFile Image, int? Label)> List(string folder, LabelSource labels, IReadOnlyList<string> classNames, ExifRotation rotation = ExifRotation.Ignore, string? output = null, Action<string>? note = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(root))
            throw new DataException($"The folder {root} {(File.Exists(root) ? "is a file" : "does not exist")}: --images names a folder of images. Check the path.");
        var names = NamesIn(root, output, note);
        if (names.Length == 0)
            throw new DataException($"The folder {root} holds no image: none of its files ends in {ImageFormats.EndingList}. Name another folder with --images.");
        return labels.Kind switch
        {
            LabelSourceKind.Predicted => [.. names.Select(name => (new ImageFile(root, name, rotation), (int?)null))],
            LabelSourceKind.Folders => ByFolder(root, names, classNames, rotation),
            _ => ByFile(root, names, LabelFile.Read(labels.File!, classNames), labels.File!, rotation),
        };
    }

    private static string[] NamesIn(string root, string? output, Action<string>? note)
    {
        try
        {
            var tree = new FolderTree { Marker = BoxFile.Name };
            tree.Reserve(root);
            var (real, results) = (FolderTree.RealPath(root), output is null ? null : FolderTree.RealPath(output));
            if (results is not null)
            {
                if (real == results || real.StartsWith(Path.Combine(results, ImageWriter.Images), StringComparison.Ordinal) || real.StartsWith(Path.Combine(results, ImageWriter.Overlays), StringComparison.Ordinal))
                    throw new ConfigurationException($"Results would go among the images in {root}, and the next call would take them for images. Choose another folder with --out.");
                if (results.StartsWith(real + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Directory.Exists(results) && ForeignImageIn(results, real) is { } image)
                    throw new ConfigurationException($"Results would go to {results}, where images lie such as {image}, and what lies there is left out. Choose another folder with --out.");
                tree.LeaveOut(results);
            }
            string[] names = [.. tree.FilesBelow(root).Select(file => file.Name).Where(ImageFormats.IsImage)
                .Where(name => results is null || !Path.Combine(real, name).StartsWith(results + ".", StringComparison.Ordinal))];
            foreach (var folder in tree.Marked)
                note?.Invoke($"Left out the folder {folder}: it holds the results of an earlier call ({BoxFile.Name}).");
            return names;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The images in {root} cannot be listed: {failure.Message} Every folder in it must be readable. Change its permissions, or name another folder with --images.", failure);
        }
    }

    /// <summary>An image in a folder of results that no earlier call wrote there; null where there is none.</summary>
    private static string? ForeignImageIn(string results, string root)
    {
        // Of images that are gone the file of boxes still knows.
        var hasBoxes = File.Exists(Path.Combine(results, BoxFile.Name));
        return new FolderTree().FilesBelow(results).Select(file => file.Name)
            .FirstOrDefault(name => ImageFormats.IsImage(name) && !ImageWriter.SourcesOf(name).Any(source => hasBoxes || File.Exists(Path.Combine(root, source))));
    }

    private static List<(ImageFile, int?)> ByFolder(string root, string[] names, IReadOnlyList<string> classNames, ExifRotation rotation)
    {
        var byName = classNames.Select((name, label) => (name, label)).ToDictionary(entry => entry.name, entry => entry.label, StringComparer.Ordinal);
        var images = new List<(ImageFile, int?)>(names.Length);
        foreach (var name in names)
        {
            // As where images are read to train: a folder of a class may have folders.
            var above = FoldersAbove(root, name);
            if (above.FirstOrDefault(byName.ContainsKey) is not { } className)
            {
                throw new DataException(
                    $"{Path.Combine(root, name)} lies in a folder '{above[0]}', which is no class of the model. {NearestNames.Suggest(above[0], classNames)} "
                    + "With --labels predicted the model chooses the class, with --labels FILE.csv a file does.");
            }
            images.Add((new ImageFile(root, name, rotation), byName[className]));
        }
        return images;
    }

    /// <summary>The names of the folders that an image lies in, the innermost first, the root last.</summary>
    private static List<string> FoldersAbove(string root, string name)
    {
        var names = new List<string>();
        for (var folder = Path.GetDirectoryName(name); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            names.Add(Path.GetFileName(folder));
        return [.. names, Path.GetFileName(root)];
    }

    private static List<(ImageFile, int?)> ByFile(string root, string[] names, Dictionary<string, int> labels, string file, ExifRotation rotation)
    {
        if (names.FirstOrDefault(name => !labels.ContainsKey(name)) is { } missing)
            throw new DataException($"{file} has no line for {missing}: it must name the class of every image in {root}, by its path from there. Add the line, or remove the image.");
        if (labels.Keys.Except(names, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new DataException($"{file} names {unknown}, which is not among the images in {root}. Correct the path, or remove the line.");
        return [.. names.Select(name => (new ImageFile(root, name, rotation), (int?)labels[name]))];
    }
}
