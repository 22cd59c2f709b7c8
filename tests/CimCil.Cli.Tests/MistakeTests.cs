using System.Diagnostics;
using System.Globalization;
using SkiaSharp;

namespace CimCil.Cli.Tests;

/// <summary>Every mistake of a user gives one message with what to do, exit code 2 and no run folder.</summary>
[TestClass]
public sealed class MistakeTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-cli-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("run shap", "no experiment shap", "shapes")]
    [DataRow("validate shap", "no experiment shap", "shapes")]
    [DataRow("describe shap", "no experiment shap", "shapes")]
    [DataRow("run", "needs the name of an experiment", "cimcil list")]
    [DataRow("", "command is missing", "list, describe, validate, run, ")]
    [DataRow("lst", "no command 'lst'", "list")]
    [DataRow("run shapes --sed 3", "no option --sed", "--seed")]
    [DataRow("run --sed 3 shapes", "no option --sed", "--seed")]
    [DataRow("report --bogus", "no option --bogus", "cimcil report --help")]
    [DataRow("compare a --bogus", "no option --bogus", "cimcil compare --help")]
    [DataRow("compare a --wid", "no option --wid", "--wide")]
    [DataRow("memory merge a.db --bogus --out z.db", "no option --bogus", "cimcil memory merge --help")]
    [DataRow("compare -- --bogus", "--bogus does not exist", "that a run printed")]
    [DataRow("run shapes --quick=yes", "--quick takes no value", "leave 'yes' out")]
    [DataRow("-- run shapes", "'run' stands behind --", "Leave the -- out")]
    [DataRow("completion", "completion needs SHELL", "bash, zsh, fish or pwsh")]
    [DataRow("export none --out none/dir/x.onnx", "none/dir/x.onnx cannot be written: the folder none/dir does not exist", "Make it")]
    [DataRow("export none --out .", "it is a folder", "Name a file in it")]
    [DataRow("compress --model m.onnx --images i --budget 2 --out none/x.db", "none/x.db cannot be written: the folder none does not exist", "Make it")]
    [DataRow("compress --model m.onnx --images i --budget 2 --out .", "it is a folder", "Name a file in it")]
    [DataRow("memory merge a.db b.db --out none/x.db", "the folder none does not exist", "Make it")]
    [DataRow("run shapes extra", "one argument too many", "--help")]
    [DataRow("run shapes --seed", "--seed needs a value", "N")]
    [DataRow("run shapes --seed 1 --seed 2", "--seed is given 2 times", "all but one")]
    [DataRow("run shapes --set mask=full-images", "mask is a section", "mask.kind, mask.compressionRatio")]
    [DataRow("report nowhere", "nowhere does not exist", "that a run printed")]
    [DataRow("run shapes --seed three", "seed cannot be 'three'", "whole number")]
    [DataRow("run shapes --seed -1", "seed is -1", "from 0")]
    [DataRow("run shapes --device gpu", "no device 'gpu'", "cuda")]
    [DataRow("run shapes --device cuda:4095", "cuda:4095", "--device cpu")]
    [DataRow("run shapes --workers 0", "--workers cannot be '0'", "from 1")]
    [DataRow("run shapes --set mask.treshold=0.5", "no setting mask.treshold", "mask.threshold")]
    [DataRow("run shapes --set mask.threshold", "path=value", "--set seed=2")]
    [DataRow("run shapes --set learner.kind=replay --set learner.compression.epochs=3", "no setting learner.compression.epochs where learner.kind is replay: it belongs to foster", "learner.kind=foster")]
    [DataRow("run shapes --set network.stageBlocks=", "network.stageBlocks is empty: it must not be empty", "a list such as a,b,c that is not empty, each a whole number from 1 to 64")]
    [DataRow("run --out", "--out needs a value", "--out DIR")]
    [DataRow("run shapes --set mask.threshold=high", "mask.threshold cannot be 'high'", "from 0 to 1")]
    [DataRow("run shapes --set mask.kind=cam", "mask.kind cannot be 'cam'", "class-activation")]
    [DataRow("run shapes --set memory.budget=0", "memory.budget is 0", "memory.budget")]
    [DataRow("run shapes --set phases.firstPhase=20", "phases.", "20")]
    [DataRow("run shapes --set phases.classes=8", "phases.classes is 8", "phases.classes=10")]
    [DataRow("run shapes --data images", "--data", "Leave --data out")]
    [DataRow("memory extract memory.db", "extract needs --out DIR", "A new or empty folder")]
    [DataRow("memory extract memory.db --out", "--out needs a value", "--out DIR")]
    [DataRow("memory show .", "is a folder without a memory.db", "a run folder that has one")]
    public void AMistakeInTheCommandLine(string arguments, string thing, string fix) => Check(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), thing, fix);

    [TestMethod]
    public void AFolderThatDoesNotExist() => Check(OnFolder("nowhere"), Path.Combine(_folder, "nowhere"), "--data");

    /// <summary>A variable of a shell that is not set.</summary>
    [TestMethod]
    [DataRow("RUN", "resume", "")]
    [DataRow("RUN", "compare", "a", "")]
    [DataRow("FILE", "weights", "show", "")]
    [DataRow("NAME", "run", "")]
    [DataRow("--out", "run", "shapes", "--out", "")]
    [DataRow("--model", "mask", "--model", "", "--images", "a", "--out", "b")]
    public void AnEmptyValue(string name, params string[] arguments) => Check(arguments, $"{name} is empty", "--help' to see what fits");

    /// <summary>The order in which they are typed does not tell which one is meant.</summary>
    [TestMethod]
    public void AnOptionAndTheSettingThatItIsShortFor()
    {
        Check(["describe", "shapes", "--set", "seed=3", "--seed", "4"], "--seed 4 and --set seed=3", "Leave one of them out");
        Check(["plan", "photographs", "--data", "a", "--set", "data.Root = b"], "--data a and --set data.Root = b", "Leave one of them out");
        Check(["sweep", "photographs", "--seeds", "1", "--data", "a", "--set", "data.root=b"], "--data a and --set data.root=b", "Leave one of them out");
    }

    /// <summary>Before anything takes time.</summary>
    [TestMethod]
    [DataRow("notes.txt")]
    [DataRow("notes.txt/a/b")]
    public void ARunFolderThatIsOrLiesBelowAFile(string place)
    {
        File.WriteAllText(In("notes.txt"), "");
        Check(["run", "shapes", "--out", place], $"{In("notes.txt")} is a file, and a run needs a folder", "--out DIR");
        Assert.AreEqual("", Invocation.Of(_folder, "run", "shapes", "--out", place).Output);
        Check(["sweep", "shapes", "--seeds", "1", "--out", place], $"{In("notes.txt")} is a file, and a sweep needs a folder", "--out DIR");
        Check(["report", "notes.txt"], $"{In("notes.txt")} is a file: a run is a folder", "that a run printed");
    }

    [TestMethod]
    public void AnEmptyClassFolder()
    {
        MakeImages();
        Directory.CreateDirectory(In("data", "train", "c"));
        Directory.CreateDirectory(In("data", "test", "c"));
        Check(OnFolder("data", "phases.classes=3"), In("data", "train", "c"), "image");
    }

    [TestMethod]
    [DataRow("train", "a", "2.jpg")]
    [DataRow("train", "b", "3.jpg")]
    [DataRow("test", "b", "0.jpg")]
    public void ATruncatedJpegNamesItsPathWhateverItsPhase(string part, string name, string file)
    {
        MakeImages();
        var path = In("data", part, name, file);
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        Check(OnFolder("data", "phases.classOrder=natural"), path, "--set data.onCorruptImage=skip");
    }

    [TestMethod]
    public void AClassNameInAnotherUnicodeForm()
    {
        if (OperatingSystem.IsMacOS())
            Assert.Inconclusive("This system makes both forms one.");
        MakeImages();
        Directory.Move(In("data", "train", "a"), In("data", "train", "caf\u00e9"));
        Directory.Move(In("data", "test", "a"), In("data", "test", "cafe\u0301"));
        Check(OnFolder("data"), "another Unicode form", "convmv");
    }

    [TestMethod]
    public void FoldersThatAreNotFood101()
    {
        MakeImages();
        Check(["run", "food101-lfs-10-foster-cim", "--data", "data"], "laid out as an image folder", "--set data.kind=image-folder");
    }

    /// <summary>Waiting brings nothing back.</summary>
    [TestMethod]
    public void AFinishedRunWithoutItsFiles()
    {
        var run = Invocation.Of(_folder, ["run", "shapes", "--out", "run", "--workers", "1", "--device", "cpu", .. RunTests.TinyOfClassActivation.SelectMany(setting => new[] { "--set", setting })]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        File.Move(In("run", "results.json"), In("kept"));
        Check(["export", "run", "--out", "x.onnx"], $"{Path.Combine("run", "results.json")} is missing, although the run has finished", "Put the file back");
        File.Move(In("kept"), In("run", "results.json"));
        foreach (var weights in Directory.GetFiles(In("run", "weights")))
            File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^100]);
        foreach (var command in new[] { "report", "export" })
            Check([command, "run"], "outside of the file, or cut off", "put it back, or copy or download it again");
        Directory.Delete(In("run", "weights"), recursive: true);
        Check(["export", "run", "--out", "x.onnx"], "is missing, although the run has finished", "Put the file back");
    }

    [TestMethod]
    public void ALockThatCannotBeWritten()
    {
        var run = Invocation.Of(_folder, ["run", "shapes", "--out", "run", "--workers", "1", "--device", "cpu", .. RunTests.TinyOfClassActivation.SelectMany(setting => new[] { "--set", setting })]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        // A folder cannot be opened as a file, whoever asks: as with a file that another user owns.
        File.Delete(In("run", "run.lock"));
        Directory.CreateDirectory(In("run", "run.lock"));
        Check(["resume", "run"], "holds a finished run: there is nothing to resume", "cimcil report");
        File.WriteAllText(In("run", "manifest.json"), File.ReadAllText(In("run", "manifest.json")).Replace("\"finished\"", "\"stopped\"", StringComparison.Ordinal));
        Check(["resume", "run"], Path.Combine("run", "run.lock"), "Change the permissions");
    }

    /// <summary>The file has a name of its own, and the message says it.</summary>
    [TestMethod]
    [DataRow("no json", "The text is not JSON")]
    [DataRow("""{"experiment":"shapes","maks":1}""", "The JSON of shapes has an error: There is no setting maks. Did you mean mask?")]
    public void AConfigurationThatWasChangedIsNamedByItsFile(string json, string words)
    {
        Directory.CreateDirectory(In("run"));
        File.WriteAllText(In("run", "config.json"), json);
        Check(["export", "run", "--out", "x.onnx"], $"{Path.Combine("run", "config.json")} is not what a run of this program wrote. {words}", "Put the file back");
    }

    [TestMethod]
    public void OneOfAThingIsOne()
    {
        MakeImages();
        Directory.Delete(In("data", "train", "b"), recursive: true);
        Directory.Delete(In("data", "test", "b"), recursive: true);
        string[] settings = ["data.kind=image-folder", "phases.classes=1", "phases.firstPhase=1", "phases.classesPerPhase=1", "memory.budget=4"];
        var valid = Invocation.Of(_folder, ["validate", "shapes", "--data", "data", .. settings.SelectMany(setting => new[] { "--set", setting })]);
        Assert.AreEqual(0, valid.ExitCode, valid.Error);
        StringAssert.Contains(valid.Output, "1 class in one phase;");
        StringAssert.Contains(valid.Output, "data has 1 class, 4 training images and 1 test image.");
        var check = Invocation.Of(_folder, "data", "check", "data");
        StringAssert.Contains(check.Output, "data: 1 class, 4 training and 1 test image");
    }

    [TestMethod]
    public void PhasesThatDoNotFitTheFolder()
    {
        MakeImages();
        Check(OnFolder("data", "phases.classes=5"), "phases.classes", "2");
    }

    [TestMethod]
    public void ARunFolderThatIsTaken()
    {
        Directory.CreateDirectory(In("taken"));
        File.WriteAllText(In("taken", "notes.txt"), "mine");
        Check(["run", "shapes", "--out", "taken"], "taken", "--out");
        Assert.HasCount(1, Directory.GetFileSystemEntries(In("taken")));
    }

    [TestMethod]
    public void OneMessageUnlessATraceIsAskedFor()
    {
        var failure = Invocation.Of(_folder, "run", "shap", "--verbose");
        Assert.AreEqual(2, failure.ExitCode);
        StringAssert.Contains(failure.Error, "   at ");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void CtrlCStopsCleanly()
    {
        using var process = Invocation.Start(_folder, "run", "shapes", "--out", "stopped", "--workers", "1");
        var error = process.StandardError.ReadToEndAsync();
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("Phase 0", StringComparison.Ordinal))
        {
        }
        using (var kill = Process.Start("kill", [StopSignal(), process.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(1, process.ExitCode);
        var message = error.GetAwaiter().GetResult();
        var isKept = Directory.Exists(In("stopped"));
        StringAssert.Contains(message, isKept ? "Stopped. 'cimcil resume stopped' goes on with it." : "Stopped before training had begun");
        if (isKept)
            StringAssert.Contains(File.ReadAllText(In("stopped", "manifest.json")), "\"stopped\"");
    }

    /// <summary>
    /// Ctrl-C's signal. A shell makes the jobs that it starts in the background deaf to it, and so all that they start: there the
    /// signal of a scheduler, which is handled the same way, takes its place.
    /// </summary>
    private static string StopSignal()
    {
        const int interrupt = 2;
        return Signals.AreIgnored(Environment.ProcessId, interrupt) ? "-TERM" : "-INT";
    }

    /// <summary>An option of experiments would be passed over beside a folder.</summary>
    [TestMethod]
    [DataRow("--data", "other")]
    [DataRow("--set", "data.classCount=2")]
    public void AFolderIsCheckedWithoutTheOptionsOfAnExperiment(string option, string value)
    {
        MakeImages();
        Check(["data", "check", "data", option, value], $"data is no experiment, and {option} is for one", $"Leave {option} out");
    }

    [TestMethod]
    public void ACommandOfAMessageCanBeTypedWhereAPathHasABlank()
    {
        Directory.CreateDirectory(In("my run"));
        Check(["mask", "--model", "my run", "--images", "."], "my run is a folder without an ONNX file", $"'cimcil export \"my run\" --out \"{Path.Combine("my run", "mask.onnx")}\"'");
    }

    private void Check(string[] arguments, string thing, string fix)
    {
        var before = Entries();
        var failure = Invocation.Of(_folder, arguments);
        Assert.AreEqual(2, failure.ExitCode, failure.Error);
        StringAssert.Contains(failure.Error, thing);
        StringAssert.Contains(failure.Error, fix);
        StringAssert.StartsWith(failure.Error, "Error: ");
        Assert.AreEqual(0, failure.Error.IndexOf("Error: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", failure.Error, "a stack trace is no message");
        CollectionAssert.AreEqual(before, Entries(), "nothing is left behind");
    }

    private static string[] OnFolder(string data, params string[] settings)
    {
        string[] all = ["data.kind=image-folder", "phases.classes=2", "phases.firstPhase=1", "phases.classesPerPhase=1", .. settings];
        return ["run", "shapes", "--data", data, "--workers", "1", .. all.SelectMany(setting => new[] { "--set", setting })];
    }

    /// <summary>Two classes of four training images and one test image.</summary>
    private void MakeImages()
    {
        using var bitmap = new SKBitmap(64, 64);
        for (var i = 0; i < bitmap.Width * bitmap.Height; i++)
            bitmap.SetPixel(i % 64, i / 64, new SKColor((byte)(i * 7), (byte)(i * 13), (byte)(i * 29)));
        foreach (var (part, count) in new[] { ("train", 4), ("test", 1) })
        {
            foreach (var name in new[] { "a", "b" })
            {
                Directory.CreateDirectory(In("data", part, name));
                for (var i = 0; i < count; i++)
                {
                    using var file = File.Create(In("data", part, name, $"{i}.jpg"));
                    bitmap.Encode(file, SKEncodedImageFormat.Jpeg, 90);
                }
            }
        }
    }

    private string In(params string[] names) => Path.Combine([_folder, .. names]);

    private string[] Entries() => [.. Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
