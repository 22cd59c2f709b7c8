using System.Globalization;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>Writes the exemplars of a store as image files, for people and for other programs.</summary>
internal static class StoreExtraction
{
    /// <summary>
    /// Writes every exemplar, as it replays, to <c>FOLDER/CLASS/RANK-SOURCE.png</c>: a folder has the name of its class, as image-folder
    /// datasets and mask models know it, but for what the file system refuses.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="folder">A folder that does not exist or is empty. When this fails, it is as it was before.</param>
    /// <param name="boxes">Whether the boxes are drawn on the images.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The number of files.</returns>
    /// <exception cref="DataException">The folder is not empty or cannot be written, or an exemplar is damaged.</exception>
    public static int Extract(ExemplarStore store, string folder, BoxDrawing boxes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (MissingFolders.Of(Path.GetFullPath(folder)).Find(File.Exists) is { } taken)
            throw new DataException($"{taken} is a file: images are written to a folder of their own. Name another one.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new DataException($"{folder} is not empty: images are written to a folder of their own. Name another one.");
        var existed = Directory.Exists(folder);
        var made = new List<string>();
        try
        {
            var pixels = new RgbImage();
            var folders = FoldersOf(store.Snapshot);
            foreach (var image in store.Snapshot.Images)
            {
                cancellation.ThrowIfCancellationRequested();
                var classFolder = Path.Combine(folder, folders[image.Entry.Label]);
                if (!made.Contains(classFolder))
                {
                    Directory.CreateDirectory(classFolder);
                    made.Add(classFolder);
                }
                image.LoadInto(pixels);
                if (boxes == BoxDrawing.Drawn)
                    BoxOutline.Draw(pixels, image.Entry.Box);
                var file = string.Create(CultureInfo.InvariantCulture, $"{image.Entry.Rank:0000}-{FileName(Path.GetFileNameWithoutExtension(image.Name))}.png");
                File.WriteAllBytes(Path.Combine(classFolder, file), ImageCodec.EncodePng(pixels));
            }
            return store.Snapshot.Images.Count;
        }
        catch (Exception failure)
        {
            foreach (var classFolder in made)
                Directory.Delete(classFolder, recursive: true);
            if (!existed && Directory.Exists(folder))
                Directory.Delete(folder);
            if (failure is IOException or UnauthorizedAccessException)
                throw new DataException($"{folder} cannot be written: {failure.Message} Make space or choose another folder.", failure);
            throw;
        }
    }

    /// <summary>The folder of each label. Two classes whose names the file system takes for one are told apart by their labels.</summary>
    private static Dictionary<int, string> FoldersOf(ExemplarSnapshot snapshot)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return snapshot.Labels.ToDictionary(label => label, label =>
        {
            var name = FolderName(snapshot.OfClass(label)[0].ClassName);
            if (names.Add(name))
                return name;
            var other = string.Create(CultureInfo.InvariantCulture, $"{name} ({label})");
            names.Add(other);
            return other;
        });
    }

    /// <summary>The name of a class as that of a folder: as it is, but for what this file system refuses and what hides a folder.</summary>
    private static string FolderName(string className)
    {
        var refused = Path.GetInvalidFileNameChars();
        var kept = new string([.. className.Select(letter => refused.Contains(letter) ? '_' : letter)]);
        return kept.Length == 0 ? "unnamed" : kept.StartsWith('.') ? $"_{kept[1..]}" : kept;
    }

    /// <summary>A name without what some file system refuses.</summary>
    private static string FileName(string name)
    {
        var kept = new string([.. name.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_')]).Trim('.');
        return kept.Length is > 0 and <= 80 ? kept : kept.Length == 0 ? "unnamed" : kept[..80];
    }
}

/// <summary>Whether boxes are drawn on extracted images.</summary>
internal enum BoxDrawing
{
    /// <summary>The images are as they replay.</summary>
    None,

    /// <summary>The outline of the box is drawn on them.</summary>
    Drawn,
}
