using System.Text;
using System.Text.Json;
using CimCil.Data;
using CimCil.Tests.Data.Folders;

namespace CimCil.Cli.Tests;

/// <summary><c>doctor</c> and <c>data check</c> on set-ups that are broken on purpose, and <c>plan</c>.</summary>
[TestClass]
public sealed class CheckTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-check-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void TheDoctorFindsAHealthyMachine()
    {
        var healthy = Invocation.Of(_folder, "doctor");
        Assert.AreEqual(0, healthy.ExitCode, healthy.Output + healthy.Error);
        foreach (var part in new[] { "runtime: .NET 10", "libtorch: 2.10", "image codecs", "SQLite", "cpu", "cuda", "ONNX Runtime", "memory", "write access", "disk", "training: loss from", "Nothing must be mended" })
            StringAssert.Contains(healthy.Output, part);
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder), "the doctor leaves nothing behind");
    }

    [TestMethod]
    public void TheDoctorNamesAMissingLibraryAndStillLooksAtTheRest()
    {
        var broken = Invocation.Of(_folder, new Dictionary<string, string> { ["CIMCIL_LIBTORCH"] = _folder }, "doctor");
        Assert.AreEqual(1, broken.ExitCode, broken.Error);
        StringAssert.Contains(broken.Output, $"BAD     libtorch: CIMCIL_LIBTORCH is {_folder}, which holds no");
        StringAssert.Contains(broken.Output, "ok      write access");
        StringAssert.Contains(broken.Output, "2 must be mended");
    }

    [TestMethod]
    public void TheDoctorNamesAPlaceThatCannotBeWritten()
    {
        File.WriteAllText(In("file"), "");
        var broken = Invocation.Of(_folder, "doctor", "--out", "file/runs");
        Assert.AreEqual(1, broken.ExitCode, broken.Error);
        StringAssert.Contains(broken.Output, "BAD     write access");
        StringAssert.Contains(broken.Output, "--out DIR");
    }

    [TestMethod]
    public void AWholeFolderHasNothingToMend()
    {
        WriteFolder(["a", "b"]);
        var check = Invocation.Of(_folder, "data", "check", "images");
        Assert.AreEqual(0, check.ExitCode, check.Output + check.Error);
        foreach (var part in new[] { "2 classes, 8 training and 4 test images", "SHA-256", "all 12 images decode", "no test image is a training image", "Nothing must be mended" })
            StringAssert.Contains(check.Output, part);
    }

    [TestMethod]
    public void AWrongFolderLevelIsNamed()
    {
        WriteFolder(["a", "b"]);
        ShouldFind(["images/train"], "BAD     layout", "data.root is the folder above", "Name instead ");
        Directory.CreateDirectory(In("outer"));
        Directory.Move(In("images"), In("outer/images"));
        ShouldFind(["outer"], "BAD     layout", "data.root is the folder that holds train");
    }

    [TestMethod]
    public void AClassMissingInTheTestPartIsNamed()
    {
        WriteFolder(["a", "b", "gone"]);
        Directory.Delete(In("images/test/gone"), recursive: true);
        ShouldFind(["images"], "lacks a folder for gone", "Add the folder with its images");
    }

    [TestMethod]
    public void UnreadableFilesAreAllNamed()
    {
        WriteFolder(["a", "b"]);
        File.WriteAllText(In("images/train/a/0.png"), "no image");
        var whole = File.ReadAllBytes(In("images/test/b/0.png"));
        File.WriteAllBytes(In("images/test/b/0.png"), whole[..(whole.Length / 2)]);
        ShouldFind(["images"], "2 of 12 images cannot be read", Path.Combine("train/a", "0.png"), Path.Combine("test/b", "0.png"), "onCorruptImage=skip");
    }

    [TestMethod]
    public void ATestImageThatIsATrainingImageIsNamed()
    {
        WriteFolder(["a", "b"]);
        File.Copy(In("images/train/a/0.png"), In("images/test/a/0.png"), overwrite: true);
        var check = Invocation.Of(_folder, "data", "check", "images");
        Assert.AreEqual(0, check.ExitCode, check.Error);
        StringAssert.Contains(check.Output, "look    duplicates: 1 test image is a training image too");
        StringAssert.Contains(check.Output, "test/a/0.png is train/a/0.png");
    }

    [TestMethod]
    public void FilesThatAreNotUsedAreCountedByTheirEndings()
    {
        WriteFolder(["a", "b"]);
        Directory.CreateDirectory(In("images/train/a/deeper"));
        File.Move(In("images/train/a/0.png"), In("images/train/a/deeper/0.png"));
        foreach (var name in new[] { "1.heic", "2.heic", "deeper/3.avif" })
            File.WriteAllText(In($"images/train/a/{name}"), "not read");
        var check = Invocation.Of(_folder, "data", "check", "images");
        Assert.AreEqual(0, check.ExitCode, check.Output + check.Error);
        StringAssert.Contains(check.Output, "8 training and 4 test images");
        StringAssert.Contains(check.Output, "look    unused files: 3 files are not used: 2 .heic, 1 .avif");
    }

    [TestMethod]
    public void WhatStandsOutInTheFoldersIsSaid()
    {
        WriteFolder(["a", "b"]);
        File.Copy(In("images/train/a/0.png"), In("images/train/loose.png"));
        Directory.CreateDirectory(In("images/val/a"));
        var check = Invocation.Of(_folder, "data", "check", "images");
        Assert.AreEqual(0, check.ExitCode, check.Output + check.Error);
        StringAssert.Contains(check.Output, "look    loose images: 1 image lies directly in ");
        StringAssert.Contains(check.Output, "(loose.png) and is not used");
        StringAssert.Contains(check.Output, "has the folders test and val: test is the test part, and val is not used");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void ClassesThatLookTheSameAreNamed()
    {
        WriteFolder(["caf\u00e9", "cafe\u0301"]);
        ShouldFind(["images"], "BAD     classes: 2 classes are called caf\u00e9, in different Unicode forms of the same letters (63616665cc81 and 636166c3a9)", "If they are one class");
    }

    /// <summary>A pipe is not opened: that would wait for someone who writes.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [Timeout(120_000)]
    public void APipeIsNamed()
    {
        WriteFolder(["a", "b"]);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [In("images/train/a/9.png")]))
            made.WaitForExit();
        ShouldFind(["images"], "1 of 13 images cannot be read", "is empty, or a pipe, socket or device");

        Directory.CreateDirectory(In("images/val"));
        Directory.CreateDirectory(In("sweep"));
        foreach (var name in new[] { "classes.txt", "images/train-images-idx3-ubyte", "weights.pth", "model.onnx", "memory.db", "sweep/sweep.json" })
        {
            using var made = System.Diagnostics.Process.Start("mkfifo", [In(name)]);
            made.WaitForExit();
        }
        ShouldFind(["imagenet100-lfs-10-foster-cim", "--data", "images", "--set", "data.classes=fromFile", "--set", "data.classListFile=classes.txt"], "lists no class");
        ShouldFind(["images"], "train-images-idx3-ubyte is empty, or a pipe, socket or device");
        foreach (var command in new[] { "weights show weights.pth", "weights convert weights.pth weights.safetensors", "weights diff weights.pth weights.pth", "mask --model model.onnx --images images --out masks", "memory show memory.db", "memory verify memory.db" })
        {
            var invocation = Invocation.Of(_folder, command.Split(' '));
            Assert.AreEqual(2, invocation.ExitCode, command);
            Assert.Contains("is empty, or a pipe, socket or device", invocation.Error, command);
        }

        var status = Invocation.Of(_folder, "sweep", "status", "sweep");
        Assert.AreEqual(2, status.ExitCode);
        Assert.Contains("sweep.json is not what a sweep wrote", status.Error);
    }

    /// <summary>What writes holds the console; the second signal ends it all the same.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [Timeout(120_000)]
    public void SignalsEndACommandWhoseOutputNobodyReads()
    {
        // More than a pipe holds.
        var tensors = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"\"t{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"));
        var header = Encoding.UTF8.GetBytes($"{{{tensors}}}");
        File.WriteAllBytes(In("many.safetensors"), [.. BitConverter.GetBytes((long)header.Length), .. header]);
        using var process = Invocation.Start(_folder, "weights", "show", "many.safetensors");
        process.StandardOutput.Read();
        while (!process.HasExited)
        {
            using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]);
            kill.WaitForExit();
            process.WaitForExit(500);
        }
        Assert.AreEqual(128 + 15, process.ExitCode);
    }

    /// <summary>Code 2 says that nothing was changed; of a run that had begun it is a failure, and what was done is gone on with.</summary>
    [TestMethod]
    public void AnImageThatProvesDamagedInARunIsAFailureThatTheRunGoesOnFrom()
    {
        WriteFolder(["a", "b"]);
        var image = new RgbImage(16, 16);
        new Random(1).NextBytes(image.Pixels);
        var webP = ImageCodec.EncodeWebPLossless(image);
        webP.AsSpan(24, webP.Length - 32).Fill(0xFF);
        File.WriteAllBytes(In("images/test/b/0.png"), webP);
        string[] settings =
            ["data.kind=image-folder", "data.imageSide=16", "data.testResize=16", "phases.classes=2", "phases.firstPhase=1", "phases.classesPerPhase=1", "network.width=4", "network.stageBlocks=1", "learner.kind=finetune",
            "mask.kind=full-images", "training.firstPhase.epochs=1", "training.laterPhases.epochs=1", "training.batchSize=4", "memory.budget=4", "evaluation.topK=1"];
        var failed = Invocation.Of(_folder, ["run", "shapes", "--out", "run", "--data", "images", "--no-tensorboard", .. settings.SelectMany(setting => new[] { "--set", setting })]);
        StringAssert.Contains(failed.Error, Path.Combine("test/b", "0.png"));
        StringAssert.Contains(failed.Error, "What was done stays; 'cimcil resume run' goes on with it.");
        Assert.AreEqual(1, failed.ExitCode);
        Assert.AreEqual(0, Invocation.Of(_folder, "resume", "run", "--set", "data.onCorruptImage=skip", "--no-tensorboard").ExitCode);
    }

    [TestMethod]
    public void ImagesThatAskToBeTurnedAreCounted()
    {
        WriteFolder(["a", "b"]);
        File.WriteAllBytes(In("images/train/a/0.png"), TurnedJpeg());
        var check = Invocation.Of(_folder, "data", "check", "images");
        Assert.AreEqual(0, check.ExitCode, check.Output + check.Error);
        StringAssert.Contains(check.Output, "look    rotation: 1 of 12 images asks viewers to turn or mirror it (EXIF), such as train/a/0.png; they are used as they are stored, as torchvision does");
        StringAssert.Contains(check.Output, "-> Turn them with --set data.exifRotation=apply");
        var applied = Invocation.Of(_folder, "data", "check", "food101-lfs-10-foster-cim", "--set", "data.kind=image-folder", "--data", "images", "--set", "data.exifRotation=apply");
        StringAssert.Contains(applied.Output, "ok      rotation: 1 of 12 images asks");
    }

    /// <summary>Stored with 8 rows and 16 columns, and to be turned to 16 and 8.</summary>
    internal static byte[] TurnedJpeg()
    {
        var jpeg = ImageCodec.EncodeJpeg(new RgbImage(8, 16), 90);
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    [TestMethod]
    public void AnIncompleteKnownDatasetIsNamed()
    {
        WriteFood(classCount: 3, train: 2, test: 1);
        ShouldFind(["food-101"], "Food-101 has 101 classes, and here are 3");
        ShouldFind(["food101-lfs-10-foster-cim", "--data", "food-101"], "Food-101 has 101 classes, and here are 3");
    }

    [TestMethod]
    public void AHundredClassesOfImageNetAreComparedWithThePublishedLists()
    {
        ImageNetTree.Write(In("known"), ImageNetTree.Classes.Take(100));
        var known = Invocation.Of(_folder, "data", "check", "known");
        Assert.AreEqual(0, known.ExitCode, known.Output + known.Error);
        StringAssert.Contains(known.Output, "ok      class list: the first hundred classes of ImageNet-1000");
        StringAssert.Contains(known.Output, "Nothing must be mended.");
        ImageNetTree.Write(In("unknown"), ImageNetTree.Classes.TakeLast(100));
        var unknown = Invocation.Of(_folder, "data", "check", "unknown");
        Assert.AreEqual(0, unknown.ExitCode, unknown.Output + unknown.Error);
        StringAssert.Contains(unknown.Output, "look    class list: 100 WordNet ids that are none of the known ImageNet-100 lists");
        StringAssert.Contains(unknown.Output, "-> Results are not comparable with published ones");
    }

    [TestMethod]
    public void AnExperimentOnImageNetNeedsItsClasses()
    {
        ImageNetTree.Write(In("imagenet"), ImageNetTree.Classes);
        string[] experiment = ["imagenet100-lfs-10-foster-cim", "--data", "imagenet"];
        var right = Invocation.Of(_folder, ["data", "check", .. experiment]);
        Assert.AreEqual(0, right.ExitCode, right.Output + right.Error);
        StringAssert.Contains(right.Output, "ok      class list: LUCIR's ImageNet-100 (seed 1993), SHA-256 fce943fa");
        foreach (var part in new[] { "train", "val" })
            Directory.Move(In($"imagenet/{part}/n01729322"), In($"imagenet/{part}/n99999999"));
        ShouldFind(experiment, "BAD     class list: the classes drawn are not those of LUCIR's", "n99999999 stands where n01729322 belongs", "-> Unpack the archives of ILSVRC2012 again");
    }

    [TestMethod]
    public void AnUnknownNameIsRefused()
    {
        var refused = Invocation.Of(_folder, "data", "check", "nowhere");
        Assert.AreEqual(2, refused.ExitCode);
        StringAssert.Contains(refused.Error, "neither an experiment nor a folder");
    }

    [TestMethod]
    public void ThePlanShowsPhasesStepsDiskAndTime()
    {
        var plan = Invocation.Of(_folder, "plan", "shapes", "--wide", "--device", "cpu", "--workers", "1", "--set", "network.width=4", "--set", "network.stageBlocks=1,1");
        Assert.AreEqual(0, plan.ExitCode, plan.Error);
        // 45 epochs of 400 images in batches of 32, and 45 x 2 mask steps.
        StringAssert.Contains(plan.Output, "    0            4     400          0      45    585          90  ");
        foreach (var part in new[] { "Time: about", "images/s are loaded", "Disk: about", "Main memory" })
            StringAssert.Contains(plan.Output, part);
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
    }

    /// <summary>A class of six images keeps six exemplars, whatever the budget has room for.</summary>
    [TestMethod]
    public void ThePlanKeepsNoMoreExemplarsThanThereAreImages()
    {
        string[] settings = ["data.trainImagesPerClass=6", "data.testImagesPerClass=1", "data.imageSide=32", "data.testResize=32", "network.width=4", "network.stageBlocks=1,1"];
        var plan = Invocation.Of(_folder, ["plan", "shapes", "--json", "--device", "cpu", "--workers", "1", .. settings.SelectMany(setting => new[] { "--set", setting })]);
        Assert.AreEqual(0, plan.ExitCode, plan.Error);
        using var json = JsonDocument.Parse(plan.Output);
        var exemplars = json.RootElement.GetProperty("phases").EnumerateArray().Select(phase => (phase.GetProperty("fewestExemplars").GetInt32(), phase.GetProperty("mostExemplars").GetInt32())).ToArray();
        CollectionAssert.AreEqual(new[] { (0, 0), (24, 24), (36, 36), (48, 48) }, exemplars);
    }

    private void ShouldFind(string[] arguments, params string[] words)
    {
        var check = Invocation.Of(_folder, ["data", "check", .. arguments]);
        Assert.AreEqual(1, check.ExitCode, check.Output + check.Error);
        foreach (var part in words)
            StringAssert.Contains(check.Output, part);
    }

    /// <summary>Four training and two test images of each class, all different.</summary>
    private void WriteFolder(string[] classes)
    {
        byte shade = 0;
        foreach (var name in classes)
        {
            foreach (var (part, count) in new[] { ("train", 4), ("test", 2) })
            {
                var folder = Directory.CreateDirectory(In($"images/{part}/{name}"));
                for (var i = 0; i < count; i++)
                {
                    shade += 5;
                    File.WriteAllBytes(Path.Combine(folder.FullName, $"{i}.png"), ImageCodec.EncodePng(new RgbImage(4, 4, [.. Enumerable.Repeat(shade, 48)])));
                }
            }
        }
    }

    /// <summary>Food-101's layout with one tiny image under many names.</summary>
    private void WriteFood(int classCount, int train, int test)
    {
        var image = ImageCodec.EncodePng(new RgbImage(2, 2));
        Directory.CreateDirectory(In("food-101/meta"));
        var (trainList, testList) = (new List<string>(), new List<string>());
        for (var c = 0; c < classCount; c++)
        {
            var folder = Directory.CreateDirectory(In($"food-101/images/dish_{c:D3}"));
            for (var i = 0; i < train + test; i++)
            {
                File.WriteAllBytes(Path.Combine(folder.FullName, $"{i}.jpg"), image);
                (i < train ? trainList : testList).Add($"dish_{c:D3}/{i}");
            }
        }
        File.WriteAllLines(In("food-101/meta/train.txt"), trainList);
        File.WriteAllLines(In("food-101/meta/test.txt"), testList);
    }

    private string In(string path) => Path.Combine(_folder, path);
}
