using System.Collections.Concurrent;
using System.IO.Hashing;
using CimCil.Configuration;
using CimCil.Data.Folders;
using CimCil.Data.Packed;
using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>
/// Looks at a dataset from end to end before days are spent on it: its layout, its classes and counts, whether its classes are a
/// published choice, every image decoded, and images that are in both parts. Each finding says what to do.
/// </summary>
internal static class DatasetCheck
{
    /// <summary>Images between two reports.</summary>
    private const int Stride = 1024;

    /// <summary>Names in one finding.</summary>
    private const int MostNamed = 10;

    /// <summary>Checks the dataset of a section.</summary>
    /// <param name="config">The section.</param>
    /// <param name="workerCount">Threads that decode, at least 1.</param>
    /// <param name="report">Is told how many images of how many have been decoded, on the caller's thread.</param>
    /// <param name="cancellation">Stops the check.</param>
    public static IReadOnlyList<Finding> Run(DatasetConfig config, int workerCount, Action<int, int> report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        Dataset dataset;
        try
        {
            dataset = config.Open();
        }
        catch (CimCilException failure)
        {
            return [Finding.Of("layout", failure)];
        }
        var findings = new List<Finding> { Finding.Good("layout", $"{dataset.Name}: {Counted.Of(dataset.ClassNames.Count, "class", "classes")}, {dataset.Train.Count} training and {Counted.Of(dataset.Test.Count, "test image")}") };
        if (dataset.UnusedFiles.Count > 0)
            findings.Add(Finding.Warning("unused files", $"{dataset.UnusedFiles}", $"Images end in {ImageFormats.EndingList}; convert others to one of these, or leave them where they are."));
        findings.AddRange(dataset.Remarks);
        findings.AddRange(Counts(config, dataset));
        findings.Add(ClassList(config, dataset.ClassNames));
        findings.AddRange(Images(config, dataset, workerCount, report, cancellation));
        return findings;
    }

    /// <summary>Checks what lies in a folder, or in one of its folders.</summary>
    /// <exception cref="DataException">There is no such folder.</exception>
    public static IReadOnlyList<Finding> Run(string folder, int workerCount, Action<int, int> report, CancellationToken cancellation)
    {
        var config = Recognise(folder, out var place);
        IReadOnlyList<Finding> findings = [.. Run(config, workerCount, report, cancellation).Select(finding => finding with { Message = OfTypedFolder(finding.Message), Fix = OfTypedFolder(finding.Fix) })];
        return place == folder
            ? findings
            : [Finding.Warning("folder", $"{folder} holds the dataset in {Path.GetFileName(place)}, which was looked at", $"A run needs the folder that the files lie in: --data {TypedPath.Of(place)}."), .. findings];
    }

    /// <summary>Who runs an experiment names another folder with an option; here the folder itself was typed.</summary>
    private static string OfTypedFolder(string text) =>
        text.Replace("Use --data ", "Name instead ", StringComparison.Ordinal).Replace(" with --data DIR", "", StringComparison.Ordinal);

    /// <summary>The section for a folder, found from what lies in it or, where that is no dataset, in one of its folders.</summary>
    /// <exception cref="DataException">There is no such folder.</exception>
    public static DatasetConfig Recognise(string folder) => Recognise(folder, out _);

    private static DatasetConfig Recognise(string folder, out string place)
    {
        place = folder;
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DataException($"{folder} is neither an experiment nor a folder: data check looks at the images of either. Run 'cimcil list' for the experiments, or correct the path.");
        if (Published(folder) is { } found)
            return found;
        if (!Directory.Exists(Path.Combine(folder, "train")))
        {
            foreach (var inner in DatasetFolder.FoldersIn(folder).Select(name => Path.Combine(folder, name)))
            {
                if (Published(inner) is not { } deeper)
                    continue;
                place = inner;
                return deeper;
            }
        }
        var train = Path.Combine(folder, "train");
        string[] classes = Directory.Exists(train) && Directory.Exists(Path.Combine(folder, "val")) ? DatasetFolder.FoldersIn(train) : [];
        // Half of ImageNet or more is meant to be all of it; less is a subset, whole in itself.
        return 2 * classes.Count(KnownClassList.IsWordNetId) >= KnownClassList.ImageNet1000.ClassCount
            ? new ImageNetDataset { Root = folder }
            : new ImageFolderDataset { Root = folder };
    }

    /// <summary>The section for a dataset that is known by the names of its files.</summary>
    private static DatasetConfig? Published(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, "meta")))
            return new Food101Dataset { Root = folder };
        if (IdxSource.IsOne(folder))
            return new IdxDataset { Root = folder };
        return CifarSource.Recognise(folder) is { } cifar ? new CifarDataset { Root = folder, Classes = cifar } : null;
    }

    private static IEnumerable<Finding> Counts(DatasetConfig config, Dataset dataset)
    {
        if (config.Known is { } known)
        {
            // What is wrong with ImageNet's classes the class list says.
            if (dataset.ClassNames.Count != known.ClassCount && config is not ImageNetDataset)
                yield return Finding.Bad("classes", $"{known.Name} has {known.ClassCount} classes, and here are {dataset.ClassNames.Count}", "Unpack the archive again, or name the folder that holds all of it with --data DIR.");
            if (known.TrainCount > 0 && known.TrainCount != known.TestCount && dataset.Train.Count == known.TestCount && dataset.Test.Count == known.TrainCount)
                yield return Finding.Bad("lists", $"the training part has the {known.TestCount} images that {known.Name} tests with, and the other way round: the lists are swapped", "Exchange the training and the test list or folder.");
            else if ((known.TrainCount > 0 && dataset.Train.Count != known.TrainCount) || dataset.Test.Count != known.TestCount)
                yield return Finding.Warning("counts", $"{known.Name} has {(known.TrainCount > 0 ? $"{known.TrainCount} training and " : "")}{known.TestCount} test images as published; here are {dataset.Train.Count} and {dataset.Test.Count}", "Results are not comparable with published ones; unpack the archive again unless this is meant.");
        }
        else if (dataset.Test.Count > dataset.Train.Count)
        {
            yield return Finding.Warning("lists", $"there are more test images ({dataset.Test.Count}) than training images ({dataset.Train.Count}): the parts may be swapped", "Exchange the folders if they are.");
        }
        foreach (var (part, images) in new[] { ("training", dataset.Train), ("test", dataset.Test) })
        {
            var perClass = images.CountBy(image => image.Class).ToDictionary();
            if (dataset.ClassNames.Index().Where(entry => !perClass.ContainsKey(entry.Index)).Select(entry => entry.Item).ToList() is { Count: > 0 } missing)
                yield return Finding.Bad("classes", $"no {part} image of {DatasetFolder.Few(missing)} ({missing.Count} in all)", "Add images of these classes, or remove the classes from both parts.");
            if (perClass.Count > 0 && perClass.Values.Max() > 10 * perClass.Values.Min())
                yield return Finding.Warning("balance", $"classes have from {perClass.Values.Min()} to {perClass.Values.Max()} {part} images", "The method is for balanced classes; expect the small ones to suffer.");
        }
    }

    /// <summary>Which published choice of classes this is; one that the section asks for must be it.</summary>
    private static Finding ClassList(DatasetConfig config, IReadOnlyList<string> names)
    {
        const string Thing = "class list";
        const string Mend = "Unpack the archives of ILSVRC2012 again, a folder for each WordNet id in train and in val; for other classes list them in a file (data.classes = FromFile, data.classListFile = FILE).";
        const string Compare = "Results are not comparable with published ones: list a paper's classes in a file (data.classes = FromFile, data.classListFile = FILE), or take all of ImageNet and data.classes = Lucir100.";
        var (known, hash) = (KnownClassList.Of(names), KnownClassList.HashOf(names));
        if (config is ImageNetDataset { Classes: ImageNetClasses.All } && known != KnownClassList.ImageNet1000)
            return Finding.Bad(Thing, $"{NotImageNet(names)}; SHA-256 {hash}", Mend);
        if (config is ImageNetDataset { Classes: ImageNetClasses.Lucir100 } drawn && known != KnownClassList.Lucir100)
        {
            var all = ImageFolderSource.TrainClassesOf(Path.GetFullPath(drawn.Root));
            return Finding.Bad(Thing, $"the classes drawn are not those of {KnownClassList.Lucir100.Name}, because {NotImageNet(all)}; SHA-256 {hash}", Mend);
        }
        if (known is not null)
            return Finding.Good(Thing, $"{known.Name}, SHA-256 {hash}");
        if (KnownClassList.NextTo(names) is var (list, change))
            return Finding.Warning(Thing, $"almost {list.Name}, but {change}; SHA-256 {hash}", Compare);
        return names.Count == KnownClassList.Lucir100.ClassCount && names.All(KnownClassList.IsWordNetId)
            ? Finding.Warning(Thing, $"{names.Count} WordNet ids that are none of the known ImageNet-100 lists (of LUCIR, of PODNet and DER, of CMC); SHA-256 {hash}", Compare)
            : Finding.Good(Thing, $"SHA-256 of the class names in order: {hash}");
    }

    /// <summary>Why folders are not all classes of ImageNet.</summary>
    private static string NotImageNet(IReadOnlyList<string> folders)
    {
        var all = KnownClassList.ImageNet1000;
        if (KnownClassList.Of(folders) is { } other)
            return $"{all.Name} has {all.ClassCount} classes, and here are {folders.Count}: {other.Name}";
        string[] foreign = [.. folders.Where(name => !KnownClassList.IsWordNetId(name))];
        var which = foreign.Length > 0 ? $": {DatasetFolder.Few(foreign)} ({foreign.Length} in all) are no WordNet ids" : "";
        return $"the {folders.Count} class folders are not the {all.ClassCount} of {all.Name}{(all.ChangeOf(folders) is { } change ? $": {change}" : which)}";
    }

    /// <summary>Decodes every image and compares contents over both parts.</summary>
    private static IEnumerable<Finding> Images(DatasetConfig config, Dataset dataset, int workerCount, Action<int, int> report, CancellationToken cancellation)
    {
        DatasetImage[] images = [.. dataset.Train, .. dataset.Test];
        var (hashes, failures) = (new UInt128[images.Length], new ConcurrentDictionary<int, string>());
        var turned = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = workerCount, CancellationToken = cancellation };
        for (var start = 0; start < images.Length; start += Stride)
        {
            var end = Math.Min(start + Stride, images.Length);
            Parallel.For(start, end, options, () => new RgbImage(), (i, _, image) =>
            {
                try
                {
                    images[i].Fill(image);
                    hashes[i] = ContentOf(images[i], image, out var isTurned);
                    if (isTurned)
                        turned.Add(images[i].Name);
                }
                catch (DataException failure)
                {
                    failures[i] = failure.Message;
                }
                return image;
            }, _ => { });
            report(end, images.Length);
        }
        yield return failures.IsEmpty
            ? Finding.Good("images", images.Length == 1 ? "the image decodes" : $"all {images.Length} images decode")
            : Finding.Bad(
                "images", $"{failures.Count} of {Counted.Of(images.Length, "image")} cannot be read:{Reasons(failures)}",
                "Replace these files, or leave them out with --set data.onCorruptImage=skip.");
        if (!turned.IsEmpty)
            yield return Rotation(config, turned, images.Length);
        yield return Duplicates(dataset, hashes, failures);
    }

    private static Finding Rotation(DatasetConfig config, IReadOnlyCollection<string> turned, int imageCount)
    {
        var first = turned.Min(StringComparer.Ordinal);
        var count = $"{turned.Count} of {Counted.Of(imageCount, "image")} {(turned.Count == 1 ? "asks" : "ask")} viewers to turn or mirror {(turned.Count == 1 ? "it" : "them")} (EXIF), such as {first}";
        return config.ExifRotation == ExifRotation.Apply
            ? Finding.Good("rotation", $"{count}; this is done")
            : Finding.Warning("rotation", $"{count}; they are used as they are stored, as torchvision does", "Turn them with --set data.exifRotation=apply, in every run of a comparison.");
    }

    private static Finding Duplicates(Dataset dataset, UInt128[] hashes, ConcurrentDictionary<int, string> failures)
    {
        var training = new Dictionary<UInt128, int>();
        for (var i = 0; i < dataset.Train.Count; i++)
        {
            if (!failures.ContainsKey(i))
                training.TryAdd(hashes[i], i);
        }
        var both = Enumerable.Range(dataset.Train.Count, dataset.Test.Count).Where(i => !failures.ContainsKey(i) && training.ContainsKey(hashes[i]))
            .Select(i => $"\n    {dataset.Test[i - dataset.Train.Count].Name} is {dataset.Train[training[hashes[i]]].Name}").ToList();
        return both.Count == 0
            ? Finding.Good("duplicates", "no test image is a training image")
            : Finding.Warning("duplicates", $"{Counted.Of(both.Count, "test image is a training image", "test images are training images")} too:{string.Concat(both.Take(MostNamed))}{More(both.Count)}", "Remove them from one part: they make the accuracy look better than it is.");
    }

    /// <summary>What is wrong, said once: of a file of many images all have the same.</summary>
    private static string Reasons(ConcurrentDictionary<int, string> failures)
    {
        string[] reasons = [.. failures.OrderBy(entry => entry.Key).Select(entry => entry.Value).Distinct()];
        return $"{string.Concat(reasons.Take(MostNamed).Select(reason => $"\n    {reason}"))}{More(reasons.Length)}";
    }

    private static string More(int count) => count > MostNamed ? $"\n    and {count - MostNamed} more" : "";

    /// <summary>Of the file's bytes; of the pixels where there is no file.</summary>
    private static UInt128 ContentOf(DatasetImage image, RgbImage pixels, out bool isTurned)
    {
        isTurned = false;
        if (image is not FileImage file)
            return XxHash128.HashToUInt128(pixels.Pixels);
        var bytes = ImageCodec.ReadFile(file.FullPath);
        isTurned = ImageCodec.IsTurned(bytes);
        return XxHash128.HashToUInt128(bytes);
    }
}
