using System.Security.Cryptography;
using CimCil.Configuration;
using CimCil.Exemplars;
using Microsoft.Data.Sqlite;

namespace CimCil.Tests.Exemplars;

/// <summary>A store that schema version 1 wrote, of two phases with three classes.</summary>
[TestClass]
public sealed class SchemaMigrationTests
{
    /// <summary>SHA-256 of the decoded pixels, as the program that wrote the store printed them.</summary>
    private static readonly string[] Pixels = ["5a6439eb69a239dc", "2874a282e47dfdcd", "25489ebac4e6b1f6", "d9c087d969635448", "91add2fdb33de493", "c0b42e17ffec8d5e"];

    [TestMethod]
    public void ReadersTakeItAsItIs()
    {
        using var fixture = new StoreFixture();
        WriteOld(fixture.Path);
        var bytes = File.ReadAllBytes(fixture.Path);
        using (var store = ExemplarStore.OpenReadOnly(fixture.Path))
            AssertContent(store);
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(fixture.Path));
        Assert.AreEqual(1, Version(fixture.Path));
    }

    [TestMethod]
    public void WritersMigrateIt()
    {
        using var fixture = new StoreFixture();
        WriteOld(fixture.Path);
        using (var store = fixture.Open())
        {
            AssertContent(store);
            store.CommitPhase(StoreFixture.PlanOf(2, StoreFixture.Exemplar(20, 1, 4, new ExemplarCodecs(PixelCodec.Jpeg(90), PixelCodec.WebP(60)))));
        }
        Assert.AreEqual(ExemplarSchema.Version, Version(fixture.Path));
        using var again = ExemplarStore.OpenReadOnly(fixture.Path);
        AssertContent(again);
        Assert.HasCount(3, again.Snapshot.Phases);
        Assert.IsGreaterThan(0L, again.Snapshot.Phases[2].FileByteCount);
    }

    private static void AssertContent(ExemplarStore store)
    {
        CollectionAssert.AreEqual(Pixels, store.Snapshot.Images.Take(6).Select(image => Convert.ToHexStringLower(SHA256.HashData(image.Load().Pixels))[..16]).ToArray());
        Assert.AreEqual(2, store.Snapshot.Phases[1].DroppedCount);
        Assert.AreEqual(Budget.Images(6), store.Snapshot.Phases[1].Budget);
        Assert.AreEqual(0, store.Snapshot.Phases[1].FileByteCount);
    }

    private static void WriteOld(string path)
    {
        using var stored = typeof(SchemaMigrationTests).Assembly.GetManifestResourceStream("version-1.db")!;
        using var file = File.Create(path);
        stored.CopyTo(file);
    }

    private static long Version(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=false");
        connection.Open();
        return ExemplarSchema.VersionOf(connection);
    }
}
