using CimCil.Foundation;

namespace CimCil.Tests.Foundation;

[TestClass]
public sealed class WriterLockTests
{
    private static readonly string Self = $"process {Environment.ProcessId} on {Environment.MachineName}";

    [TestMethod]
    public void OneOfManyGetsIt()
    {
        using var folder = new TempFolder();
        var path = folder["run"];
        // What a process that was killed leaves behind is no lock.
        File.WriteAllText(path + ".lock", "");
        File.WriteAllText(path + ".writer", "process 1 on this machine");
        for (var round = 0; round < 20; round++)
        {
            Assert.IsNull(WriterLock.HolderOf(path));
            var taken = new WriterLock?[8];
            Parallel.For(0, taken.Length, i => taken[i] = WriterLock.TryTake(path));
            Assert.HasCount(1, taken.OfType<WriterLock>().ToArray());
            Assert.AreEqual(Self, WriterLock.HolderOf(path));
            taken.OfType<WriterLock>().Single().Dispose();
        }
    }

    [TestMethod]
    public void AReleasedLockIsNotReleasedAgain()
    {
        using var folder = new TempFolder();
        var path = folder["run"];
        var first = WriterLock.TryTake(path)!;
        first.Dispose();
        using var second = WriterLock.TryTake(path);
        first.Dispose();
        Assert.AreEqual(Self, WriterLock.HolderOf(path), "the second one's lock stays");
    }

    [TestMethod]
    public void AHolderWithoutANameKeepsTheLock()
    {
        using var folder = new TempFolder();
        var path = folder["run"];
        using var taken = WriterLock.TryTake(path);
        File.Delete(path + ".writer");
        Assert.IsNull(WriterLock.HolderOf(path));
        Assert.IsNull(WriterLock.TryTake(path));
    }

    [TestMethod]
    public void APlaceThatCannotBeWrittenIsExplained()
    {
        using var folder = new TempFolder();
        var failure = Assert.ThrowsExactly<DataException>(() => WriterLock.TryTake(folder[Path.Combine("none", "run")]));
        StringAssert.Contains(failure.Message, "run.lock cannot be made");
        StringAssert.Contains(failure.Message, "Create the folder");
    }

    [TestMethod]
    public void TheLockOfWhatIsNoMoreLeavesNothing()
    {
        using var folder = new TempFolder();
        WriterLock.TryTake(folder["run"])!.DisposeAndDelete();
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }
}
