using System.Text.RegularExpressions;
using CimCil.Foundation;
using CimCil.Runs;

namespace CimCil.Tests.Foundation;

/// <summary>Opening a pipe waits for someone at its other end, and nobody is there.</summary>
[TestClass]
public sealed partial class FileContentTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void AFileIsReadWhole()
    {
        _folder.WriteLines("text", "a", "b");
        CollectionAssert.AreEqual(File.ReadAllBytes(_folder["text"]), FileContent.Bytes(_folder["text"]));
        Assert.AreEqual(File.ReadAllText(_folder["text"]), FileContent.Text(_folder["text"]));
        CollectionAssert.AreEqual(new[] { "a", "b" }, FileContent.Lines(_folder["text"]).ToArray());
        Assert.ThrowsExactly<FileNotFoundException>(() => FileContent.Bytes(_folder["none"]));
        using var file = FileContent.OpenToGoOn(_folder["text"]);
        Assert.AreEqual(File.ReadAllBytes(_folder["text"]).Length, file.Length);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [Timeout(60_000)]
    public void APipeIsNotWaitedFor()
    {
        MakePipe("pipe");
        Assert.IsEmpty(FileContent.Bytes(_folder["pipe"]));
        Assert.AreEqual("", FileContent.Text(_folder["pipe"]));
        Assert.IsEmpty(FileContent.Lines(_folder["pipe"]));
        Assert.AreEqual(0, MetricLog.EpochsIn(_folder["pipe"]));
        Assert.Contains("is a pipe, socket or device", Assert.ThrowsExactly<IOException>(() => FileContent.OpenToGoOn(_folder["pipe"])).Message);
        Assert.Contains("is a pipe, socket or device", Assert.ThrowsExactly<IOException>(() => new MetricLog(_folder["pipe"], TimeProvider.System)).Message);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [Timeout(60_000)]
    public void ALockIsNoPipe()
    {
        MakePipe("run.lock");
        Assert.Contains("run.lock is a pipe, socket or device", Assert.ThrowsExactly<DataException>(() => WriterLock.TryTake(_folder["run"])).Message);
        Assert.IsFalse(WriterLock.IsHeld(_folder["run"]));
        MakePipe("other.writer");
        using (WriterLock.TryTake(_folder["other"]))
            Assert.AreEqual("", WriterLock.HolderOf(_folder["other"]), "held, by nobody knows whom");
    }

    private void MakePipe(string name)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [_folder[name]]);
        made.WaitForExit();
    }

    /// <summary>A file is read through <see cref="FileContent"/>, or by one of those that ask it, or refuse, themselves.</summary>
    [TestMethod]
    public void FilesAreReadThroughOneDoor()
    {
        string[] doors =
        [
            "FileContent.cs", "ImageCodec.cs", "PackedFile.cs", "LabelFile.cs", "PretrainedBackbone.cs",
            // The system's own files.
            "LibTorchLocator.cs", "MachineFacts.cs",
        ];
        var readers = Directory.EnumerateFiles(Checkout.At("src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin") && Reading().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetFileName(path));
        CollectionAssert.AreEquivalent(doors, readers.ToArray());
    }

    [GeneratedRegex(@"\bFile\.(ReadAll|ReadLines|OpenRead|OpenText)")]
    private static partial Regex Reading();
}
