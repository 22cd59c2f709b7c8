using System.Diagnostics;
using System.Runtime.InteropServices;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Cli.Tests;

/// <summary>Stopping a run with a signal, looking at it, and going on with it, as a user or a scheduler does.</summary>
[TestClass]
public sealed class ResumeTests
{
    private const int SigHup = 1;
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-resume-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(SigHup)]
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
            if (Signals.AreIgnored(process.Id, signal))
            {
                process.Kill();
                process.WaitForExit();
                Assert.Inconclusive($"Signal {signal} is ignored here, as below nohup or in a job in the background.");
            }
            _ = Kill(process.Id, signal);
            // The system tells of a lost terminal, and the shell tells its jobs once more.
            for (var i = 0; signal == SigHup && i < 3 && !process.HasExited; i++)
            {
                Thread.Sleep(5);
                _ = Kill(process.Id, signal);
            }
            process.WaitForExit();
            Assert.AreEqual(1, process.ExitCode);
            StringAssert.Contains(process.StandardError.ReadToEnd(), "cimcil resume");
        }
        Assert.HasCount(1, Directory.GetFiles(Path.Combine(_folder, "run", "checkpoints")));
        StringAssert.Contains(Invocation.Of(_folder, "watch", "run").Output, "stopped; 'cimcil resume run' goes on with it");

        // How a run goes on does not depend on what stopped it.
        if (signal != SigTerm)
            return;
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

    /// <summary>The run's terminal is closed, as when a connection breaks: every write to it fails, and the checkpoint is written all the same.</summary>
    [TestMethod]
    public void ALostTerminalEndsTheRunWithACheckpoint()
    {
        const string Script = "/usr/bin/script";
        if (!OperatingSystem.IsLinux() || !File.Exists(Script))
            Assert.Inconclusive($"A terminal is made with {Script}.");
        if (Signals.AreIgnored(Environment.ProcessId, SigHup))
            Assert.Inconclusive("The loss of a terminal is ignored here, as below nohup.");
        var start = new ProcessStartInfo(Script) { WorkingDirectory = _folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { "-q", "-e", "-c", $"exec {Invocation.CommandLine([.. Start, "--checkpoint-every", "1000"])}", "/dev/null" })
            start.ArgumentList.Add(argument);
        using var terminal = Process.Start(start)!;
        // It draws, so it must be read.
        var drawn = terminal.StandardOutput.ReadToEndAsync();
        WaitForFirstEpoch(terminal);
        Assert.IsFalse(Directory.Exists(Path.Combine(_folder, "run", "checkpoints")), "none is due by itself");
        terminal.Kill();
        terminal.WaitForExit();
        while (WriterLock.IsHeld(Path.Combine(_folder, "run", "run")))
            Thread.Sleep(20);
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "run", "manifest.json")), "\"stopped\"");
        Assert.HasCount(1, Directory.GetFiles(Path.Combine(_folder, "run", "checkpoints")));
        StringAssert.Contains(drawn.GetAwaiter().GetResult(), "\u001b", "it was a terminal");
    }

    /// <summary>nohup says that the loss of the terminal means nothing.</summary>
    [TestMethod]
    public void ARunThatIsDeafToTheLossOfItsTerminalGoesOn()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("The shell of Linux starts it.");
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _folder, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"trap '' HUP; exec {Invocation.CommandLine(Start)}");
        using var process = Process.Start(start)!;
        WaitForFirstEpoch(process);
        _ = Kill(process.Id, SigHup);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }

    /// <summary>The lock tells, which the system frees: its manifest goes on saying that it runs.</summary>
    [TestMethod]
    public void ARunThatDiedIsSaidToHaveStopped()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no such signals.");
        using (var process = Invocation.Start(_folder, [.. Start, "--set", "training.firstPhase.epochs=2", "--set", "training.laterPhases.epochs=400"]))
        {
            while (!process.HasExited && !File.Exists(Path.Combine(_folder, "run", "results.json")))
                Thread.Sleep(5);
            StringAssert.Contains(Invocation.Of(_folder, "watch", "run", "--once").Output, "running in process");
            _ = Kill(process.Id, SigKill);
            process.WaitForExit();
        }
        const string Words = "stopped: its process has ended without a word";
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "run", "manifest.json")), "\"running\"");
        foreach (var watch in new[] { Invocation.Of(_folder, "watch", "run"), Invocation.Of(_folder, "watch", "run", "--once") })
            StringAssert.Contains(watch.Output, $"{Words}; 'cimcil resume run' goes on with it");
        Assert.AreEqual(0, Invocation.Of(_folder, "report", "run").ExitCode);
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "run", "report.html")), $"This run is not complete (1 of 2 phases): {Words}.");
        StringAssert.Contains(File.ReadAllText(Path.Combine(_folder, "run", "tables", "machine.csv")), $"status,{Words}");
        var compared = Invocation.Of(_folder, "compare", "run");
        StringAssert.Contains(compared.Output, "shapes, stopped after 1 of 2 phases");
        StringAssert.Contains(compared.Output, Words);
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
        // Other classes are refused whatever is said; other images unless it is said.
        Directory.Move(Path.Combine(_folder, "moved", "train", "b"), Path.Combine(_folder, "moved", "train", "0"));
        Directory.Move(Path.Combine(_folder, "moved", "test", "b"), Path.Combine(_folder, "moved", "test", "0"));
        var renamed = Invocation.Of(_folder, "resume", "run", "--data", "moved", "--other-images");
        Assert.AreEqual(2, renamed.ExitCode);
        StringAssert.Contains(renamed.Error, "(gone: b; new: 0)");
        Directory.Move(Path.Combine(_folder, "moved", "train", "0"), Path.Combine(_folder, "moved", "train", "b"));
        Directory.Move(Path.Combine(_folder, "moved", "test", "0"), Path.Combine(_folder, "moved", "test", "b"));
        File.AppendAllText(Path.Combine(_folder, "moved", "train", "a", "0.png"), "x");
        var others = Invocation.Of(_folder, "resume", "run", "--data", "moved");
        Assert.AreEqual(2, others.ExitCode);
        StringAssert.Contains(others.Error, "add --other-images");

        var resumed = Invocation.Of(_folder, "resume", "run", "--data", "moved", "--set", "data.onCorruptImage=skip", "--other-images");
        Assert.AreEqual(0, resumed.ExitCode, resumed.Error);
        StringAssert.Contains(resumed.Output, "Note: The run goes on with other images");
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
        // It must be there as long as the others look, however long they take: on Linux it is halted, elsewhere it has much to do.
        var isHalted = OperatingSystem.IsLinux();
        string[] first = isHalted ? Start : [.. Start, "--set", "training.laterPhases.epochs=400"];
        using var process = Invocation.Start(_folder, first);
        WaitForFirstEpoch(process);
        if (isHalted)
            _ = Kill(process.Id, SigStop);
        foreach (var arguments in new[] { first, ["resume", "run"] })
        {
            var second = Invocation.Of(_folder, arguments);
            Assert.AreEqual(2, second.ExitCode);
            StringAssert.Contains(second.Error, $"process {process.Id}");
        }
        StringAssert.Contains(Invocation.Of(_folder, "watch", "run", "--once").Output, "running in process");
        if (isHalted)
            _ = Kill(process.Id, SigCont);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }

    private static string[] Start { get; } = ["run", "shapes", "--device", "cpu", "--workers", "1", "--out", "run", .. RunTests.TinyOfClassActivation.SelectMany(setting => new[] { "--set", setting }), "--set", "training.firstPhase.epochs=30"];

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
