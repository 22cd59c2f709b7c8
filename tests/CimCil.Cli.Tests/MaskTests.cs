using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;

namespace CimCil.Cli.Tests;

/// <summary><c>cimcil export</c>, <c>mask</c> and <c>compress</c>, from a run to an exemplar memory.</summary>
[TestClass]
public sealed class MaskTests
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("cimcil-cli-").FullName;

    [ClassInitialize]
    public static void TrainAndExport(TestContext _)
    {
        var run = Invocation.Of(
            Folder, "run", "shapes", "--out", "run", "--device", "cpu", "--set", "data.trainImagesPerClass=4", "--set", "data.testImagesPerClass=1",
            "--set", "phases.firstPhase=6", "--set", "phases.classesPerPhase=4", "--set", "training.firstPhase.epochs=2",
            "--set", "training.laterPhases.epochs=2", "--set", "network.width=4", "--set", "network.stageBlocks=1,1", "--set", "learner.compression.epochs=1", "--set", "mask.refreshInterval=1");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var export = Invocation.Of(Folder, "export", "run", "--out", "mask.onnx");
        Assert.AreEqual(0, export.ExitCode, export.Error);
        StringAssert.Contains(export.Output, "boosted network after phase 1, 10 classes");
        StringAssert.Contains(export.Output, "Checked against the network on");
        var shapes = (new ShapesDataset { TrainImagesPerClass = 1, TestImagesPerClass = 2 }).Open();
        for (var i = 0; i < shapes.Test.Count; i++)
        {
            var path = Path.Combine(Folder, "images", shapes.ClassNames[shapes.Test[i].Class], $"{i:D2}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, ImageCodec.EncodePng(shapes.Test[i].Load()));
        }
    }

    [ClassCleanup]
    public static void RemoveFolder() => Directory.Delete(Folder, recursive: true);

    [TestMethod]
    public void MaskWritesBoxesImagesAndAGallery()
    {
        var mask = Mask("masks", "--overlay");
        Assert.AreEqual(0, mask.ExitCode, mask.Error);
        StringAssert.Contains(mask.Output, "Provider: cpu (auto)");
        StringAssert.Contains(mask.Output, "20 images in masks");
        Assert.HasCount(21, File.ReadAllLines(In("masks/boxes.jsonl")));
        Assert.HasCount(20, Directory.GetFiles(In("masks/images"), "*.png", SearchOption.AllDirectories));
        Assert.HasCount(20, Directory.GetFiles(In("masks/overlay"), "*.png", SearchOption.AllDirectories));
        Assert.AreEqual(20, File.ReadAllText(In("masks/gallery.html")).Split("<figure ").Length - 1);
        foreach (var folder in new[] { "masks/images", "masks/overlay" })
            CollectionAssert.AreEquivalent(NamesIn("images"), NamesIn(folder), "a PNG keeps its name");
        Assert.HasCount(2, mask.Output.Split("ONNX Runtime library"), "what is missing is said once");
    }

    [TestMethod]
    [DataRow("mask --model mask.onnx --images images --out run", "run is the folder of a run")]
    [DataRow("export run --force --out run/config.json", "run/config.json exists and is no .onnx file")]
    public void AFolderOfARunKeepsItsFiles(string arguments, string thing)
    {
        StringAssert.Contains(Invocation.Of(Folder, arguments.Split(' ')).Error, thing);
        Assert.IsTrue(!File.Exists(In("run/boxes.jsonl")) && File.ReadAllText(In("run/config.json")).StartsWith('{'));
    }

    [TestMethod]
    public void AnInterruptedFolderIsGoneOnWith()
    {
        Mask("whole", "--boxes-only");
        var lines = File.ReadAllLines(In("whole/boxes.jsonl"));
        Directory.CreateDirectory(In("half"));
        File.WriteAllText(In("half/boxes.jsonl"), string.Join('\n', lines[..8]) + "\n{\"image\":");
        var rest = Mask("half", "--boxes-only");
        Assert.AreEqual(0, rest.ExitCode, rest.Error);
        StringAssert.Contains(rest.Output, "7 of 20 images are done");
        CollectionAssert.AreEqual(lines, File.ReadAllLines(In("half/boxes.jsonl")));
        var other = Mask("half", "--boxes-only", "--threshold", "0.2");
        Assert.AreEqual(2, other.ExitCode);
        StringAssert.Contains(other.Error, "made otherwise");
    }

    /// <summary>A box is of the image that it was found on: none is kept of an image that is gone, or is another now, in whatever size.</summary>
    [TestMethod]
    public void BoxesOfImagesThatChangedAreFoundAgain()
    {
        CopyImages("changing");
        Assert.AreEqual(0, MaskOf("changing", "changed", "--overlay").ExitCode);
        var names = Directory.GetFiles(In("changing"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(In("changing"), file)).Order(StringComparer.Ordinal).ToArray();
        var (gone, other) = (names[3], names[5]);
        File.Delete(In($"changing/{gone}"));
        // Another image of the same number of bytes: what follows its end is not looked at by decoders.
        var size = 2 * (int)Math.Max(new FileInfo(In($"changing/{other}")).Length, new FileInfo(In($"changing/{names[8]}")).Length);
        void Pad(string from, string to)
        {
            var bytes = File.ReadAllBytes(from);
            Array.Resize(ref bytes, size);
            File.WriteAllBytes(to, bytes);
        }
        Pad(In($"changing/{other}"), In($"changing/{other}"));
        Assert.AreEqual(0, MaskOf("changing", "changed", "--overlay").ExitCode);
        Pad(In($"changing/{names[8]}"), In($"changing/{other}"));

        var again = MaskOf("changing", "changed", "--overlay");
        Assert.AreEqual(0, again.ExitCode, again.Error);
        StringAssert.Contains(again.Output, "1 image has changed since the box was found, and is done again.");
        StringAssert.Contains(again.Output, "18 of 19 images are done");
        Assert.IsFalse(File.Exists(In($"changed/images/{gone}")) || File.Exists(In($"changed/overlay/{gone}")), "nothing shows an image that is gone");
        MaskOf("changing", "anew", "--overlay");
        CollectionAssert.AreEquivalent(File.ReadAllLines(In("anew/boxes.jsonl")), File.ReadAllLines(In("changed/boxes.jsonl")));
        foreach (var name in names.Where(name => name != gone))
            CollectionAssert.AreEqual(File.ReadAllBytes(In($"anew/images/{name}")), File.ReadAllBytes(In($"changed/images/{name}")), name);

        File.Delete(In($"changing/{other}"));
        StringAssert.Contains(MaskOf("changing", "changed", "--overlay").Output, "Dropped 1 box of images that are not there any more.");
        Assert.HasCount(19, File.ReadAllLines(In("changed/boxes.jsonl")));
    }

    [TestMethod]
    public void CompressGoesOnWithBoxesOfTheSameImagesAlone()
    {
        CopyImages("stale");
        var boxes = In("stale.db.boxes.jsonl");
        Assert.AreEqual(0, MaskOf("stale", "stale-masks", "--labels", "predicted", "--boxes-only").ExitCode);
        File.Copy(In("stale-masks/boxes.jsonl"), boxes);
        File.Delete(Directory.GetFiles(In("stale"), "*", SearchOption.AllDirectories)[0]);
        var compress = Invocation.Of(Folder, "compress", "--model", "mask.onnx", "--images", "stale", "--labels", "predicted", "--budget", "1/class", "--out", "stale.db");
        Assert.AreEqual(0, compress.ExitCode, compress.Error);
        StringAssert.Contains(compress.Output, "Dropped 1 box");
        StringAssert.Contains(compress.Output, "19 of 19 images are done");
    }

    /// <summary>A class of an image that is another in the file of labels now asks for another box.</summary>
    [TestMethod]
    public void AnotherLabelIsAnotherBox()
    {
        CopyImages("labelled");
        var names = Directory.GetFiles(In("labelled"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(In("labelled"), file)).Order(StringComparer.Ordinal).ToArray();
        void Label(int first) => File.WriteAllLines(In("labels.csv"), names.Select((name, i) => $"{name},{(i == 0 ? first : i / 2)}"));
        Label(0);
        Assert.AreEqual(0, MaskOf("labelled", "labelled-masks", "--labels", "labels.csv", "--boxes-only").ExitCode);
        Label(7);
        StringAssert.Contains(MaskOf("labelled", "labelled-masks", "--labels", "labels.csv", "--boxes-only").Output, "19 of 20 images are done");
        StringAssert.Contains(File.ReadAllLines(In("labelled-masks/boxes.jsonl"))[^1], "\"label\":7");
    }

    [TestMethod]
    public void WhatIsAskedForLaterIsWrittenFromTheBoxes()
    {
        Mask("later", "--boxes-only");
        foreach (var (option, folders) in new[] { ("--on-corrupt=stop", "images"), ("--overlay", "overlay") })
        {
            Assert.AreEqual(0, Mask("later", option).ExitCode);
            Assert.HasCount(20, Directory.GetFiles(In($"later/{folders}"), "*.png", SearchOption.AllDirectories));
        }
    }

    /// <summary>What lies in the folder of the results is no image to work on: a class of images there would be left out in silence.</summary>
    [TestMethod]
    public void ResultsDoNotGoWhereImagesLie()
    {
        CopyImages("classes");
        var before = Directory.GetFileSystemEntries(In("classes"), "*", SearchOption.AllDirectories);
        var refused = MaskOf("classes", "classes/square-dots", "--labels", "predicted");
        Assert.AreEqual(2, refused.ExitCode);
        StringAssert.Contains(refused.Error, "where images lie such as");
        CollectionAssert.AreEqual(before, Directory.GetFileSystemEntries(In("classes"), "*", SearchOption.AllDirectories));

        Assert.AreEqual(0, MaskOf("classes", "classes/masks", "--labels", "predicted").ExitCode);
        var elsewhere = MaskOf("classes", "classes-masks", "--labels", "predicted", "--boxes-only");
        StringAssert.Contains(elsewhere.Output, "Left out the folder masks: it holds the results of an earlier call (boxes.jsonl).");
        StringAssert.Contains(elsewhere.Output, "20 images in classes-masks");
    }

    [TestMethod]
    public void ACorruptImageStopsOrIsSkippedAndNamed()
    {
        Directory.CreateDirectory(In("corrupt/square-dots"));
        File.Copy(Directory.GetFiles(In("images/square-dots")).Order(StringComparer.Ordinal).First(), In("corrupt/square-dots/good.png"), overwrite: true);
        File.WriteAllText(In("corrupt/square-dots/bad.png"), "no image");
        var stopped = Invocation.Of(Folder, "mask", "--model", "mask.onnx", "--images", "corrupt", "--out", "stopped");
        Assert.AreEqual(1, stopped.ExitCode, "what was done stays");
        StringAssert.Contains(stopped.Error, "bad.png");
        StringAssert.Contains(stopped.Error, "--on-corrupt skip");
        var skipped = Invocation.Of(Folder, "mask", "--model", "mask.onnx", "--images", "corrupt", "--out", "stopped", "--on-corrupt", "skip");
        Assert.AreEqual(0, skipped.ExitCode, skipped.Error);
        StringAssert.Contains(skipped.Output, "Left out square-dots/bad.png");
        StringAssert.Contains(skipped.Output, "1 image left out");
        Assert.DoesNotContain("--set", skipped.Output, "of other commands");
    }

    /// <summary>Images are used as they are stored unless it is asked otherwise; a folder is not gone on with the other way.</summary>
    [TestMethod]
    public void ImagesAreTurnedAsTheyAskWhereThatIsWanted()
    {
        Directory.CreateDirectory(In("turned/square-dots"));
        File.WriteAllBytes(In("turned/square-dots/0.jpg"), CheckTests.TurnedJpeg());
        foreach (var (choice, sides) in new (string[], string)[] { ([], "\"height\":8,\"width\":16"), (["--exif-rotation", "ignore"], "\"height\":8,\"width\":16"), (["--exif-rotation", "apply"], "\"height\":16,\"width\":8") })
        {
            var output = $"turned-{string.Concat(choice)}";
            Assert.AreEqual(0, Invocation.Of(Folder, ["mask", "--model", "mask.onnx", "--images", "turned", "--out", output, .. choice]).ExitCode);
            StringAssert.Contains(File.ReadAllText(In($"{output}/boxes.jsonl")), sides);
            var image = ImageCodec.Decode(File.ReadAllBytes(Directory.GetFiles(In($"{output}/images"), "*.png", SearchOption.AllDirectories).Single()), "image");
            StringAssert.Contains(sides, $"\"height\":{image.Height},\"width\":{image.Width}");
        }
        var other = Invocation.Of(Folder, "mask", "--model", "mask.onnx", "--images", "turned", "--out", "turned-", "--exif-rotation", "apply");
        Assert.AreEqual(2, other.ExitCode);
        StringAssert.Contains(other.Error, "rotation");
        var compress = Invocation.Of(Folder, "compress", "--model", "mask.onnx", "--images", "turned", "--budget", "1/class", "--out", "turned.db", "--exif-rotation", "apply");
        Assert.AreEqual(0, compress.ExitCode, compress.Error);
        StringAssert.Contains(compress.Output, "9 classes of the model's 10 have no image, and their shares of the budget stay empty.");
        using var store = ExemplarStore.OpenReadOnly(In("turned.db"));
        Assert.AreEqual((16, 8), (store.Snapshot.Entries.Single().Height, store.Snapshot.Entries.Single().Width));
    }

    [TestMethod]
    public void WhatIsExtractedFromAMemoryIsMaskedByItsFolders()
    {
        var extract = Invocation.Of(Folder, "memory", "extract", "run", "--out", "extracted");
        Assert.AreEqual(0, extract.ExitCode, extract.Error);
        foreach (var arguments in new[] { "mask --model mask.onnx --images extracted --labels folders --out extracted-masks --boxes-only", "compress --model mask.onnx --images extracted --labels folders --budget 2/class --out extracted.db" })
        {
            var done = Invocation.Of(Folder, arguments.Split(' '));
            Assert.AreEqual(0, done.ExitCode, done.Error);
        }
    }

    [TestMethod]
    public void CompressFillsAMemory()
    {
        var compress = Invocation.Of(Folder, "compress", "--model", "mask.onnx", "--images", "images", "--budget", "1/class", "--labels", "predicted", "--out", "memory.db");
        Assert.AreEqual(0, compress.ExitCode, compress.Error);
        using var store = ExemplarStore.OpenReadOnly(In("memory.db"));
        Assert.IsNotEmpty(store.Snapshot.Entries);
        Assert.IsTrue(store.Snapshot.Usage.Classes.All(one => one.ImageEquivalents <= 1 + 1e-9));
        Assert.IsFalse(File.Exists(In("memory.db.boxes.jsonl")), "the intermediate file is gone");
        var again = Invocation.Of(Folder, "compress", "--model", "mask.onnx", "--images", "images", "--budget", "1/class", "--out", "memory.db");
        Assert.AreEqual(2, again.ExitCode);
        StringAssert.Contains(again.Error, "memory.db exists");
    }

    [TestMethod]
    public void ResultsInsideTheFolderOfImagesAreNoImages()
    {
        CopyImages("own");
        foreach (var call in new[] { "first", "second" })
        {
            var mask = Invocation.Of(Folder, "mask", "--model", "mask.onnx", "--images", "own", "--out", "own/masks", "--overlay");
            Assert.AreEqual(0, mask.ExitCode, mask.Error);
            StringAssert.Contains(mask.Output, "20 images in own/masks", call);
            File.Delete(In("own/masks/boxes.jsonl"));
        }
        var among = Invocation.Of(Folder, "mask", "--model", "mask.onnx", "--images", "own", "--out", "own");
        Assert.AreEqual(2, among.ExitCode);
        StringAssert.Contains(among.Error, "Choose another folder with --out");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void ALinkToTheFolderAboveAddsNoImages()
    {
        Directory.CreateDirectory(In("linked/square-dots"));
        File.Copy(Directory.GetFiles(In("images/square-dots")).Order(StringComparer.Ordinal).First(), In("linked/square-dots/0.png"));
        Directory.CreateSymbolicLink(In("linked/square-dots/loop"), "..");
        var mask = Invocation.Of(Folder, "mask", "--model", "mask.onnx", "--images", "linked", "--out", "linked-masks", "--boxes-only");
        Assert.AreEqual(0, mask.ExitCode, mask.Error);
        StringAssert.Contains(mask.Output, "1 image in linked-masks");
    }

    [TestMethod]
    public void ABudgetThatHoldsNothingIsRefusedAndOneOfBytesIsShownInBytes()
    {
        var nothing = Invocation.Of(Folder, "compress", "--model", "mask.onnx", "--images", "images", "--budget", "3", "--labels", "predicted", "--out", "nothing.db");
        Assert.AreEqual(2, nothing.ExitCode, nothing.Output);
        StringAssert.Contains(nothing.Error, "The budget 3 gives each of the model's 10 classes less than one image");
        StringAssert.Contains(nothing.Error, "Use --budget 10 or more");
        Assert.IsEmpty(Directory.GetFiles(Folder, "nothing*"));
        foreach (var tooFew in new[] { "1KiB", "16KiB" })
        {
            nothing = Invocation.Of(Folder, "compress", "--model", "mask.onnx", "--images", "images", "--budget", tooFew, "--labels", "predicted", "--out", "nothing.db");
            Assert.AreEqual(2, nothing.ExitCode, nothing.Output);
            Assert.AreEqual("", string.Join(' ', Directory.GetFiles(Folder, "nothing*")), "nothing is left");
        }
        var bytes = Invocation.Of(Folder, "compress", "--model", "mask.onnx", "--images", "images", "--budget", "200KiB", "--labels", "predicted", "--out", "bytes.db");
        Assert.AreEqual(0, bytes.ExitCode, bytes.Error);
        StringAssert.Contains(bytes.Output, "KiB of 200.0 KiB (");
        Assert.DoesNotContain("image equivalents", bytes.Output);
    }

    [TestMethod]
    public void ARunFolderNamesItsMemoryAndAPageWithoutLibtorchShowsNoHeatmaps()
    {
        foreach (var command in new[] { "show", "verify" })
            Assert.AreEqual(0, Invocation.Of(Folder, "memory", command, "run").ExitCode, command);
        var page = Invocation.Of(Folder, new Dictionary<string, string> { ["CIMCIL_LIBTORCH"] = In("images") }, "memory", "gallery", "run", "--out", "page.html");
        Assert.AreEqual(0, page.ExitCode, page.Error);
        StringAssert.Contains(page.Output, "The page shows no heatmaps: CIMCIL_LIBTORCH is");
        StringAssert.Contains(page.Output, "exemplars to page.html");
    }

    [TestMethod]
    public void MaskAndCompressNeedNoLibtorch()
    {
        var bare = In("bare");
        CopyWithoutTensors(AppContext.BaseDirectory, bare);
        foreach (var arguments in new[] { "mask --model mask.onnx --images images --out without", "compress --model mask.onnx --images images --budget 2/class --out without.db" })
        {
            var done = Invocation.From(Path.Combine(bare, "cimcil.dll"), Folder, new() { ["NUGET_PACKAGES"] = bare }, arguments.Split(' '));
            Assert.AreEqual(0, done.ExitCode, done.Error);
        }
        Mask("with");
        CollectionAssert.AreEqual(File.ReadAllLines(In("with/boxes.jsonl")), File.ReadAllLines(In("without/boxes.jsonl")));
        var export = Invocation.From(Path.Combine(bare, "cimcil.dll"), Folder, new() { ["NUGET_PACKAGES"] = bare }, "export", "run", "--out", "none.onnx");
        Assert.AreEqual(1, export.ExitCode, "libtorch is really absent there");
    }

    [TestMethod]
    public void AFolderNamesItsOnlyModel()
    {
        Directory.CreateDirectory(In("models"));
        File.Copy(In("mask.onnx"), In("models/mask.onnx"));
        var mask = Invocation.Of(Folder, "mask", "--model", "models", "--images", "images", "--out", "by-folder", "--boxes-only");
        Assert.AreEqual(0, mask.ExitCode, mask.Error);
        File.Copy(In("mask.onnx"), In("models/other.onnx"));
        var several = Invocation.Of(Folder, "mask", "--model", "models", "--images", "images", "--out", "by-folder");
        Assert.AreEqual(2, several.ExitCode);
        StringAssert.Contains(several.Error, "models is a folder with 2 files that may be a model. Name one of them:");
        StringAssert.Contains(several.Error, Path.Combine("models", "other.onnx"));
        StringAssert.Contains(Invocation.Of(Folder, "mask", "--model", "run", "--images", "images").Error, "run is a folder without an ONNX file: --model names a mask model, which is written by 'cimcil export run --out run/mask.onnx'");
    }

    [TestMethod]
    [DataRow("export nowhere --out b.onnx", "nowhere is no run folder")]
    [DataRow("export run --out mask.onnx", "mask.onnx exists already")]
    [DataRow("export run --out b.onnx --network student", "no weights of a network 'student'")]
    [DataRow("export run --out b.onnx --phase 9", "phases 0 to 1")]
    [DataRow("export run --out b.onnx --precision half", "float32 or float16")]
    [DataRow("export run --out b.onnx --batch-size 0", "from 1 to 4096")]
    [DataRow("mask --images images", "--model")]
    [DataRow("mask --model nowhere.onnx --images images", "nowhere.onnx does not exist")]
    [DataRow("mask --model run/config.json --images images", "no ONNX file")]
    [DataRow("mask --model mask.onnx --images nowhere", "does not exist: --images")]
    [DataRow("mask --model mask.onnx --images run --labels folders", "holds no image")]
    [DataRow("mask --model mask.onnx --images images --labels list.txt", "--labels cannot be 'list.txt'")]
    [DataRow("mask --model mask.onnx --images images --provider gpu", "no provider 'gpu'")]
    [DataRow("mask --model mask.onnx --images images --exif-rotation turn", "--exif-rotation cannot be 'turn': it is ignore or apply")]
    [DataRow("mask --model mask.onnx --images images --out other --provider directml", "built without DirectML")]
    [DataRow("mask --model mask.onnx --images images --boxes-only --overlay", "--boxes-only writes no images")]
    [DataRow("compress --model mask.onnx --images images --budget lots --out c.db", "--budget cannot be 'lots'")]
    public void AMistakeIsOneMessageAndLeavesNothing(string arguments, string expected)
    {
        var mistake = Invocation.Of(Folder, arguments.Split(' '));
        Assert.AreEqual(2, mistake.ExitCode, mistake.Output);
        StringAssert.Contains(mistake.Error, expected);
        Assert.IsFalse(File.Exists(In("b.onnx")) || File.Exists(In("c.db")));
    }

    [TestMethod]
    public void AdaptersSaysWhatThereIsAndWhyNotTheRest()
    {
        var adapters = Invocation.Of(Folder, "adapters");
        Assert.AreEqual(0, adapters.ExitCode, adapters.Error);
        foreach (var part in new[] { "directml: not here.", "cuda: not here.", "cpu" })
            StringAssert.Contains(adapters.Output, part);
    }

    /// <summary>Copies the program, but nothing of libtorch and nothing for other systems.</summary>
    private static void CopyWithoutTensors(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            var name = Path.GetFileName(file);
            var isNative = name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal) || name.EndsWith(".dylib", StringComparison.Ordinal) || relative.StartsWith("runtimes", StringComparison.Ordinal);
            // Playwright's Node.js is no part of the program.
            if (relative.StartsWith(".playwright", StringComparison.Ordinal))
                continue;
            if (isNative && !name.Contains("onnxruntime", StringComparison.Ordinal) && !name.Contains("Skia", StringComparison.Ordinal) && !name.Contains("sqlite", StringComparison.Ordinal))
                continue;
            var target = Path.Combine(to, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void CopyImages(string to)
    {
        foreach (var file in Directory.GetFiles(In("images"), "*.png", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(In(to), Path.GetRelativePath(In("images"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string[] NamesIn(string folder) => [.. Directory.GetFiles(In(folder), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(In(folder), file))];

    private static Invocation MaskOf(string images, string output, string option, params string[] more) =>
        Invocation.Of(Folder, ["mask", "--model", "mask.onnx", "--images", images, "--out", output, option, .. more]);

    private static Invocation Mask(string output, params string[] more) =>
        Invocation.Of(Folder, ["mask", "--model", "mask.onnx", "--images", "images", "--out", output, .. more]);

    private static string In(string relative) => Path.Combine([Folder, .. relative.Split('/')]);
}
