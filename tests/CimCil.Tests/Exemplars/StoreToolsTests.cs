using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;

namespace CimCil.Tests.Exemplars;

/// <summary>Shrinking, merging and extracting stores.</summary>
[TestClass]
public sealed class StoreToolsTests
{
    [TestMethod]
    [DataRow("8", null)]
    [DataRow("2/class", "100")]
    [DataRow("40 KiB", null)]
    [DataRow("40 KiB", "100")]
    public void ShrinkingDropsFromTheTailsAndKeepsTheRest(string typed, string? created)
    {
        Assert.IsTrue(Budget.TryParse(typed, out var budget));
        using var fixture = new StoreFixture();
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 40).Select(i => StoreFixture.Exemplar(i % 4, (ulong)i))];
        using var store = ExemplarStore.Create(fixture.Path, created is not null && Budget.TryParse(created, out var first) ? first : null);
        var before = store.CommitPhase(new MemoryPlan(new Phase(0, 0, 4), Budget.ImagesPerClass(100), new Dictionary<int, int>(), exemplars));
        before.Images[0].Load();
        var after = store.Shrink(budget);

        Assert.IsLessThan(before.Entries.Count, after.Entries.Count);
        Assert.IsNotEmpty(after.Entries);
        Assert.AreEqual(budget, after.Phases.Single().Budget);
        Assert.AreEqual(before.Entries.Count - after.Entries.Count, after.Phases.Single().DroppedCount);
        foreach (var label in before.Labels)
            CollectionAssert.AreEqual(before.OfClass(label).Take(after.CountOf(label)).ToArray(), after.OfClass(label).ToArray());
        Assert.IsLessThanOrEqualTo(budget.Total(4) + 1e-9, after.Phases.Single().Used);
        if (budget.Unit == BudgetUnit.Bytes)
            Assert.IsGreaterThanOrEqualTo(90.0, after.Phases.Single().UsedPercent);
        Assert.AreEqual(new FileInfo(fixture.Path).Length, after.Usage.FileByteCount);
        Assert.IsTrue(StoreVerification.Verify(fixture.Path).IsSound);
        foreach (var image in after.Images)
            CollectionAssert.AreEqual(StoreFixture.Expected(exemplars.Single(exemplar => exemplar.Image.Name == image.Name)), StoreFixture.Pixels(image));
    }

    /// <summary>A class of which nothing is left would drop out of training without a word, and what was dropped does not come back.</summary>
    [TestMethod]
    [DataRow("8", "3", "gives each of the 4 classes less than one image")]
    [DataRow("8", "0.9/class", "less than one image")]
    [DataRow("8", "9", "is larger than the memory's, 8")]
    [DataRow("8", "2.5/class", "is larger than the memory's, 8")]
    [DataRow("2/class", "8.5", "is larger than the memory's, 2/class")]
    [DataRow("60 KiB", "61 KiB", "is larger than the memory's, 60 KiB")]
    public void AReductionLeavesEveryClassSomethingAndIsNone(string held, string typed, string expected)
    {
        Assert.IsTrue(Budget.TryParse(held, out var first));
        Assert.IsTrue(Budget.TryParse(typed, out var budget));
        using var fixture = new StoreFixture();
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 8).Select(i => StoreFixture.Exemplar(i % 4, (ulong)i))];
        using var store = fixture.Create();
        var before = store.CommitPhase(new MemoryPlan(new Phase(0, 0, 4), first, new Dictionary<int, int>(), exemplars));
        Assert.Contains(expected, Assert.ThrowsExactly<ConfigurationException>(() => store.Shrink(budget)).Message);
        Assert.AreSame(before.Phases, store.Snapshot.Phases);
        store.Dispose();
        var copy = fixture.Copy();
        using var again = fixture.Open();
        CollectionAssert.AreEqual(before.Entries.ToArray(), again.Snapshot.Entries.ToArray());
        Assert.AreEqual(first, again.Snapshot.Phases.Single().Budget);
        Assert.ThrowsExactly<ConfigurationException>(() => StoreMerge.Merge([fixture.Path, copy], fixture.Path + "2", Budget.Images(3)));
        Assert.IsFalse(File.Exists(fixture.Path + "2"));
    }

    /// <summary>Under a budget of bytes it shows only when the file is measured.</summary>
    [TestMethod]
    public void BytesTooFewForEveryClassAreRefused()
    {
        using var fixture = new StoreFixture();
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 100).Select(i => StoreFixture.Exemplar(i, (ulong)i))];
        using var store = fixture.Create();
        var before = store.CommitPhase(new MemoryPlan(new Phase(0, 0, 100), Budget.ImagesPerClass(1), new Dictionary<int, int>(), exemplars));
        var bytes = before.Usage.FileByteCount * 3 / 4;
        Assert.Contains("leaves no exemplar of class ", Assert.ThrowsExactly<ConfigurationException>(() => store.Shrink(Budget.Bytes($"{bytes} B"))).Message);
        store.Dispose();
        var copy = fixture.Copy();
        using var again = fixture.Open();
        CollectionAssert.AreEqual(before.Entries.ToArray(), again.Snapshot.Entries.ToArray());
        Assert.ThrowsExactly<ConfigurationException>(() => StoreMerge.Merge([fixture.Path, copy], fixture.Path + "2", Budget.Bytes($"{bytes} B")));
        Assert.IsFalse(File.Exists(fixture.Path + "2"));
    }

    /// <summary>A budget of bytes needs small pages, and the file cannot be written anew while it is read.</summary>
    [TestMethod]
    public void ShrinkingAStoreOfLargePagesToBytesGivesWhatOneOfSmallPagesGives()
    {
        using var fixture = new StoreFixture();
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 40).Select(i => StoreFixture.Exemplar(i % 4, (ulong)i))];
        var (small, large) = (Shrunk("small.db", null), Shrunk("large.db", Budget.Images(100)));
        CollectionAssert.AreEqual(small.Entries.ToArray(), large.Entries.ToArray());
        Assert.AreEqual(small.Usage.FileByteCount, large.Usage.FileByteCount);

        var path = Path.Combine(fixture.Folder, "read.db");
        using var store = ExemplarStore.Create(path, Budget.Images(100));
        var before = store.CommitPhase(StoreFixture.PlanOf(0, exemplars));
        using (var reader = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=false"))
        {
            reader.Open();
            Assert.AreEqual(40L, ExemplarSchema.Number(reader, "SELECT count(*) FROM exemplar"));
            StringAssert.Contains(Assert.ThrowsExactly<CimCilException>(() => store.Shrink(Budget.Bytes("40 KiB"))).Message, "locked by another program");
        }
        Assert.AreSame(before, store.Snapshot);
        Assert.IsLessThanOrEqualTo(40L * 1024, store.Shrink(Budget.Bytes("40 KiB")).Usage.FileByteCount);

        ExemplarSnapshot Shrunk(string name, Budget? created)
        {
            using var store = ExemplarStore.Create(Path.Combine(fixture.Folder, name), created);
            store.CommitPhase(new MemoryPlan(new Phase(0, 0, 4), Budget.ImagesPerClass(100), new Dictionary<int, int>(), exemplars));
            return store.Shrink(Budget.Bytes("40 KiB"));
        }
    }

    [TestMethod]
    public void MergingJoinsClassesByNameAndCopiesThePixels()
    {
        using var fixture = new StoreFixture();
        var (first, second, both) = (fixture.Path, fixture.Path + "2", fixture.Path + "3");
        NewExemplar[] a = [Named(0, "cat", 1), Named(0, "cat", 2), Named(1, "dog", 3)];
        NewExemplar[] b = [Named(0, "bird", 4), Named(1, "cat", 2), Named(1, "cat", 5)];
        Write(first, a, Budget.Images(10));
        Write(second, b, Budget.Images(6));
        var made = StoreMerge.Merge([first, second], both, null);

        Assert.AreEqual((5, 1, 0), (made.Usage.ExemplarCount, made.RepeatedCount, made.CrowdedCount), "cat 2 is in both");
        using var merged = ExemplarStore.OpenReadOnly(both);
        CollectionAssert.AreEqual(
            new[] { "cat drawn/1.png", "cat drawn/2.png", "cat drawn/5.png", "dog drawn/3.png", "bird drawn/4.png" },
            merged.Snapshot.Entries.Select(entry => $"{entry.ClassName} {entry.Source}").ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, merged.Snapshot.Labels.ToArray());
        Assert.AreEqual(Budget.Images(16), merged.Snapshot.Phases.Single().Budget);
        foreach (var image in merged.Snapshot.Images)
            CollectionAssert.AreEqual(StoreFixture.Expected(a.Concat(b).First(one => one.Image.Name == image.Name)), StoreFixture.Pixels(image));
        Assert.IsTrue(StoreVerification.Verify(both).IsSound);
    }

    [TestMethod]
    public void AMergeStaysWithinItsBudgetAndLeavesNothingBehindWhenItFails()
    {
        using var fixture = new StoreFixture();
        var (first, second, both) = (fixture.Path, fixture.Path + "2", fixture.Path + "3");
        Write(first, [.. Enumerable.Range(0, 30).Select(i => Named(i % 2, $"a{i % 2}", (ulong)i))], Budget.ImagesPerClass(100));
        Write(second, [.. Enumerable.Range(30, 30).Select(i => Named(i % 2, $"b{i % 2}", (ulong)i))], Budget.Images(500));

        Assert.ThrowsExactly<ConfigurationException>(() => StoreMerge.Merge([first, second], both, null));
        Assert.ThrowsExactly<ConfigurationException>(() => StoreMerge.Merge([first, second], both, Budget.Bytes("2 KiB")));
        Assert.HasCount(4, Directory.GetFiles(fixture.Folder), "the stores and their locks");

        var made = StoreMerge.Merge([first, second], both, Budget.Bytes("40 KiB"));
        Assert.IsLessThanOrEqualTo(40L * 1024, made.Usage.FileByteCount);
        Assert.AreEqual((0, 60), (made.RepeatedCount, made.Usage.ExemplarCount + made.CrowdedCount));
        Assert.IsTrue(StoreVerification.Verify(both).IsSound);
        Assert.ThrowsExactly<DataException>(() => StoreMerge.Merge([first, second], both, Budget.Images(4)), "the file exists");
    }

    [TestMethod]
    public void ExtractedImagesAreThePixels()
    {
        using var fixture = new StoreFixture();
        var exemplar = StoreFixture.Exemplar(0, StoreFixture.RandomImage(20, 30, new RandomStream(3)), new Box(5, 15, 5, 25), 4, "photos/a cat?.jpg");
        fixture.Fill(exemplar);
        var folder = Path.Combine(fixture.Folder, "images");
        using var store = ExemplarStore.OpenReadOnly(fixture.Path);
        Assert.AreEqual(1, StoreExtraction.Extract(store, folder, BoxDrawing.None));
        var file = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Single();
        Assert.AreEqual(Path.Combine(folder, "class 0", "0000-a_cat_.png"), file);
        CollectionAssert.AreEqual(StoreFixture.Expected(exemplar), ImageCodec.Decode(File.ReadAllBytes(file), file).Pixels.ToArray());

        Assert.ThrowsExactly<DataException>(() => StoreExtraction.Extract(store, folder, BoxDrawing.None));
        StoreExtraction.Extract(store, folder + "2", BoxDrawing.Drawn);
        var drawn = ImageCodec.Decode(File.ReadAllBytes(Directory.GetFiles(folder + "2", "*", SearchOption.AllDirectories).Single()), "drawn");
        CollectionAssert.AreEqual(new byte[] { 255, 255, 255 }, drawn.Pixels.Slice(((6 * 30) + 6) * 3, 3).ToArray());
        CollectionAssert.AreEqual(new byte[3], drawn.Pixels.Slice(((5 * 30) + 5) * 3, 3).ToArray());
        Assert.IsTrue(drawn.Pixels.Slice(((10 * 30) + 15) * 3, 3).SequenceEqual(StoreFixture.Expected(exemplar).AsSpan(((10 * 30) + 15) * 3, 3)));
    }

    [TestMethod]
    public void FoldersOfExtractedImagesAreClassesAndNeverShared()
    {
        using var fixture = new StoreFixture();
        fixture.Fill(Named(0, "Tête-à-tête, 2", 1), Named(1, "a/b", 2), Named(2, "A_b", 3), Named(3, ".hidden", 4), Named(4, "..", 5), Named(5, "", 6));
        var folder = Path.Combine(fixture.Folder, "images");
        using var store = ExemplarStore.OpenReadOnly(fixture.Path);
        Assert.AreEqual(6, StoreExtraction.Extract(store, folder, BoxDrawing.None));
        CollectionAssert.AreEquivalent(
            new[] { "Tête-à-tête, 2", "a_b", "A_b (2)", "_hidden", "_.", "unnamed" },
            Directory.GetDirectories(folder).Select(one => Path.GetFileName(one)).ToArray());
        Assert.HasCount(6, Directory.GetFiles(folder, "*.png", SearchOption.AllDirectories));
    }

    /// <summary>What is extracted is the training part of an image-folder dataset of the same classes.</summary>
    [TestMethod]
    public void ExtractedImagesAreAnImageFolder()
    {
        using var fixture = new StoreFixture();
        fixture.Fill(Named(0, "zebra", 1), Named(0, "zebra", 2), Named(1, "ant", 3));
        using var store = ExemplarStore.OpenReadOnly(fixture.Path);
        foreach (var part in new[] { "train", "test" })
            StoreExtraction.Extract(store, Path.Combine(fixture.Folder, "data", part), BoxDrawing.None);
        var dataset = new ImageFolderDataset { Root = Path.Combine(fixture.Folder, "data") }.Open();
        CollectionAssert.AreEqual(new[] { "ant", "zebra" }, dataset.ClassNames.ToArray());
        Assert.HasCount(3, dataset.Train);
    }

    [TestMethod]
    public void AFailedExtractionLeavesNothing()
    {
        using var fixture = new StoreFixture();
        fixture.Fill(StoreFixture.Exemplar(0, 1), StoreFixture.Exemplar(0, 2));
        using (var connection = new SqliteConnection($"Data Source={fixture.Path};Pooling=false"))
        {
            connection.Open();
            ExemplarSchema.Execute(connection, "UPDATE exemplar SET foreground = zeroblob(9) WHERE id = 2");
        }
        using var store = ExemplarStore.OpenReadOnly(fixture.Path);
        var folder = Path.Combine(fixture.Folder, "images");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => StoreExtraction.Extract(store, folder, BoxDrawing.None)).Message, "exemplar 2");
        Assert.IsFalse(Directory.Exists(folder));
    }

    /// <summary>Weights divide a budget of images too, and older classes give way as the rule says.</summary>
    [TestMethod]
    public void SharesFollowTheRule()
    {
        var shares = new ClassShares(Budget.Images(60), new WeightedShares { Weights = [3, 1] }, 4);
        CollectionAssert.AreEqual(new[] { 30.0, 10.0, 10.0, 10.0 }, Enumerable.Range(0, 4).Select(shares.Of).ToArray());
        Assert.AreEqual(8.0, new ClassShares(Budget.Images(60), new EqualShares { Remainder = ShareRemainder.Dropped }, 7).Of(2), "the reference divides whole numbers");
        CollectionAssert.AreEqual(new[] { 9.0, 9, 9, 9, 8, 8, 8 }, Enumerable.Range(0, 7).Select(new ClassShares(Budget.Images(60), new EqualShares(), 7).Of).ToArray());
        var broken = Assert.ThrowsExactly<ConfigurationException>(() => new ClassShares(Budget.Images(60), new WeightedShares { Weights = [0] }, 2));
        StringAssert.Contains(broken.Message, "class 0 of 2");
    }

    private static NewExemplar Named(int label, string className, ulong seed) => StoreFixture.Exemplar(label, seed) with { ClassName = className };

    private static void Write(string path, NewExemplar[] exemplars, Budget budget)
    {
        using var store = ExemplarStore.Create(path);
        store.CommitPhase(new MemoryPlan(new Phase(0, 0, 2), budget, new Dictionary<int, int>(), exemplars));
    }
}
