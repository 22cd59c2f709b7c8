using CimCil.Configuration;
using CimCil.Exemplars;
using CimCil.Tests.Exemplars;

namespace CimCil.Cli.Tests;

/// <summary><c>cimcil memory</c> on small stores.</summary>
[TestClass]
public sealed class MemoryTests
{
    private readonly StoreFixture _fixture = new();

    [TestInitialize]
    public void WriteStores()
    {
        Write("a.db", 0);
        Write("b.db", 50);
    }

    [TestCleanup]
    public void RemoveFolder() => _fixture.Dispose();

    [TestMethod]
    public void ShowListsClassesAndBudget()
    {
        var shown = Run("memory", "show", "a.db");
        foreach (var part in new[] { "class 0", "class 1", "20 exemplars of 2 classes", "webp-lossless", "Phase 0: 2 classes, 20 added, 0 dropped, 20 held", "of 60 image equivalents" })
            StringAssert.Contains(shown, part);
    }

    [TestMethod]
    public void VerifyTellsSoundFromDamaged()
    {
        StringAssert.Contains(Run("memory", "verify", "a.db"), "a.db is sound: 20 exemplars");
        var bytes = File.ReadAllBytes(In("a.db"));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(In("a.db"), bytes);
        var damaged = Invocation.Of(_fixture.Folder, "memory", "verify", "a.db");
        Assert.AreEqual(2, damaged.ExitCode);
        StringAssert.Contains(damaged.Output, "Problem: ");
        StringAssert.Contains(damaged.Output, "a.db is not sound: ");
    }

    [TestMethod]
    public void ExtractAndGalleryWriteWhatReplays()
    {
        StringAssert.Contains(Run("memory", "extract", "a.db", "--out", "images", "--boxes"), "Wrote 20 images");
        Assert.HasCount(20, Directory.GetFiles(In("images"), "*.png", SearchOption.AllDirectories));
        var said = Run("memory", "gallery", "a.db", "--out", "page.html", "--per-class", "3");
        StringAssert.Contains(said, "Wrote 6 exemplars");
        StringAssert.Contains(said, "no originals and no heatmaps");
        var page = File.ReadAllText(In("page.html"));
        StringAssert.Contains(page, "class 1");
        Assert.HasCount(1 + 6, page.Split("<image "), "box of six exemplars");
        Assert.HasCount(1 + 6, page.Split("<img "), "and what is kept of them");
    }

    [TestMethod]
    public void MergedAndShrunkStoresAreSoundAndWithinTheirBudgets()
    {
        StringAssert.Contains(Run("memory", "merge", "a.db", "b.db", "--out", "both.db"), "Wrote 40 exemplars of 2 classes");
        Assert.DoesNotContain("Left out", Run("memory", "merge", "a.db", "b.db", "--out", "again.db"));
        StringAssert.Contains(Run("memory", "verify", "both.db"), "of 120 image equivalents");
        StringAssert.Contains(Run("memory", "shrink", "both.db", "--budget", "40 KiB"), "of 40 exemplars");
        StringAssert.Contains(Run("memory", "verify", "both.db"), "of 40.0 KiB");
        Assert.IsLessThanOrEqualTo(40L * 1024, new FileInfo(In("both.db")).Length);
    }

    /// <summary>What is in both counts once, and what the budget has no room for is not there: both are said.</summary>
    [TestMethod]
    public void AMergeSaysWhatItLeavesOut()
    {
        File.Copy(In("a.db"), In("copy.db"));
        var same = Run("memory", "merge", "a.db", "b.db", "copy.db", "--out", "both.db");
        StringAssert.Contains(same, "Wrote 40 exemplars of 2 classes");
        StringAssert.Contains(same, "Left out 20 exemplars that another of the stores holds too");
        StringAssert.Contains(Run("memory", "merge", "a.db", "b.db", "--out", "small.db", "--budget", "2"), "for which the budget has no room");
        StringAssert.Contains(Run("memory", "merge", "--help"), "an exemplar that several hold counts once");
    }

    /// <summary>By a link too.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void AStoreIsNotMergedWithItself()
    {
        Directory.CreateSymbolicLink(In("link"), _fixture.Folder);
        foreach (var other in new[] { "a.db", "./a.db", "link/a.db" })
        {
            var refused = Invocation.Of(_fixture.Folder, "memory", "merge", "a.db", other, "--out", "c.db");
            Assert.AreEqual(2, refused.ExitCode, refused.Output);
            StringAssert.Contains(refused.Error, "a.db is named twice, and its budget would count twice. Name each store once.");
            Assert.IsFalse(File.Exists(In("c.db")));
        }
    }

    /// <summary>Shrinking writes the seal of the whole file anew.</summary>
    [TestMethod]
    public void ShrinkingSaysThatTheMemoryWasNotSound()
    {
        Assert.DoesNotContain("sound", Run("memory", "shrink", "a.db", "--budget", "59"));
        var bytes = File.ReadAllBytes(In("b.db"));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(In("b.db"), bytes);
        StringAssert.Contains(Run("memory", "shrink", "b.db", "--budget", "59"), "It was not sound before: ");
    }

    [TestMethod]
    [DataRow("memory", "command is missing", "show, verify, extract, gallery, merge, shrink")]
    [DataRow("memory show", "show needs DB", "cimcil memory show DB")]
    [DataRow("memory show none.db", "none.db does not exist", "run folder")]
    [DataRow("memory verify notes.txt", "", "")]
    [DataRow("memory show notes.txt", "no exemplar store", "")]
    [DataRow("memory extract a.db --out notes.txt", "notes.txt is a file", "Name another one")]
    [DataRow("memory extract a.db --out .", "not empty", "Name another one")]
    [DataRow("memory extract a.db", "--out", "")]
    [DataRow("memory gallery a.db --out g.html --per-class none", "--per-class cannot be 'none'", "whole number")]
    [DataRow("memory gallery a.db --out g.html --data x", "config.json", "Leave --data out")]
    [DataRow("memory gallery a.db --out a.db", "a.db exists and is no .html file", "Name another file")]
    [DataRow("memory gallery a.db --out notes.txt", "notes.txt exists and is no .html file", "Name another file")]
    [DataRow("memory shrink empty.db --budget 5", "empty.db is empty", "Check the path")]
    [DataRow("memory shrink a.db --budget lots", "--budget cannot be 'lots'", "64MiB")]
    [DataRow("memory merge a.db b.db --out a.db", "a.db exists", "choose another")]
    [DataRow("memory merge a.db --out c.db", "merge needs at least 2 of DB, and here is 1", "At least two exemplar stores")]
    public void AMistake(string arguments, string thing, string fix)
    {
        File.WriteAllText(In("notes.txt"), string.Join('\n', Enumerable.Repeat("no store in here", 100)));
        File.WriteAllBytes(In("empty.db"), []);
        (string, long)[] Files() => [.. Directory.GetFileSystemEntries(_fixture.Folder).Order().Select(file => (file, File.Exists(file) ? new FileInfo(file).Length : 0))];
        var before = Files();
        var failure = Invocation.Of(_fixture.Folder, arguments.Split(' '));
        Assert.AreEqual(2, failure.ExitCode, failure.Error);
        StringAssert.Contains(failure.Error + failure.Output, thing);
        StringAssert.Contains(failure.Error, fix);
        Assert.DoesNotContain("   at ", failure.Error);
        CollectionAssert.AreEqual(before, Files(), "nothing is left behind");
    }

    private string Run(params string[] arguments)
    {
        var invocation = Invocation.Of(_fixture.Folder, arguments);
        Assert.AreEqual(0, invocation.ExitCode, invocation.Error + invocation.Output);
        return invocation.Output;
    }

    private void Write(string name, int firstSeed)
    {
        using var store = ExemplarStore.Create(In(name));
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 20).Select(i => StoreFixture.Exemplar(i % 2, (ulong)(i + firstSeed)))];
        store.CommitPhase(new MemoryPlan(new CimCil.Data.Phase(0, 0, 2), Budget.Images(60), new Dictionary<int, int>(), exemplars));
    }

    private string In(string name) => Path.Combine(_fixture.Folder, name);
}
