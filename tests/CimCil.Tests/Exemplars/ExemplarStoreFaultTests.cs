using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;

namespace CimCil.Tests.Exemplars;

/// <summary>Interrupted phases, damaged files and files that are no stores.</summary>
[TestClass]
public sealed class ExemplarStoreFaultTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void FailureInsideAPhaseLeavesThePhaseBefore(int workerCount)
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var before = store.CommitPhase(StoreFixture.PlanOf(0, [.. Enumerable.Range(0, 4).Select(i => StoreFixture.Exemplar(0, (ulong)i))]));
        var failing = new StoreFixture.ActingImage(_ => throw new DataException("broken.jpg is truncated"));
        var plan = StoreFixture.PlanOf(1, [
            .. Enumerable.Range(0, 40).Select(i => StoreFixture.Exemplar(10, (ulong)i)),
            new NewExemplar(CompressedImage.Whole(failing), 10, "class 10"),
        ]) with
        { KeptCounts = new Dictionary<int, int> { [0] = 1 } };

        Assert.AreEqual("broken.jpg is truncated", Assert.ThrowsExactly<DataException>(() => store.CommitPhase(plan, workerCount)).Message);
        Assert.AreSame(before, store.Snapshot);
        AssertSameState(before, fixture.Path);
        Assert.HasCount(41, store.CommitPhase(plan with { Added = [.. plan.Added.SkipLast(1)] }, workerCount).Entries);
    }

    [TestMethod]
    public void CancellationLeavesThePhaseBefore()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var before = store.CommitPhase(StoreFixture.PlanOf(0, StoreFixture.Exemplar(0, 1)));
        using var stop = new CancellationTokenSource();
        var last = StoreFixture.Exemplar(10, 3);
        var stopping = new StoreFixture.ActingImage(destination =>
        {
            stop.Cancel();
            last.Image.Source.LoadInto(destination);
        });
        Assert.Throws<OperationCanceledException>(() =>
            store.CommitPhase(StoreFixture.PlanOf(1, StoreFixture.Exemplar(10, 2), new NewExemplar(CompressedImage.Whole(stopping), 10, "class 10")), 1, stop.Token));
        AssertSameState(before, fixture.Path);
    }

    /// <summary>A copy of the files as they are inside a transaction is what a power cut leaves.</summary>
    [TestMethod]
    public void PowerCutInsideAPhaseLeavesThePhaseBefore()
    {
        using var fixture = new StoreFixture();
        var after = Path.Combine(Directory.CreateDirectory(Path.Combine(fixture.Folder, "after")).FullName, "memory.db");
        using var store = fixture.Create();
        // Images of noise: the phase outgrows SQLite's cache and has to reach the disk before its commit.
        var random = new RandomStream(1);
        NewExemplar[] large = [.. Enumerable.Range(0, 40).Select(i => StoreFixture.Exemplar(10, Noise(200, 200, random), new Box(10, 190, 10, 190), 4, $"{i}"))];
        var before = store.CommitPhase(StoreFixture.PlanOf(0, [.. Enumerable.Range(0, 4).Select(i => StoreFixture.Exemplar(0, (ulong)i))]));
        var cutting = new StoreFixture.ActingImage(destination =>
        {
            foreach (var suffix in new[] { "", "-wal" })
                File.Copy(fixture.Path + suffix, after + suffix);
            large[0].Image.Source.LoadInto(destination);
        });
        store.CommitPhase(StoreFixture.PlanOf(1, [.. large, new NewExemplar(CompressedImage.Whole(cutting), 10, "class 10")]) with { KeptCounts = new Dictionary<int, int> { [0] = 1 } });

        Assert.IsGreaterThan(1_000_000L, new FileInfo(after + "-wal").Length, "the cut came after pages of the phase had been written");
        using var recovered = ExemplarStore.Open(after);
        CollectionAssert.AreEqual(before.Entries.ToArray(), recovered.Snapshot.Entries.ToArray());
        foreach (var image in recovered.Snapshot.Images)
            image.Load();
        Assert.HasCount(2, recovered.CommitPhase(StoreFixture.PlanOf(1, large[..1]) with { KeptCounts = new Dictionary<int, int> { [0] = 1 } }).Entries);
    }

    /// <summary>A process that is ended while it closes a store leaves a rollback journal, which a reader takes back as well.</summary>
    [TestMethod]
    public void PowerCutWhileClosingLeavesAStoreThatReadersOpen()
    {
        using var fixture = new StoreFixture();
        fixture.Fill([.. Enumerable.Range(0, 4).Select(i => StoreFixture.Exemplar(0, (ulong)i))]);
        var after = Path.Combine(Directory.CreateDirectory(Path.Combine(fixture.Folder, "after")).FullName, "memory.db");
        using (var connection = new SqliteConnection($"Data Source={fixture.Path};Pooling=false"))
        {
            connection.Open();
            using var transaction = connection.BeginTransaction();
            // So small a cache that the change reaches the file before its commit.
            ExemplarSchema.Execute(connection, "PRAGMA cache_size = 1; UPDATE exemplar SET source = 'else'; UPDATE phase SET budget = '1';");
            foreach (var suffix in new[] { "", "-journal" })
                File.Copy(fixture.Path + suffix, after + suffix);
            transaction.Rollback();
        }
        Assert.AreNotEqual(0L, new FileInfo(after + "-journal").Length);
        using var expected = ExemplarStore.OpenReadOnly(fixture.Path);
        AssertSameState(expected.Snapshot, after);
        Assert.IsTrue(StoreVerification.Verify(after).IsSound);
    }

    [TestMethod]
    public void BudgetIsNeverExceeded()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var image = StoreFixture.RandomImage(10, 10, new RandomStream(1));
        NewExemplar[] three = [.. Enumerable.Range(0, 3).Select(i => StoreFixture.Exemplar(0, image, Box.Whole(10, 10), 4, $"{i}"))];
        var error = Assert.ThrowsExactly<CimCilException>(() => store.CommitPhase(StoreFixture.PlanOf(0, three) with { Budget = Budget.ImagesPerClass(2) }));
        StringAssert.Contains(error.Message, "would cost 3 image equivalents");
        Assert.IsEmpty(store.Snapshot.Entries);
    }

    [TestMethod]
    public void PhasesAreStoredInOrderAndOnce()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        Assert.ThrowsExactly<ArgumentException>(() => store.CommitPhase(StoreFixture.PlanOf(1)));
        store.CommitPhase(StoreFixture.PlanOf(0));
        Assert.ThrowsExactly<ArgumentException>(() => store.CommitPhase(StoreFixture.PlanOf(0)));
    }

    /// <summary>The bytes of the file itself are changed, not through SQLite.</summary>
    [TestMethod]
    public void FlippedByteInPixelsIsReportedWhenLoaded()
    {
        using var fixture = new StoreFixture();
        var exemplar = StoreFixture.Exemplar(0, StoreFixture.RandomImage(24, 24, new RandomStream(5)), new Box(4, 20, 4, 20), 4, "photos/cat.jpg");
        fixture.Fill(exemplar);
        var bytes = File.ReadAllBytes(fixture.Path);
        var pixels = ImageCodec.EncodeWebPLossless(BoxCompression.Crop(exemplar.Image.Source.Load(), exemplar.Image.Box!.Value)!);
        var at = bytes.AsSpan().IndexOf(pixels);
        Assert.IsGreaterThan(0, at);
        bytes[at + (pixels.Length / 2)] ^= 0x10;
        File.WriteAllBytes(fixture.Path, bytes);

        using var store = ExemplarStore.OpenReadOnly(fixture.Path);
        var error = Assert.ThrowsExactly<DataException>(() => store.Snapshot.Images[0].Load());
        foreach (var part in new[] { fixture.Path, "exemplar 1", "class 0", "photos/cat.jpg", "checksum", "run the experiment again" })
            StringAssert.Contains(error.Message, part);
    }

    [TestMethod]
    [DataRow("UPDATE exemplar SET cost = cost / 2 WHERE id = 2", "exemplar 2")]
    [DataRow("UPDATE exemplar SET label = 3 WHERE id = 2", "exemplar 2")]
    [DataRow("UPDATE exemplar SET source = 'else' WHERE id = 2", "exemplar 2")]
    [DataRow("UPDATE exemplar SET box_right = box_right + 1 WHERE id = 2", "exemplar 2")]
    [DataRow("DELETE FROM exemplar WHERE id = 2", "2 exemplars")]
    [DataRow("UPDATE phase SET budget = '7'", "phase 0")]
    public void ChangedRowIsReportedWhenOpened(string change, string what)
    {
        using var fixture = new StoreFixture();
        fixture.Fill(StoreFixture.Exemplar(0, 1), StoreFixture.Exemplar(0, 2), StoreFixture.Exemplar(1, 3));
        Change(fixture.Path, change);
        var error = Assert.ThrowsExactly<DataException>(() => ExemplarStore.OpenReadOnly(fixture.Path));
        StringAssert.Contains(error.Message, what);
        StringAssert.Contains(error.Message, "damaged");
    }

    [TestMethod]
    public void NewerSchemaIsRefused()
    {
        using var fixture = new StoreFixture();
        fixture.Fill(StoreFixture.Exemplar(0, 1));
        Change(fixture.Path, $"PRAGMA user_version = {ExemplarSchema.Version + 1}");
        foreach (var open in new Func<ExemplarStore>[] { () => ExemplarStore.OpenReadOnly(fixture.Path), fixture.Open })
        {
            var error = Assert.ThrowsExactly<DataException>(() => open());
            StringAssert.Contains(error.Message, $"schema version {ExemplarSchema.Version + 1}");
            StringAssert.Contains(error.Message, "Update CimCil");
        }
    }

    [TestMethod]
    public void FilesThatAreNoStoresAreRefused()
    {
        using var fixture = new StoreFixture();
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => ExemplarStore.OpenReadOnly(fixture.Path)).Message, "does not exist");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(fixture.Open).Message, "does not exist");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => ExemplarStore.Create(Path.Combine(fixture.Folder, "none", "memory.db"))).Message, "folder");

        File.WriteAllText(fixture.Path, string.Join('\n', Enumerable.Repeat("This is text and no database.", 100)));
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => ExemplarStore.OpenReadOnly(fixture.Path)).Message, "no exemplar store");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => fixture.Create()).Message, "exists");

        File.Delete(fixture.Path);
        Change(fixture.Path, "CREATE TABLE other (x)");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(fixture.Open).Message, "no exemplar store");
    }

    [TestMethod]
    public void InterruptedCreationIsFinishedByTheNextOne()
    {
        using var fixture = new StoreFixture();
        File.WriteAllBytes(fixture.Path, []);
        File.WriteAllText(fixture.Path + ".new", "half of a store");
        fixture.Create().Dispose();
        Assert.IsFalse(File.Exists(fixture.Path + ".new"));
        using var store = fixture.Open();
        Assert.AreEqual(-1, store.Snapshot.LastPhase);
    }

    [TestMethod]
    public void ImageThatChangedSinceItsBoxWasComputedIsRefused()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var source = new StoreFixture.DrawnImage(new RgbImage(20, 30), 0, "photos/dog.jpg");
        var exemplar = new NewExemplar(new CompressedImage(source, new Box(0, 5, 0, 5), 20, 31, 4), 0, "dog");
        var error = Assert.ThrowsExactly<DataException>(() => store.CommitPhase(StoreFixture.PlanOf(0, exemplar)));
        StringAssert.Contains(error.Message, "photos/dog.jpg has 20 x 30 pixels but had 20 x 31");
        Assert.ThrowsExactly<DataException>(() => exemplar.Image.Load());
        Assert.ThrowsExactly<ArgumentException>(() => new CompressedImage(source, new Box(0, 21, 0, 5), 20, 30, 4));
    }

    [TestMethod]
    public void ClosedStoreLoadsNothing()
    {
        using var fixture = new StoreFixture();
        var store = fixture.Create();
        var snapshot = store.CommitPhase(StoreFixture.PlanOf(0, StoreFixture.Exemplar(0, 1)));
        snapshot.Images[0].Load();
        store.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => snapshot.Images[0].Load());
        store.Dispose();
    }

    private static void AssertSameState(ExemplarSnapshot expected, string path)
    {
        using var reader = ExemplarStore.OpenReadOnly(path);
        CollectionAssert.AreEqual(expected.Entries.ToArray(), reader.Snapshot.Entries.ToArray());
        CollectionAssert.AreEqual(expected.Phases.ToArray(), reader.Snapshot.Phases.ToArray());
        foreach (var image in reader.Snapshot.Images)
            image.Load();
    }

    private static RgbImage Noise(int height, int width, RandomStream random)
    {
        var image = new RgbImage(height, width);
        foreach (ref var value in image.Pixels)
            value = (byte)random.NextInt(256);
        return image;
    }

    private static void Change(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        connection.Open();
        ExemplarSchema.Execute(connection, sql);
    }
}
