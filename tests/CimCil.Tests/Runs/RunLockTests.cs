using CimCil.Runs;

namespace CimCil.Tests.Runs;

[TestClass]
public sealed class RunLockTests
{
    [TestMethod]
    public void OneOfManyTakesOverADeadOwnersLock()
    {
        using var folder = new TempFolder();
        for (var round = 0; round < 20; round++)
        {
            WriteOwner(folder, Environment.MachineName, started: 1);
            var taken = new RunLock?[8];
            Parallel.For(0, taken.Length, i => taken[i] = RunLock.TryTakeOver(folder.Path));
            Assert.HasCount(1, taken.OfType<RunLock>().ToArray());
            Assert.IsTrue(RunLock.OwnerOf(folder.Path)!.IsAlive);
            taken.OfType<RunLock>().Single().Dispose();
        }
    }

    [TestMethod]
    public void ALivingOwnerAndOneElsewhereKeepTheirs()
    {
        using var folder = new TempFolder();
        using (RunLock.TryTake(folder.Path))
            Assert.IsNull(RunLock.TryTakeOver(folder.Path));
        Assert.IsNull(RunLock.OwnerOf(folder.Path));
        WriteOwner(folder, "another-host", started: 1);
        Assert.IsNull(RunLock.TryTakeOver(folder.Path), "whether it lives cannot be known here");
    }

    [TestMethod]
    public void ALockFileThatWasNeverFilledIsTakenOnceItIsOld()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, RunLock.FileName);
        File.WriteAllText(file, "");
        Assert.IsNull(RunLock.TryTakeOver(folder.Path), "its process may be about to fill it");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));
        using var taken = RunLock.TryTakeOver(folder.Path);
        Assert.IsNotNull(taken);
    }

    [TestMethod]
    public void AReleasedLockIsNotReleasedAgain()
    {
        using var folder = new TempFolder();
        var first = RunLock.TryTake(folder.Path)!;
        first.Dispose();
        using var second = RunLock.TryTake(folder.Path);
        first.Dispose();
        Assert.IsNotNull(RunLock.OwnerOf(folder.Path), "the second one's lock stays");
    }

    private static void WriteOwner(TempFolder folder, string host, long started) => File.WriteAllText(
        Path.Combine(folder.Path, RunLock.FileName), $$"""{"processId":{{Environment.ProcessId}},"host":"{{host}}","processStarted":{{started}},"boot":""}""");
}
