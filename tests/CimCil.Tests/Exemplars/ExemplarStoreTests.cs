using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CsCheck;
using Microsoft.Data.Sqlite;

namespace CimCil.Tests.Exemplars;

[TestClass]
public sealed class ExemplarStoreTests
{
    private static readonly double[] Ratios = [1, 2, 4, 9, 16, 400];

    [TestMethod]
    public void ReplayIsWhatBoxCompressionMakes() =>
        Gen.Select(Gen.ULong, Gen.Int[0, Ratios.Length - 1].Select(i => Ratios[i]), Gen.OneOf<PixelCodec>(PixelCodec.Png, PixelCodec.WebPLossless)).Sample((seed, ratio, codec) =>
        {
            using var fixture = new StoreFixture();
            NewExemplar[] exemplars = [.. Enumerable.Range(0, 6).Select(i => StoreFixture.Exemplar(i / 3, seed + (ulong)i, ratio, new ExemplarCodecs(codec, codec)))];
            using var store = fixture.Create();
            var snapshot = store.CommitPhase(StoreFixture.PlanOf(0, exemplars));
            for (var i = 0; i < exemplars.Length; i++)
            {
                var (image, compressed) = (snapshot.Images[i], new RgbImage());
                BoxCompression.Compress(exemplars[i].Image.Source.Load(), exemplars[i].Image.Box!.Value, ratio, compressed);
                CollectionAssert.AreEqual(compressed.Pixels.ToArray(), StoreFixture.Pixels(image));
                Assert.AreEqual(exemplars[i].Image.Cost, image.Entry.Cost);
            }
        }, iter: 30, threads: 1);

    /// <summary>As many as the paper's largest memory holds when it compresses: some ten megabytes.</summary>
    [TestMethod]
    public void AnExemplarWithoutItsPixelsTakesSomeHundredBytes()
    {
        const int Count = 40_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var snapshot = new ExemplarSnapshot(Enumerable.Range(0, Count).Select(i => Entry(i + 1, i / 40, i % 40)), [], 0, null!);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
        Console.WriteLine($"{each:F0} bytes for an exemplar");
        Assert.HasCount(Count, snapshot.Images);
        Assert.IsLessThan(400.0, each);
    }

    private static ExemplarEntry Entry(long id, int label, int rank) => new()
    {
        Id = id,
        Label = label,
        ClassName = "class",
        Rank = rank,
        Phase = label / 100,
        Source = FormattableString.Invariant($"train/n{label:00000000}/n{label:00000000}_{id}.JPEG"),
        Height = 375,
        Width = 500,
        Box = new Box(20, 300, 130, 480),
        Ratios = 4,
        Cost = 0.5,
        ForegroundCodec = PixelCodec.WebPLossless,
        BackgroundCodec = PixelCodec.WebPLossless,
        ByteCount = 100_000,
    };

    [TestMethod]
    public void WholeImagesAndEmptyBoxesHoldOneHalf()
    {
        using var fixture = new StoreFixture();
        var image = StoreFixture.RandomImage(20, 30, new RandomStream(1));
        var whole = new NewExemplar(CompressedImage.Whole(new StoreFixture.DrawnImage(image, 0, "whole.png")), 0, "class 0");
        var fullBox = StoreFixture.Exemplar(0, image, Box.Whole(20, 30), 4, "full.png");
        var empty = StoreFixture.Exemplar(0, image, Box.Empty, 4, "empty.png");
        using var store = fixture.Create();
        var snapshot = store.CommitPhase(StoreFixture.PlanOf(0, whole, fullBox, empty));

        CollectionAssert.AreEqual(new[] { 1.0, 1.0, 0.25 }, snapshot.Entries.Select(entry => entry.Cost).ToArray());
        CollectionAssert.AreEqual(new[] { 1.0, 1.0, 0.0 }, snapshot.Entries.Select(entry => entry.BoxShare).ToArray());
        CollectionAssert.AreEqual(new PixelCodec?[] { PixelCodec.WebPLossless, PixelCodec.WebPLossless, null }, snapshot.Entries.Select(entry => entry.ForegroundCodec).ToArray());
        CollectionAssert.AreEqual(new PixelCodec?[] { null, null, PixelCodec.WebPLossless }, snapshot.Entries.Select(entry => entry.BackgroundCodec).ToArray());
        CollectionAssert.AreEqual(image.Pixels.ToArray(), StoreFixture.Pixels(snapshot.Images[0]));
        CollectionAssert.AreEqual(image.Pixels.ToArray(), StoreFixture.Pixels(snapshot.Images[1]));
        CollectionAssert.AreEqual(StoreFixture.Expected(empty), StoreFixture.Pixels(snapshot.Images[2]));
    }

    [TestMethod]
    public void AMovedStoreReplaysWithoutItsSourceFiles()
    {
        using var fixture = new StoreFixture();
        var sources = Directory.CreateDirectory(Path.Combine(fixture.Folder, "sources")).FullName;
        var exemplars = Enumerable.Range(0, 5).Select(i =>
        {
            var path = Path.Combine(sources, $"{i}.png");
            var image = StoreFixture.RandomImage(24, 32, new RandomStream((ulong)i));
            File.WriteAllBytes(path, ImageCodec.EncodePng(image));
            var source = new StoreFixture.ActingImage(destination => ImageCodec.LoadFile(path, destination));
            return new NewExemplar(new CompressedImage(source, new Box(4, 12, 8, 20), 24, 32, 4), 0, "class 0");
        }).ToArray();
        fixture.Fill(exemplars);
        var expected = exemplars.Select(StoreFixture.Expected).ToArray();
        Directory.Delete(sources, recursive: true);
        var moved = Path.Combine(Directory.CreateDirectory(Path.Combine(fixture.Folder, "elsewhere")).FullName, "memory.db");
        File.Move(fixture.Path, moved);

        using var store = ExemplarStore.OpenReadOnly(moved);
        for (var i = 0; i < exemplars.Length; i++)
            CollectionAssert.AreEqual(expected[i], StoreFixture.Pixels(store.Snapshot.Images[i]));
    }

    [TestMethod]
    public void ReopenedAndMovedStoresAreEqual()
    {
        using var fixture = new StoreFixture();
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 9).Select(i => StoreFixture.Exemplar(i % 3, (ulong)i))];
        ExemplarSnapshot written;
        using (var store = fixture.Create())
            written = store.CommitPhase(StoreFixture.PlanOf(0, exemplars));
        var moved = Path.Combine(Directory.CreateDirectory(Path.Combine(fixture.Folder, "elsewhere")).FullName, "renamed.db");
        AssertEqual(written, fixture.Path, exemplars);
        File.Move(fixture.Path, moved);
        AssertEqual(written, moved, exemplars);
        using (var resumed = ExemplarStore.Open(moved))
        {
            CollectionAssert.AreEqual(written.Entries.ToArray(), resumed.Snapshot.Entries.ToArray());
            Assert.AreEqual(1, resumed.CommitPhase(StoreFixture.PlanOf(1, StoreFixture.Exemplar(10, 99))).LastPhase);
        }

        static void AssertEqual(ExemplarSnapshot written, string path, NewExemplar[] exemplars)
        {
            using var store = ExemplarStore.OpenReadOnly(path);
            CollectionAssert.AreEqual(written.Entries.ToArray(), store.Snapshot.Entries.ToArray());
            CollectionAssert.AreEqual(written.Phases.ToArray(), store.Snapshot.Phases.ToArray());
            Assert.AreEqual(written.Usage with { Classes = [] }, store.Snapshot.Usage with { Classes = [] });
            NewExemplar[] ordered = [.. exemplars.OrderBy(exemplar => exemplar.Label)];
            for (var i = 0; i < ordered.Length; i++)
                CollectionAssert.AreEqual(StoreFixture.Expected(ordered[i]), StoreFixture.Pixels(store.Snapshot.Images[i]));
        }
    }

    [TestMethod]
    public void ClosedStoreIsOneFile()
    {
        using var fixture = new StoreFixture();
        fixture.Fill(StoreFixture.Exemplar(0, 1));
        CollectionAssert.AreEquivalent(new[] { "memory.db", "memory.db.lock" }, Directory.GetFiles(fixture.Folder).Select(Path.GetFileName).ToArray());
        using var store = ExemplarStore.OpenReadOnly(fixture.Path);
        StoreFixture.Pixels(store.Snapshot.Images[0]);
        Assert.IsFalse(File.Exists(fixture.Path + "-shm"), "reading a closed store makes no companion files, so its medium may be read-only");
        Assert.AreEqual(new FileInfo(fixture.Path).Length, store.Snapshot.Usage.FileByteCount);
    }

    [TestMethod]
    public void ReadersSeeWholePhasesWhileAWriterWorks()
    {
        using var fixture = new StoreFixture();
        using var writer = fixture.Create();
        writer.CommitPhase(StoreFixture.PlanOf(0, StoreFixture.Exemplar(0, 1)));
        var seenInside = -1;
        var second = StoreFixture.Exemplar(10, 2);
        var peeking = new StoreFixture.ActingImage(destination =>
        {
            using var inside = ExemplarStore.OpenReadOnly(fixture.Path);
            seenInside = inside.Snapshot.LastPhase;
            StoreFixture.Pixels(inside.Snapshot.Images[0]);
            second.Image.Source.LoadInto(destination);
        });
        using var before = ExemplarStore.OpenReadOnly(fixture.Path);
        writer.CommitPhase(StoreFixture.PlanOf(1, second, new NewExemplar(CompressedImage.Whole(peeking), 10, "class 10")));
        using var after = ExemplarStore.OpenReadOnly(fixture.Path);

        Assert.AreEqual(0, seenInside);
        Assert.AreEqual(0, before.Snapshot.LastPhase);
        Assert.AreEqual(1, after.Snapshot.LastPhase);
        StoreFixture.Pixels(before.Snapshot.Images[0]);
        CollectionAssert.AreEqual(StoreFixture.Expected(second), StoreFixture.Pixels(after.Snapshot.Images[1]));
        Assert.ThrowsExactly<InvalidOperationException>(() => after.CommitPhase(StoreFixture.PlanOf(2)));
    }

    [TestMethod]
    public void SecondWriterIsRefusedWithTheProcessOfTheFirst()
    {
        using var fixture = new StoreFixture();
        using (fixture.Create())
        {
            var error = Assert.ThrowsExactly<CimCilException>(() => fixture.Open());
            StringAssert.Contains(error.Message, $"process {Environment.ProcessId} on {Environment.MachineName}");
            StringAssert.Contains(error.Message, fixture.Path);
        }
        fixture.Open().Dispose();
    }

    [TestMethod]
    public void ConcurrentLoadsAreRight()
    {
        using var fixture = new StoreFixture();
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 24).Select(i => StoreFixture.Exemplar(0, (ulong)i))];
        fixture.Fill(exemplars);
        var expected = exemplars.Select(StoreFixture.Expected).ToArray();
        using var store = ExemplarStore.OpenReadOnly(fixture.Path);
        var threads = Enumerable.Range(0, 4).Select(thread => Task.Factory.StartNew(() =>
        {
            var image = new RgbImage();
            for (var i = 0; i < 200; i++)
            {
                var at = ((i * 7) + (thread * 5)) % exemplars.Length;
                store.Snapshot.Images[at].LoadInto(image);
                if (!image.Pixels.SequenceEqual(expected[at]))
                    return false;
            }
            return true;
        }, TaskCreationOptions.LongRunning)).ToArray();
        Assert.IsTrue(Task.WhenAll(threads).GetAwaiter().GetResult().All(right => right));
    }

    [TestMethod]
    public void StoredBytesDoNotDependOnTheNumberOfWorkers()
    {
        long[][] checksums = [.. new[] { 1, 3 }.Select(workers =>
        {
            using var fixture = new StoreFixture();
            using var store = fixture.Create();
            var exemplars = Enumerable.Range(0, 40).Select(i => StoreFixture.Exemplar(i % 4, (ulong)i)).ToArray();
            return store.CommitPhase(StoreFixture.PlanOf(0, exemplars), workers).Entries.Select(entry => entry.PixelChecksum).ToArray();
        })];
        CollectionAssert.AreEqual(checksums[0], checksums[1]);
    }

    [TestMethod]
    public void ReductionDropsFromTheTailAndGivesTheSpaceBack()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 30).Select(i => StoreFixture.Exemplar(i % 2, (ulong)i))];
        var before = store.CommitPhase(StoreFixture.PlanOf(0, exemplars));
        before.Images[5].Load();
        var after = store.CommitPhase(StoreFixture.PlanOf(1) with { KeptCounts = new Dictionary<int, int> { [0] = 3 } });

        CollectionAssert.AreEqual(before.OfClass(0).Take(3).Concat(before.OfClass(1)).ToArray(), after.Entries.ToArray());
        Assert.AreEqual(12, after.Phases[1].DroppedCount);
        Assert.IsLessThan(before.Usage.FileByteCount, after.Usage.FileByteCount);
        Assert.AreEqual(0, Number(fixture.Path, "PRAGMA freelist_count"));
        var dropped = Assert.ThrowsExactly<DataException>(() => before.Images[5].Load());
        StringAssert.Contains(dropped.Message, "not in the store any more");
        CollectionAssert.AreEqual(StoreFixture.Expected(exemplars[0]), StoreFixture.Pixels(before.Images[0]));
    }

    /// <summary>The pixels and entries do not depend on the pages, and only a budget of images makes them large.</summary>
    [TestMethod]
    [DataRow("100", 32768)]
    [DataRow("10/class", 32768)]
    [DataRow("1 MiB", 1024)]
    [DataRow(null, 1024)]
    public void PagesAreLargeWhereBytesOfTheFileDoNotCount(string? budget, int pageSize)
    {
        using var fixture = new StoreFixture();
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 30).Select(i => StoreFixture.Exemplar(0, (ulong)i))];
        using (var store = ExemplarStore.Create(fixture.Path, budget is null ? null : Budget.TryParse(budget, out var parsed) ? parsed : throw new ArgumentException(budget)))
            store.CommitPhase(StoreFixture.PlanOf(0, exemplars));
        Assert.AreEqual(pageSize, Number(fixture.Path, "PRAGMA page_size"));
        Assert.IsTrue(StoreVerification.Verify(fixture.Path).IsSound);
        using (var store = fixture.Open())
        {
            for (var i = 0; i < exemplars.Length; i++)
                CollectionAssert.AreEqual(StoreFixture.Expected(exemplars[i]), StoreFixture.Pixels(store.Snapshot.Images[i]));
            var after = store.CommitPhase(StoreFixture.PlanOf(1, StoreFixture.Exemplar(10, 99)) with { KeptCounts = new Dictionary<int, int> { [0] = 3 } });
            Assert.HasCount(4, after.Entries);
            Assert.AreEqual(0, Number(fixture.Path, "PRAGMA freelist_count"));
        }
        Assert.IsTrue(StoreVerification.Verify(fixture.Path).IsSound);
    }

    /// <summary>The classes of a store may come in another order than their labels', as after a merge.</summary>
    [TestMethod]
    public void EntriesAreByLabelAndRankInWhateverOrderTheyWereAdded()
    {
        using var fixture = new StoreFixture();
        NewExemplar[] exemplars = [.. Enumerable.Range(0, 40).Select(i => StoreFixture.Exemplar(9 - (i % 4), (ulong)i))];
        fixture.Fill(exemplars);
        using var store = ExemplarStore.OpenReadOnly(fixture.Path);
        NewExemplar[] expected = [.. exemplars.OrderBy(exemplar => exemplar.Label)];
        CollectionAssert.AreEqual(expected.Select(one => one.Image.Name).ToArray(), store.Snapshot.Entries.Select(entry => entry.Source).ToArray());
        CollectionAssert.AreEqual(expected.Select(one => one.Label).ToArray(), store.Snapshot.Images.Select(image => image.Class).ToArray());
        for (var i = 0; i < expected.Length; i++)
        {
            CollectionAssert.AreEqual(StoreFixture.Expected(expected[i]), StoreFixture.Pixels(store.Snapshot.Images[i]));
            Assert.AreEqual(store.Snapshot.Entries[i], store.Snapshot.Images[i].Entry);
        }
        CollectionAssert.AreEqual(store.Snapshot.Entries.Where(entry => entry.Label == 7).ToArray(), store.Snapshot.OfClass(7).ToArray());
    }

    [TestMethod]
    public void IdsAreNeverGivenTwice()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var first = store.CommitPhase(StoreFixture.PlanOf(0, StoreFixture.Exemplar(0, 1), StoreFixture.Exemplar(0, 2)));
        store.CommitPhase(StoreFixture.PlanOf(1) with { KeptCounts = new Dictionary<int, int> { [0] = 0 } });
        var last = store.CommitPhase(StoreFixture.PlanOf(2, StoreFixture.Exemplar(20, 3)));
        Assert.IsGreaterThan(first.Entries.Max(entry => entry.Id), last.Entries.Single().Id);
    }

    [TestMethod]
    public void UsageAddsUp()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        Assert.AreEqual(-1, store.Snapshot.LastPhase);
        Assert.AreEqual(0, store.Snapshot.Usage.ExemplarCount);
        var snapshot = store.CommitPhase(StoreFixture.PlanOf(0, [.. Enumerable.Range(0, 7).Select(i => StoreFixture.Exemplar(i % 3, (ulong)i))]));
        var usage = snapshot.Usage;

        Assert.AreEqual(7, usage.ExemplarCount);
        CollectionAssert.AreEqual(new[] { 3, 2, 2 }, usage.Classes.Select(entry => entry.ExemplarCount).ToArray());
        CollectionAssert.AreEqual(new[] { "class 0", "class 1", "class 2" }, usage.Classes.Select(entry => entry.ClassName).ToArray());
        Assert.AreEqual(usage.ImageEquivalents, usage.Classes.Sum(entry => entry.ImageEquivalents), 1e-12);
        Assert.AreEqual(usage.ByteCount, usage.Classes.Sum(entry => entry.ByteCount));
        Assert.AreEqual(usage.ByteCount, Number(fixture.Path, "SELECT sum(coalesce(length(foreground), 0) + coalesce(length(background), 0)) FROM exemplar"));
        Assert.AreEqual(snapshot.Phases[0].ImageEquivalents, usage.ImageEquivalents);
        Assert.AreEqual(snapshot.Entries.Average(entry => entry.BoxShare), usage.MeanBoxShare, 1e-12);
        Assert.IsGreaterThan(usage.ByteCount, usage.FileByteCount);
    }

    private static long Number(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=false");
        connection.Open();
        return ExemplarSchema.Number(connection, sql);
    }
}
