using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;

namespace CimCil.Tests.Exemplars;

[TestClass]
public sealed class StoreVerificationTests
{
    /// <summary>Damaged copies that are verified; CIMCIL_DAMAGES asks for more.</summary>
    private static readonly int DamageCount = int.TryParse(Environment.GetEnvironmentVariable("CIMCIL_DAMAGES"), out var count) ? count : 300;

    private static readonly ExemplarCodecs Mixed = new(PixelCodec.Jpeg(95), PixelCodec.WebP(60));

    [TestMethod]
    public void ASoundStoreHasNoProblems()
    {
        using var fixture = Filled();
        var report = StoreVerification.Verify(fixture.Path, 2);
        Assert.IsTrue(report.IsSound, string.Join('\n', report.Problems));
        Assert.AreEqual(34, report.ExemplarCount);
        Assert.AreEqual(1, report.LastPhase!.Phase);
    }

    /// <summary>A class is known by its name: a dataset that was changed between two phases gave it a second label.</summary>
    [TestMethod]
    public void OneClassUnderTwoLabelsIsNotSound()
    {
        using var fixture = new StoreFixture();
        fixture.Fill(StoreFixture.Exemplar(0, 1), StoreFixture.Exemplar(1, 2));
        using (var store = fixture.Open())
        {
            var refused = Assert.ThrowsExactly<DataException>(() => store.CommitPhase(StoreFixture.PlanOf(1, StoreFixture.Exemplar(12, 3) with { ClassName = "class 1" })));
            Assert.Contains("Class class 1 has the labels 1 and 12, and a class has one", refused.Message);
            Assert.AreEqual(0, store.Snapshot.LastPhase, "nothing is stored");
        }
        Assert.IsTrue(StoreVerification.Verify(fixture.Path).IsSound);
        // As stores were written before this was looked at.
        using (var store = fixture.Open())
            store.CommitPhase(StoreFixture.PlanOf(1, StoreFixture.Exemplar(12, 3)));
        Rename(fixture.Path, 12, "class 1");
        var report = StoreVerification.Verify(fixture.Path);
        Assert.Contains("Class class 1 has the labels 1 and 12", string.Join('\n', report.Problems));
        var merged = Assert.ThrowsExactly<DataException>(() => StoreMerge.Merge([fixture.Path, fixture.Copy()], fixture.Path + "2", null));
        Assert.Contains("is not sound: Class class 1", merged.Message);
        Assert.IsFalse(File.Exists(fixture.Path + "2"));
        using var shrunk = fixture.Open();
        Assert.IsNotEmpty(shrunk.Shrink(Budget.Images(50)).Entries, "what is wrong already is for a verification to say");
    }

    /// <summary>A link to itself stands for a file that this user must not open, which root may.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void WhatCannotBeOpenedIsNotJudged()
    {
        using var fixture = new StoreFixture();
        File.CreateSymbolicLink(fixture.Path, fixture.Path);
        var refused = Assert.ThrowsExactly<DataException>(() => StoreVerification.Verify(fixture.Path)).Message;
        Assert.Contains("cannot be opened", refused);
        Assert.Contains("Check the path and its permissions", refused);
        File.Delete(fixture.Path);
        // What nobody can open is not waited for.
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(fixture.Path));
        foreach (var act in new Action[] { () => StoreVerification.Verify(fixture.Path), () => ExemplarStore.OpenReadOnly(fixture.Path) })
            Assert.Contains("is empty, or a pipe, socket or device", Assert.ThrowsExactly<DataException>(act).Message);
    }

    /// <summary>Gives an exemplar's class another name, with its checksum.</summary>
    private static void Rename(string path, int label, string name)
    {
        ExemplarEntry entry;
        using (var store = ExemplarStore.OpenReadOnly(path))
            entry = store.Snapshot.OfClass(label).Single() with { ClassName = name };
        using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        connection.Open();
        ExemplarSchema.Execute(connection, FormattableString.Invariant($"UPDATE exemplar SET class_name = '{name}', row_checksum = {ExemplarChecksum.Of(entry)} WHERE label = {label}"));
    }

    /// <summary>
    /// One changed byte, or a file that ends early: the report tells, or every row and every decoded pixel is what it was.
    /// </summary>
    [TestMethod]
    public void EveryDamageIsFoundOrHarmless()
    {
        using var fixture = Filled();
        var bytes = File.ReadAllBytes(fixture.Path);
        var (entries, pixels) = Content(fixture.Path);
        var random = new RandomStream(11);
        var (found, harmless) = (0, 0);
        for (var i = 0; i < DamageCount; i++)
        {
            var damaged = i % 10 == 9 ? bytes[..random.NextInt(bytes.Length)] : [.. bytes];
            var at = damaged.Length == bytes.Length ? random.NextInt(bytes.Length) : -1;
            if (at >= 0)
                damaged[at] ^= (byte)(1 + random.NextInt(255));
            File.WriteAllBytes(fixture.Path, damaged);
            var report = StoreVerification.Verify(fixture.Path);
            if (!report.IsSound)
            {
                found++;
                continue;
            }
            harmless++;
            var after = Content(fixture.Path);
            CollectionAssert.AreEqual(entries, after.Entries, $"byte {at} of {bytes.Length}");
            for (var exemplar = 0; exemplar < pixels.Length; exemplar++)
                CollectionAssert.AreEqual(pixels[exemplar], after.Pixels[exemplar], $"byte {at} of {bytes.Length}");
        }
        Console.WriteLine($"{DamageCount} damages of {bytes.Length} bytes: {found} found, {harmless} harmless");
        // What the seal leaves out are 12 bytes of counters.
        Assert.IsGreaterThan(DamageCount * 99 / 100, found);
    }

    [TestMethod]
    [DataRow("DELETE FROM exemplar WHERE label = 1 AND rank = 3", "it holds")]
    [DataRow("UPDATE exemplar SET foreground = zeroblob(length(foreground)) WHERE label = 1 AND rank = 2 AND foreground IS NOT NULL", "checksum")]
    [DataRow("UPDATE exemplar SET cost = cost / 2 WHERE id = 4", "exemplar 4")]
    [DataRow("UPDATE sqlite_sequence SET seq = 1", "given twice")]
    [DataRow("CREATE TABLE more (x)", "definitions")]
    [DataRow("PRAGMA user_version = 9", "newer CimCil")]
    [DataRow("PRAGMA user_version = 1", "begin at version 3")]
    [DataRow("PRAGMA foreign_keys = OFF; DELETE FROM phase WHERE phase = 1", "phase")]
    public void WhatIsWrongIsTold(string change, string what)
    {
        using var fixture = Filled();
        using (var connection = new SqliteConnection($"Data Source={fixture.Path};Pooling=false"))
        {
            connection.Open();
            ExemplarSchema.Execute(connection, change);
        }
        var report = StoreVerification.Verify(fixture.Path);
        Assert.IsFalse(report.IsSound);
        StringAssert.Contains(string.Join('\n', report.Problems), what);
    }

    /// <summary>Without its seal, as a process that was ended leaves it, the store is sound, and what is stored is still verified.</summary>
    [TestMethod]
    public void AnOpenStoreIsVerifiedRowByRow()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        store.CommitPhase(StoreFixture.PlanOf(0, StoreFixture.Exemplar(0, 1)));
        Assert.IsTrue(StoreVerification.Verify(fixture.Path).IsSound, "while it is written");
        var copy = fixture.Path + "2";
        File.Copy(fixture.Path, copy);
        Assert.IsTrue(StoreVerification.Verify(copy).IsSound, string.Join('\n', StoreVerification.Verify(copy).Problems));
    }

    [TestMethod]
    public void AByteThatNothingUsesIsFoundToo()
    {
        using var fixture = Filled();
        var bytes = File.ReadAllBytes(fixture.Path);
        var unused = Enumerable.Range(0, bytes.Length / 1024).First(page => bytes.AsSpan((page * 1024) + 400, 200).IndexOfAnyExcept((byte)0) < 0);
        bytes[(unused * 1024) + 500] = 1;
        File.WriteAllBytes(fixture.Path, bytes);
        CollectionAssert.AreEqual(new[] { "The file is not as it was when it was closed: a byte of it has changed." }, StoreVerification.Verify(fixture.Path).Problems.ToArray());
    }

    /// <summary>Rows whose checksums hold may still not belong together.</summary>
    [TestMethod]
    public void BrokenInvariantsAreTold()
    {
        using var fixture = Filled();
        using var store = ExemplarStore.OpenReadOnly(fixture.Path);
        var (entries, phases) = (store.Snapshot.Entries.ToArray(), store.Snapshot.Phases.ToArray());
        var full = entries.First(entry => entry.ForegroundCodec is not null && entry.BackgroundCodec is not null);

        Assert.IsEmpty(Broken(entries, phases));
        Assert.Contains(problem => problem.Contains("leaves its image"), Broken([full with { Box = new Box(0, full.Height + 1, 0, 1) }], []));
        Assert.Contains(problem => problem.Contains("cost"), Broken([full with { Cost = full.Cost + 0.1 }], []));
        Assert.Contains(problem => problem.Contains("halves"), Broken([full with { BackgroundCodec = null }], []));
        Assert.Contains(problem => problem.Contains("gap"), Broken([full with { Rank = 1 }], []));
        Assert.Contains(problem => problem.Contains("two names"), Broken([full, full with { Rank = 1, ClassName = "other" }], []));
        Assert.Contains(problem => problem.Contains("are not those"), Broken(entries[..^1], phases));
        Assert.Contains(problem => problem.Contains("after phase"), Broken([full with { Phase = 2 }], phases));
        Assert.Contains(problem => problem.Contains("budget of 1 KiB:"), Broken(entries, [phases[0] with { Budget = Budget.Bytes("1 KiB") }]));
        Assert.Contains(problem => problem.Contains("budget of 2:"), Broken(entries, [phases[0] with { Budget = Budget.Images(2) }]));
        Assert.Contains(problem => problem.Contains("its share is 1:"), Broken(entries, [phases[0] with { Share = 1 }]));
        Assert.IsEmpty(Broken(entries, [phases[0] with { ByteCount = phases[1].ByteCount, ImageEquivalents = phases[1].ImageEquivalents, Phase = 1, SeenClassCount = 20, Share = 1, ShareRule = "weighted" }]));

        static string[] Broken(ExemplarEntry[] entries, PhaseSummary[] phases) => [.. StoreInvariants.Broken(new ExemplarSnapshot(entries, phases, 1 << 20, null!))];
    }

    /// <summary>No call of ours stores more than a budget, so the recorded budget is lowered; the fix that the problem names then mends the store.</summary>
    [TestMethod]
    [DataRow("3", "The memory uses ", "budget of 3:")]
    [DataRow("1/class", "Class class 1 uses ", "share")]
    [DataRow("20 KiB", "The memory uses ", "budget of 20 KiB")]
    public void AStoreOverItsBudgetIsUnsoundUntilItIsReduced(string typed, string what, string rule)
    {
        Assert.IsTrue(Budget.TryParse(typed, out var budget));
        using var fixture = new StoreFixture();
        using (var store = fixture.Create())
        {
            NewExemplar[] exemplars = [.. Enumerable.Range(0, 36).Select(i => StoreFixture.Exemplar(i % 3, (ulong)i, 4, i % 2 == 0 ? Mixed : null))];
            store.CommitPhase(new MemoryPlan(new CimCil.Data.Phase(0, 0, 3), Budget.ImagesPerClass(1000), new Dictionary<int, int>(), exemplars));
        }
        Assert.IsTrue(StoreVerification.Verify(fixture.Path).IsSound, "within its budget");
        LowerBudget(fixture.Path, budget);

        var report = StoreVerification.Verify(fixture.Path);
        Assert.IsFalse(report.IsSound);
        var problem = report.Problems.First(one => one.StartsWith(what, StringComparison.Ordinal));
        StringAssert.Contains(problem, rule);
        StringAssert.Contains(problem, $"Reduce it with 'cimcil memory shrink DB --budget \"{budget}\"'");

        using (var store = fixture.Open())
            store.Shrink(budget);
        report = StoreVerification.Verify(fixture.Path);
        Assert.IsTrue(report.IsSound, string.Join('\n', report.Problems));
        Assert.IsLessThan(36, report.ExemplarCount);
    }

    /// <summary>Writes another budget into the summary of the last phase, with the checksum of such a row.</summary>
    private static void LowerBudget(string path, Budget budget)
    {
        using var store = ExemplarStore.OpenReadOnly(path);
        var last = store.Snapshot.Phases[^1];
        using var connection = ExemplarSchema.OpenForWriting(path, ExemplarSchema.SmallPage);
        ExemplarTable.Write(connection, last with { Budget = budget, Share = budget.PerClass(last.SeenClassCount) });
    }

    private static (ExemplarEntry[] Entries, byte[][] Pixels) Content(string path)
    {
        using var store = ExemplarStore.OpenReadOnly(path);
        return ([.. store.Snapshot.Entries], [.. store.Snapshot.Images.Select(StoreFixture.Pixels)]);
    }

    private static StoreFixture Filled()
    {
        var fixture = new StoreFixture();
        using var store = fixture.Create();
        store.CommitPhase(StoreFixture.PlanOf(0, [.. Enumerable.Range(0, 36).Select(i => StoreFixture.Exemplar(i % 3, (ulong)i, 4, i % 2 == 0 ? Mixed : null))]));
        store.CommitPhase(StoreFixture.PlanOf(1, [.. Enumerable.Range(0, 6).Select(i => StoreFixture.Exemplar(10, (ulong)(i + 50)))]) with { KeptCounts = new Dictionary<int, int> { [0] = 4 } });
        return fixture;
    }
}
