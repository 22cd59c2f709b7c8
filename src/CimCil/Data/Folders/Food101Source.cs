using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Data.Folders;

/// <summary>
/// Food-101 as published (Bossard et al., ECCV 2014): <c>images/&lt;class&gt;/&lt;id&gt;.jpg</c>, and in <c>meta/train.txt</c> and
/// <c>meta/test.txt</c> a line <c>&lt;class&gt;/&lt;id&gt;</c> for each image of a part. Files that no list names are left out.
/// </summary>
internal static class Food101Source
{
    private const string TrainList = "meta/train.txt";
    private const string TestList = "meta/test.txt";

    private sealed record Entry(string Class, string Id);

    /// <summary>Reads both lists and checks that their images are there.</summary>
    public static Dataset Open(Food101Dataset config)
    {
        var root = DatasetFolder.Root(config.Root, "Food-101", "meta and images");
        RequireLayout(root);
        var train = ReadList(root, TrainList);
        var test = ReadList(root, TestList);
        if (train.Intersect(test).FirstOrDefault() is { } both)
        {
            throw new DataException(
                $"{Path.Combine(root, TrainList)} and {TestList} both list {both.Class}/{both.Id}: an image is for training or for testing. Remove it from one of them.");
        }
        string[] classes = [.. train.Select(entry => entry.Class).Distinct().Order(StringComparer.Ordinal)];
        string[] testClasses = [.. test.Select(entry => entry.Class).Distinct()];
        RequireClasses(root, TestList, classes.Except(testClasses));
        RequireClasses(root, TrainList, testClasses.Except(classes));
        var sizes = RequireImages(root, train, test);
        return new Dataset("Food-101", classes, ImagesOf(config, root, classes, train, sizes), ImagesOf(config, root, classes, test, sizes));
    }

    private static void RequireLayout(string root)
    {
        static bool IsThere(string path) => File.Exists(Path.Combine(path, TrainList));
        if (IsThere(root) && File.Exists(Path.Combine(root, TestList)) && Directory.Exists(Path.Combine(root, "images")))
            return;
        var missing = IsThere(root) ? File.Exists(Path.Combine(root, TestList)) ? "folder images" : TestList : TrainList;
        var start = $"{root} has no {missing}";
        if (DatasetFolder.FoldersIn(root).Select(folder => Path.Combine(root, folder)).FirstOrDefault(IsThere) is { } deeper)
            throw new DataException($"{start}, but {deeper} is laid out as Food-101: data.root is the folder that holds meta and images. Use --data {TypedPath.Of(deeper)}.");
        if (Directory.Exists(Path.Combine(root, "train")) && new[] { "test", "val" }.Any(part => Directory.Exists(Path.Combine(root, part))))
            throw new DataException($"{start}, but folders train and test: it is laid out as an image folder, not as Food-101 was published. Read it as one with --set data.kind=image-folder.");
        if (Path.GetDirectoryName(root) is { } parent && IsThere(parent))
            throw new DataException($"{start}: data.root is the folder above, which holds meta and images. Use --data {TypedPath.Of(parent)}.");
        throw new DataException($"{start}: Food-101 is a folder with images, {TrainList} and {TestList}. Name the unpacked folder food-101 with --data DIR.");
    }

    private static List<Entry> ReadList(string root, string list)
    {
        var path = Path.Combine(root, list);
        var entries = new List<Entry>();
        var known = new HashSet<Entry>();
        var number = 0;
        foreach (var text in FileContent.Lines(path))
        {
            number++;
            var line = text.Trim();
            if (line.Length == 0)
                continue;
            if (line.Split('/') is not [{ Length: > 0 } className, { Length: > 0 } id] || className.StartsWith('.'))
                throw new DataException($"{path}, line {number}: \"{line}\" is not <class>/<id>, such as apple_pie/1005649. Correct the line or unpack the archive again.");
            var entry = new Entry(className, id);
            if (!known.Add(entry))
                throw new DataException($"{path}, line {number}: {line} is listed a second time: an image is listed once. Remove the line or unpack the archive again.");
            entries.Add(entry);
        }
        return entries.Count > 0
            ? entries
            : throw new DataException($"{path} lists no image: it holds a line <class>/<id> per image. Unpack the archive again.");
    }

    private static void RequireClasses(string root, string list, IEnumerable<string> missing)
    {
        string[] names = [.. missing];
        if (names.Length == 0)
            return;
        var other = list == TestList ? TrainList : TestList;
        throw new DataException(
            $"{Path.Combine(root, list)} lists no image of {DatasetFolder.Few(names)} ({names.Length} in all), which {other} has: "
            + "every class needs training and test images. Add its images to the list, or remove the class from both lists.");
    }

    /// <summary>The size of every listed image.</summary>
    private static Dictionary<Entry, long> RequireImages(string root, List<Entry> train, List<Entry> test)
    {
        var sizes = new Dictionary<Entry, long>(train.Count + test.Count);
        var missingCount = 0;
        string? first = null;
        foreach (var group in train.Concat(test).GroupBy(entry => entry.Class))
        {
            var folder = Path.Combine(root, "images", group.Key);
            var files = Directory.Exists(folder) ? FolderTree.FilesIn(folder).ToDictionary(file => file.Name, file => file.ByteCount, StringComparer.Ordinal) : [];
            foreach (var entry in group)
            {
                if (files.TryGetValue(FileOf(entry), out var byteCount))
                {
                    sizes.Add(entry, byteCount);
                    continue;
                }
                missingCount++;
                first ??= Path.Combine(folder, FileOf(entry));
            }
        }
        if (missingCount > 0)
        {
            throw new DataException(
                $"{first} does not exist, though meta lists it ({missingCount} listed images are missing in all): every listed image must be there. "
                + $"Unpack the archive again, or remove these lines from {TrainList} and {TestList}.");
        }
        return sizes;
    }

    private static IReadOnlyList<DatasetImage> ImagesOf(Food101Dataset config, string root, string[] classes, List<Entry> entries, Dictionary<Entry, long> sizes) =>
    [
        .. from entry in entries
           group entry by entry.Class into one
           let datasetClass = Array.BinarySearch(classes, one.Key, StringComparer.Ordinal)
           orderby datasetClass
           let folder = $"images/{one.Key}"
           from entry in one.OrderBy(entry => entry.Id, StringComparer.Ordinal)
           select new FileImage(root, folder, new ListedFile(FileOf(entry), sizes[entry]), datasetClass, config.ExifRotation),
    ];

    private static string FileOf(Entry entry) => $"{entry.Id}.jpg";
}
