using CimCil.Configuration.Schema;
using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>The pictures of a folder and those below it, with their labels.</summary>
public static class PictureFolder
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden, RecurseSubdirectories = true, IgnoreInaccessible = false };

    /// <summary>Lists the pictures in the order of their names, by code point, on every machine.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="labels">Where their classes come from.</param>
    /// <param name="classNames">The classes by label.</param>
    /// <returns>At least one picture; the label is null where it will be predicted.</returns>
    /// <exception cref="DataException">There is no such folder or no picture in it, or a picture has no class of the model.</exception>
    public static IReadOnlyList<(PictureFile Picture, int? Label)> List(string folder, LabelSource labels, IReadOnlyList<string> classNames)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(root))
            throw new DataException($"The folder {root} {(File.Exists(root) ? "is a file" : "does not exist")}: --images names a folder of images.");
        var names = NamesIn(root);
        if (names.Length == 0)
            throw new DataException($"The folder {root} holds no image: none of its files ends in {string.Join(", ", Extensions)}. Name another folder with --images.");
        return labels.Kind switch
        {
            LabelSourceKind.Predicted => [.. names.Select(name => (new PictureFile(root, name), (int?)null))],
            LabelSourceKind.Folders => ByFolder(root, names, classNames),
            _ => ByFile(root, names, LabelFile.Read(labels.File!, classNames), labels.File!),
        };
    }

    private static string[] NamesIn(string root)
    {
        string[] names =
        [
            .. Directory.EnumerateFiles(root, "*", Visible)
                .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
                .Where(name => !name.Split('/').Any(part => part.StartsWith('.'))),
        ];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    private static List<(PictureFile, int?)> ByFolder(string root, string[] names, IReadOnlyList<string> classNames)
    {
        var byName = classNames.Select((name, label) => (name, label)).ToDictionary(entry => entry.name, entry => entry.label, StringComparer.Ordinal);
        var pictures = new List<(PictureFile, int?)>(names.Length);
        foreach (var name in names)
        {
            var className = Path.GetFileName(Path.GetDirectoryName(Path.Combine(root, name))) ?? "";
            if (!byName.TryGetValue(className, out var label))
            {
                throw new DataException(
                    $"{Path.Combine(root, name)} lies in a folder '{className}', which is no class of the model. {NearestNames.Suggest(className, classNames)} "
                    + "With --labels predicted the model chooses the class, with --labels FILE.csv a file does.");
            }
            pictures.Add((new PictureFile(root, name), label));
        }
        return pictures;
    }

    private static List<(PictureFile, int?)> ByFile(string root, string[] names, Dictionary<string, int> labels, string file)
    {
        if (names.FirstOrDefault(name => !labels.ContainsKey(name)) is { } missing)
            throw new DataException($"{file} has no line for {missing}: it must name the class of every image in {root}, by its path from there. Add the line, or remove the image.");
        if (labels.Keys.Except(names, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new DataException($"{file} names {unknown}, which is not among the images in {root}. Correct the path, or remove the line.");
        return [.. names.Select(name => (new PictureFile(root, name), (int?)labels[name]))];
    }
}
