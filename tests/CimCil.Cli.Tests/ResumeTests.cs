using System.Diagnostics;
using System.Runtime.InteropServices;
using CimCil.Data;

namespace CimCil.Cli.Tests;

/// <summary>Stopping a run with a signal, looking at it, and going on with it, as a user or a scheduler does.</summary>
[TestClass]
public sealed class ResumeTests
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-resume-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(SigInt)]
    [DataRow(SigTerm)]
    public void ASignalWritesACheckpointThatTheRunGoesOnFrom(int signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no such signals.");
        // No checkpoint is due by itself in these few epochs.
        using (var process = Invocation.Start(_folder, [.. Start, "--checkpoint-every", "1000"]))
        {
            WaitForFirstEpoch(process);
            _ = Kill(process.Id, signal);
            process.WaitForExit();
            Assert.AreEqual(1, process.ExitCode);
            StringAssert.Contains(process.StandardError.ReadToEnd(), "cimcil resume");
        }
        Assert.HasCount(1, Directory.GetFiles(Path.Combine(_folder, "run", "checkpoints")));
        StringAssert.Contains(Invocation.Of(_folder, "watch", "run").Output, "stopped");

        var again = Invocation.Of(_folder, Start);
        Assert.AreEqual(2, again.ExitCode);
        StringAssert.Contains(again.Error, "cimcil resume");
        var refused = Invocation.Of(_folder, "resume", "run", "--set", "training.batchSize=4");
        Assert.AreEqual(2, refused.ExitCode);
        StringAssert.Contains(refused.Error, "training.batchSize: 8 -> 4");

        var resumed = Invocation.Of(_folder, "resume", "run", "--device", "cpu", "--workers", "2");
        Assert.AreEqual(0, resumed.ExitCode, resumed.Error);
        StringAssert.Contains(resumed.Output, "Average incremental accuracy");
        StringAssert.Contains(Invocation.Of(_folder, "watch", "run", "--once").Output, "finished");
        Assert.AreEqual(2, Invocation.Of(_folder, "resume", "run").ExitCode, "there is nothing left to resume");
    }

    [TestMethod]
    public void ImagesThatHaveMovedAreNamedWithData()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no such signals.");
        WriteImages();
        string[] settings =
        [
            "data.kind=image-folder", "data.imageSide=32", "data.testResize=32", "phases.classes=2", "phases.firstPhase=1", "phases.classesPerPhase=1", "training.batchSize=4",
            "training.firstPhase.epochs=12", "training.laterPhases.epochs=1", "learner.compression.epochs=1", "mask.refreshInterval=1", "mask.batchSize=2", "memory.budget=4",
        ];
        using (var process = Invocation.Start(_folder, ["run", "shapes", "--device", "cpu", "--workers", "1", "--out", "run", "--data", "data", .. settings.SelectMany(setting => new[] { "--set", setting })]))
        {
            WaitForFirstEpoch(process);
            _ = Kill(process.Id, SigTerm);
            process.WaitForExit();
            StringAssert.Contains(process.StandardError.ReadToEnd(), "Stopped. 'cimcil resume run' goes on with it.");
        }
        Directory.Move(Path.Combine(_folder, "data"), Path.Combine(_folder, "moved"));
        var gone = Invocation.Of(_folder, "resume", "run");
        Assert.AreEqual(2, gone.ExitCode);
        StringAssert.Contains(gone.Error, "Name it with --data DIR");
        var resumed = Invocation.Of(_folder, "resume", "run", "--data", "moved", "--set", "data.onCorruptImage=skip");
        Assert.AreEqual(0, resumed.ExitCode, resumed.Error);
    }

    /// <summary>Two classes of eight training images and one test image.</summary>
    private void WriteImages()
    {
        var random = new Random(1);
        foreach (var (part, count) in new[] { ("train", 8), ("test", 1) })
        {
            foreach (var name in new[] { "a", "b" })
            {
                var folder = Directory.CreateDirectory(Path.Combine(_folder, "data", part, name)).FullName;
                for (var i = 0; i < count; i++)
                {
                    var image = new RgbImage(32, 32);
                    random.NextBytes(image.Pixels);
                    File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), ImageCodec.EncodePng(image));
                }
            }
        }
    }

    [TestMethod]
    public void ASecondProcessIsRefusedAndTheFirstIsNotHurt()
    {
        using var process = Invocation.Start(_folder, Start);
        WaitForFirstEpoch(process);
        foreach (var arguments in new[] { Start, ["resume", "run"] })
        {
            var second = Invocation.Of(_folder, arguments);
            Assert.AreEqual(2, second.ExitCode);
            StringAssert.Contains(second.Error, $"process {process.Id}");
        }
        StringAssert.Contains(Invocation.Of(_folder, "watch", "run", "--once").Output, "running in process");
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }

    private static string[] Start { get; } = ["run", "shapes", "--device", "cpu", "--workers", "1", "--out", "run", .. RunTests.Tiny.SelectMany(setting => new[] { "--set", setting }), "--set", "training.firstPhase.epochs=12"];

    private void WaitForFirstEpoch(Process process)
    {
        var metrics = Path.Combine(_folder, "run", "metrics.jsonl");
        while (!process.HasExited && !(File.Exists(metrics) && new FileInfo(metrics).Length > 0))
            Thread.Sleep(5);
        Assert.IsFalse(process.HasExited, "the run ended too early");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
