using System.Diagnostics;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;

namespace CimCil.Tests.Exemplars;

/// <summary>A small file system that fills up during a phase; needs Linux and the right to mount one.</summary>
[TestClass]
public sealed class FullDiskTests
{
    [TestMethod]
    public void AFullDiskLeavesThePhaseBeforeAndTheNextAttemptSucceeds()
    {
        using var fixture = new StoreFixture();
        var disk = Directory.CreateDirectory(Path.Combine(fixture.Folder, "disk")).FullName;
        if (!OperatingSystem.IsLinux() || !Runs("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk))
            Assert.Inconclusive("A file system of 400 KB cannot be mounted here: this test needs Linux and its root user.");
        try
        {
            var path = Path.Combine(disk, "memory.db");
            using (var store = ExemplarStore.Create(path))
            {
                var before = store.CommitPhase(StoreFixture.PlanOf(0, [.. Enumerable.Range(0, 4).Select(i => StoreFixture.Exemplar(0, (ulong)i))]));
                var random = new RandomStream(1);
                var large = StoreFixture.PlanOf(1, [.. Enumerable.Range(0, 40).Select(i => Noise(i, random))]) with { KeptCounts = new Dictionary<int, int> { [0] = 1 } };
                var error = Assert.ThrowsExactly<CimCilException>(() => store.CommitPhase(large));
                StringAssert.Contains(error.Message, "disk");
                StringAssert.Contains(error.Message, "the one before it is intact");
                StringAssert.Contains(error.Message, "Make space and resume");
                Assert.AreSame(before, store.Snapshot);
                foreach (var image in before.Images)
                    image.Load();
                using (var reader = ExemplarStore.OpenReadOnly(path))
                    CollectionAssert.AreEqual(before.Entries.ToArray(), reader.Snapshot.Entries.ToArray());

                Assert.IsTrue(Runs("mount", "-o", "remount,size=20m", disk));
                Assert.HasCount(41, store.CommitPhase(large).Entries);
            }
            Assert.IsTrue(StoreVerification.Verify(path).IsSound);
        }
        finally
        {
            Runs("umount", "-l", disk);
        }
    }

    private static NewExemplar Noise(int seed, RandomStream random)
    {
        var image = new RgbImage(100, 100);
        foreach (ref var value in image.Pixels)
            value = (byte)random.NextInt(256);
        return StoreFixture.Exemplar(10, image, new Box(10, 90, 10, 90), 4, $"{seed}");
    }

    private static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
