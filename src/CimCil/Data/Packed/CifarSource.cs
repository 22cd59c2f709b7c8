using CimCil.Configuration;
using CimCil.Data.Folders;
using CimCil.Foundation;

namespace CimCil.Data.Packed;

/// <summary>CIFAR's binary version: records of one or two labels and a red, a green and a blue plane of 32 x 32 bytes.</summary>
internal static class CifarSource
{
    private const int Side = 32;
    private const string Home = "www.cs.toronto.edu/~kriz/cifar.html";

    /// <summary>Images of the published training part.</summary>
    public const int TrainCount = 50_000;

    /// <summary>Images of the published test part.</summary>
    public const int TestCount = 10_000;

    /// <summary>Records that are read at once for their labels.</summary>
    private const int Stride = 256;

    /// <summary>Reads names and labels.</summary>
    public static Dataset Open(CifarDataset config)
    {
        var layout = CifarLayout.Of(config.Classes);
        var root = DatasetFolder.Root(config.Root, layout.Name, $"{layout.TrainFiles[0]}, {layout.TestFile} and {layout.ClassFile}");
        RequireFiles(root, layout);
        var classes = ClassesOf(root, layout);
        var train = Part(root, "train", layout.TrainFiles, layout);
        var test = Part(root, "test", [layout.TestFile], layout);
        RequireOrder(train, test, layout);
        return new Dataset(
            layout.Name, classes,
            train.ImagesOf(LabelsOf(train, layout), classes, config.TrainImagesPerClass), test.ImagesOf(LabelsOf(test, layout), classes, perClass: 0));
    }

    /// <summary>The dataset that a folder holds, or of which it holds the most files; null where it holds images of neither.</summary>
    public static CifarClasses? Recognise(string folder)
    {
        var (best, count) = new[] { CifarClasses.Cifar10, CifarClasses.Cifar100 }.Select(classes => (classes, CountOf(folder, CifarLayout.Of(classes)))).MaxBy(pair => pair.Item2);
        return count > 0 ? best : null;
    }

    /// <summary>How many of its files of images are there.</summary>
    private static int CountOf(string folder, CifarLayout layout) => layout.TrainFiles.Append(layout.TestFile).Count(file => File.Exists(Path.Combine(folder, file)));

    private static void RequireFiles(string root, CifarLayout layout)
    {
        if (layout.Files.FirstOrDefault(file => !File.Exists(Path.Combine(root, file))) is not { } missing)
            return;
        var start = $"{root} has no {missing}";
        if (CountOf(root, layout) > 0)
            throw new DataException($"{start}, but other files of {layout.Name}: all of {string.Join(", ", layout.Files)} are needed. Unpack {layout.Archive} again.");
        if (Recognise(root) is { } other)
            throw new DataException($"{start}, but the files of {CifarLayout.Of(other).Name}: data.classes says which dataset it is. Use --set data.classes={other}.");
        var folders = DatasetFolder.FoldersIn(root).Select(folder => Path.Combine(root, folder)).ToList();
        if (folders.Find(folder => CountOf(folder, layout) > 0) is { } deeper)
            throw new DataException($"{start}, but {deeper} holds {layout.Name}: data.root is the folder that its files lie in. Use --data {deeper}.");
        if (folders.Find(folder => Recognise(folder) is not null) is { } neighbour)
        {
            var found = Recognise(neighbour)!.Value;
            throw new DataException($"{start}, but {neighbour} holds {CifarLayout.Of(found).Name}: data.classes says which dataset it is. Use --data {neighbour} and --set data.classes={found}, or download {layout.Archive} from {Home}.");
        }
        if (File.Exists(Path.Combine(root, layout.Archive)))
            throw new DataException($"{start}, but {layout.Archive}: its files are read once it is unpacked. Unpack it, and name the folder that it makes with --data DIR.");
        if (layout.TrainFiles.Append(layout.TestFile).Select(file => $"{file}.gz").FirstOrDefault(file => File.Exists(Path.Combine(root, file))) is { } packed)
            throw new DataException($"{start}, but {packed}: the files of {layout.Name} are read as they lie in {layout.Archive}, which is not packed file by file. Unpack all of them.");
        var isPythonVersion = File.Exists(Path.Combine(root, "data_batch_1")) || File.Exists(Path.Combine(root, "train")) || File.Exists(Path.Combine(root, "batches.meta"));
        throw new DataException(
            $"{start}{(isPythonVersion ? ", but files of the version for Python, which are pickles" : "")}: the binary version of {layout.Name} is needed. "
            + $"Download {layout.Archive} from {Home}, unpack it and name its folder with --data DIR.");
    }

    private static IReadOnlyList<string> ClassesOf(string root, CifarLayout layout)
    {
        var path = Path.Combine(root, layout.ClassFile);
        string[] names = [.. FileContent.Lines(path).Select(line => line.Trim()).Where(line => line.Length > 0).Take(layout.ClassCount + 1)];
        return names.Length == layout.ClassCount
            ? names
            : throw new DataException($"{path} names {(names.Length > layout.ClassCount ? "more" : $"{names.Length}")} classes: {layout.Name} has {layout.ClassCount}, a name per line. Unpack {layout.Archive} again.");
    }

    private static PackedPart Part(string root, string name, IReadOnlyList<string> files, CifarLayout layout)
    {
        var part = new PackedPart(name, [.. files.Select(file => new PackedFile(Path.Combine(root, file)))], HeadLength: 0, layout.LabelCount, PlaneCount: 3, Side, Side);
        long? perFile = null;
        foreach (var file in part.Files)
        {
            var count = Math.DivRem(file.StatedLength(), part.RecordLength, out var rest);
            if (count == 0 || rest != 0)
                throw new DataException($"{file.Path} has {file.StatedLength()} bytes: an image of {layout.Name} and its labels take {part.RecordLength}, so the file is cut off, or of another dataset. Unpack {layout.Archive} again.");
            perFile ??= count;
            if (count != perFile)
                throw new DataException($"{file.Path} has {Counted.Of(count, "image")}, and {part.Files[0].Path} {perFile}: the files of the training part have as many each. Unpack {layout.Archive} again.");
            file.RequireLength(count * part.RecordLength, Counted.Of(count, "image"));
        }
        return part;
    }

    /// <summary>The published parts have 50,000 and 10,000 images, and nothing but their number tells one from the other.</summary>
    private static void RequireOrder(PackedPart train, PackedPart test, CifarLayout layout)
    {
        long CountOf(PackedPart part) => part.Files.Sum(file => file.Length) / part.RecordLength;
        if ((CountOf(train), CountOf(test)) == (TestCount, TrainCount))
            throw new DataException($"{train.Files[0].Path} has {TestCount} images and {test.Files[0].Path} {TrainCount}: {layout.Name} has {TrainCount} to train on and {TestCount} to test, so the two files have each other's name. Unpack {layout.Archive} again.");
    }

    private static byte[] LabelsOf(PackedPart part, CifarLayout layout)
    {
        var labels = new List<byte>();
        var records = new byte[Stride * part.RecordLength];
        foreach (var file in part.Files)
        {
            for (var at = 0L; at < file.Length; at += records.Length)
            {
                var some = records.AsSpan(0, (int)Math.Min(records.Length, file.Length - at));
                file.Read(at, some);
                for (var i = layout.LabelPlace; i < some.Length; i += part.RecordLength)
                {
                    if (some[i] >= layout.ClassCount)
                        throw new DataException($"{file.Path} has an image (number {(at + i) / part.RecordLength}) of class {some[i]}: {layout.Name} has classes from 0 to {layout.ClassCount - 1}. The file is damaged, or of another dataset; unpack {layout.Archive} again.");
                    labels.Add(some[i]);
                }
            }
        }
        return [.. labels];
    }
}
